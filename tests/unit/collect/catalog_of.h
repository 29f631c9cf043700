// Catalogs of small collectors for tests: name, scope and lane; one gauge pg_NAME{datname}.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace pgmedic::test {

struct SmallCollector {
  std::string name;
  std::string scope;
  std::string lane;
  std::string more = {};  // further header lines
};

inline Catalog catalog_of(const std::vector<SmallCollector>& collectors) {
  std::vector<SourceFile> files;
  for (const SmallCollector& small : collectors) {
    std::string text = "/*---\ncollector: " + small.name + "\nhelp: A fixture.\nscope: " + small.scope + "\nlane: " + small.lane + "\n" +
                       small.more + "labels: [datname]\nmetrics:\n  pg_" + small.name +
                       ": {column: value, type: gauge, help: A fixture.}\n---*/\n";
    text += small.scope == "pgbouncer" ? "SHOW " + small.name + ";\n" : "SELECT datname, value FROM " + small.name + ";\n";
    files.push_back({small.name + ".sql", text});
  }
  std::vector<Diagnostic> problems;
  Catalog catalog = Catalog::parse(files, problems);
  for (const Diagnostic& problem : problems) {
    ADD_FAILURE() << problem.text();
  }
  return catalog;
}

}  // namespace pgmedic::test
