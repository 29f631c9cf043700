// Collector files in the making, and the mistakes that are found in them.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace pgmedic::testing {

// A valid collector, "sample", with `lines` in the place of its metrics.
inline std::string with_metrics(const std::string& lines, const std::string& scope = "cluster") {
  const std::string query = scope == "pgbouncer" ? "SHOW POOLS;" : "SELECT 1 AS a, 2 AS b, 'x' AS label_a, 'y' AS label_b;";
  return "/*---\ncollector: sample\nhelp: A sample.\nscope: " + scope + "\nlabels: [label_a, label_b]\nmetrics:\n" + lines + "\n---*/\n" +
         query + "\n";
}

// A valid collector, "sample", with `lines` in front of its metrics. The first of them is line 5.
inline std::string with_lines(const std::string& lines, const std::string& query = "SELECT 1 AS a;") {
  return "/*---\ncollector: sample\nhelp: A sample.\nscope: cluster\n" + lines +
         "\nmetrics:\n  pg_a: {column: a, type: gauge, help: A.}\n---*/\n" + query + "\n";
}

inline std::vector<std::string> problems_of(const std::vector<SourceFile>& files) {
  std::vector<Diagnostic> problems;
  Catalog::parse(files, problems);
  std::vector<std::string> texts;
  for (const Diagnostic& problem : problems) {
    texts.push_back(problem.text());
  }
  return texts;
}

inline std::vector<std::string> problems_of(const std::string& text) {
  return problems_of(std::vector<SourceFile>{{"sql/sample.sql", text}});
}

using Texts = std::vector<std::string>;

}  // namespace pgmedic::testing
