#include "catalog/render.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "catalog_fixture.h"

namespace pgmedic::testing {
namespace {

Catalog sample() {
  std::vector<Diagnostic> problems;
  Catalog catalog = Catalog::parse({{"sql/sample.sql", R"(/*---
collector: sample
help: Samples of *everything* | for readers who want to know, in a sentence too long for one line.
scope: database
lane: slow
requires: {server: ">=14", role: standby, extension: pgstattuple}
labels: [datname, relname]
limit: {series: 20, order: a desc}
parameters:
  least: Bytes.
metrics:
  pg_a_bytes{fork="heap"}: {column: a, type: gauge, help: A.}
  pg_a_bytes{fork="toast"}: {column: b, since: 16}
  pg_c_total: {column: c, type: counter, help: C., until: 15, labels: [datname]}
---*/
SELECT datname, relname, a, b, c, 'pgmedic.least';
)"},
                                    {"sql/up.sql", R"(/*---
collector: up
help: Up.
scope: cluster
metrics:
  pg_b: {column: b, type: gauge, help: B., since: 15, until: 16}
checks:
  TooMuch:
    value: b
    above: {warning: 2, critical: 3}
    for: 5m
    remedy: analyze
    summary: "{value} | more than {threshold}"
    advice: Take something away.
---*/
SELECT 1 AS b;
)"}},
                                   problems);
  EXPECT_TRUE(problems.empty());
  return catalog;
}

TEST(Markdown, ShowsEverythingByCollector) {
  const std::string page = render_markdown(sample());
  EXPECT_EQ(page.substr(page.find("| collector")), R"(| collector | scope | lane | interval | metrics | checks |
|---|---|---|---|---|---|
| [sample](#sample) | database | slow | 5m | 2 | 0 |
| [up](#up) | cluster | fast | 15s | 1 | 1 |

## sample

Samples of \*everything\* \| for readers who want to know, in a sentence too long for one line.

* Scope database, lane slow, every 5m, timeout 1m.
* Needs server 14+, standby only, extension pgstattuple.
* Labels: `datname`, `relname`.
* At most 20 series, those with the largest `a`.
* Parameter `least`: Bytes.

| metric | type | majors | help |
|---|---|---|---|
| `pg_a_bytes{fork="heap"}` | gauge | all | A. |
| `pg_a_bytes{fork="toast"}` | gauge | 16+ |  |
| `pg_c_total` | counter | up to 15 | C. Labels: `datname`. |

## up

Up.

* Scope cluster, lane fast, every 15s, timeout 2s.
* Labels: none.

| metric | type | majors | help |
|---|---|---|---|
| `pg_b` | gauge | 15 to 16 | B. |

| check | judges | finding when | remedy | what it tells |
|---|---|---|---|---|
| `TooMuch` | `pg_b` | above 2 (critical 3) for 5 min | analyze | {value} \| more than {threshold}. Take something away. |
)");
}

TEST(TextTable, ShowsEachCollector) {
  EXPECT_EQ(render_text(sample()), R"(COLLECTOR  SCOPE      LANE   EVERY  TIMEOUT  METRICS  CHECKS
sample     database   slow      5m       1m        2       0
    Samples of *everything* | for readers who want to know, in a sentence too
    long for one line. Needs server 14+, standby only, extension pgstattuple.
up         cluster    fast     15s       2s        1       1
    Up.
)");
}

TEST(TextTable, ShowsOneCollectorWithItsMetrics) {
  EXPECT_EQ(render_text(*sample().find("sample")), R"(sample
    Samples of *everything* | for readers who want to know, in a sentence too
    long for one line.
    Scope database, lane slow, every 5m, timeout 1m. Needs server 14+, standby
    only, extension pgstattuple.
    Labels: datname, relname
    Parameter least: Bytes.
    From sql/sample.sql
  pg_a_bytes{fork="heap"}  gauge
  pg_a_bytes{fork="toast"}  gauge, majors 16+
        A.
  pg_c_total  counter, majors up to 15
        C.
)");
}

TEST(TextTable, ShowsOneCollectorWithItsChecks) {
  const std::string text = render_text(*sample().find("up"));
  EXPECT_EQ(text.substr(text.find("  TooMuch")), R"(  TooMuch
    pg_b above 2 (critical 3) for 5 min
        {value} | more than {threshold}
        Take something away.
)");
}

TEST(TextTable, OfTheEmbeddedCatalogFitsTheTerminal) {
  for (const std::string& line : split(render_text(Catalog::embedded()), '\n')) {
    EXPECT_LE(line.size(), kTerminalWidth) << line;
  }
}

}  // namespace
}  // namespace pgmedic::testing
