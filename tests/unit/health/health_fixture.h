// Checks, rows and statuses made by hand.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/rows.h"
#include "catalog/catalog.h"
#include "collect/status.h"

namespace pgmedic::testing {

// A collector "bloat" of scope database with these checks; columns: see rows_of. Fast, so that nothing is stretched.
inline Catalog catalog_with(const std::string& checks) {
  std::vector<Diagnostic> problems;
  Catalog catalog = Catalog::parse({{"sql/bloat.sql", R"(/*---
collector: bloat
help: Bloat.
scope: database
labels: [datname, indexrelname, leftover]
metrics:
  pg_bloat_ratio: {column: ratio, type: gauge, unit: ratio, help: A., labels: [datname, indexrelname]}
  pg_bloat_bytes: {column: bytes, type: gauge, unit: bytes, help: B.}
  pg_scans_total: {column: scans, type: counter, help: C., labels: [datname, indexrelname]}
  pg_new: {column: fresh, since: 16, type: gauge, help: D.}
checks:
)" + checks +
                                                          R"(
---*/
SELECT 'd' AS datname, 'i' AS indexrelname, '' AS leftover, 1 AS ratio, 2 AS bytes, 3 AS scans, 4 AS stats_age, 5 AS fresh;
)"}},
                                   problems);
  EXPECT_TRUE(problems.empty()) << (problems.empty() ? "" : problems.front().text());
  return catalog;
}

inline const char* const kBloat = R"(  IndexBloat:
    value: ratio
    above: {warning: 0.4, critical: 0.6}
    hysteresis: 0.1
    when: {bytes: 100}
    evidence: [bytes, leftover]
    remedy: reindex
    summary: "{datname}.{indexrelname} wastes {bytes}: {value} over {threshold}"
    advice: Rebuild it.
    runbook: https://wiki.example.org/bloat
)";

using Value = TableRows::Value;

// datname, indexrelname, leftover, ratio, bytes, scans.
inline TableRows rows_of(std::vector<std::vector<Value>> rows) {
  return TableRows({"datname", "indexrelname", "leftover", "ratio", "bytes", "scans"}, std::move(rows));
}

// Indexes of database app with their ratios; all of them large.
inline TableRows ratios(const std::vector<std::pair<std::string, std::string>>& indexes) {
  std::vector<std::vector<Value>> rows;
  for (const auto& [name, ratio] : indexes) {
    rows.push_back({"app", name, "", ratio, "2048", "1"});
  }
  return rows_of(std::move(rows));
}

inline CollectorStatus collector_status(const std::string& database) {
  CollectorStatus status;
  status.collector = "bloat";
  status.database = database;
  status.scope = Scope::kDatabase;
  status.interval = Milliseconds(60'000);
  status.effective_interval = status.interval;
  status.runs = 1;
  return status;
}

inline TargetStatus target_status(const std::vector<std::string>& databases = {"app"}) {
  TargetStatus status;
  status.name = "main";
  status.server = "db:5432";
  status.up = true;
  status.asked = true;
  status.databases = databases;
  for (const std::string& database : databases) {
    status.databases_up[database] = true;
    status.collectors.push_back(collector_status(database));
  }
  return status;
}

}  // namespace pgmedic::testing
