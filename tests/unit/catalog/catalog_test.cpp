// Files together: names, variants, statements, clashes, and what a good file becomes.
#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include "catalog_fixture.h"

namespace pgmedic::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTables = R"(/*---
collector: tables
help: Tables, from pg_class.
scope: database
lane: slow                          # a comment
interval: 10m
timeout: 90s
requires: {server: ">=14 <19", role: primary, extension: pgstattuple, privilege: pg_monitor}
labels: [datname, relname]
limit: {series: 2000, order: total_bytes desc, rest: drop}
parameters:
  minimum_bytes: Bytes below which a table is left out.
metrics:
  pg_table_size_bytes{fork="heap"}: {column: heap_bytes, type: gauge, unit: bytes, help: "Size, in bytes."}
  pg_table_size_bytes{fork="toast"}: {column: toast_bytes, since: 16}
  pg_table_scans_total: {column: scans, type: counter, help: Scans., until: 17, labels: [datname]}
---*/
SELECT pg_catalog.current_database() AS datname, relname, heap_bytes, toast_bytes, scans, total_bytes
FROM x WHERE y > NULLIF(pg_catalog.current_setting('pgmedic.minimum_bytes', true), '')::bigint;
)";

TEST(Catalog, ReadsEverythingThatAFileSays) {
  std::vector<Diagnostic> problems;
  const Catalog catalog = Catalog::parse({{"sql/tables.sql", kTables}}, problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  ASSERT_EQ(catalog.names(), Texts{"tables"});
  const Collector& tables = *catalog.find("tables");
  EXPECT_EQ(tables.help, "Tables, from pg_class.");
  EXPECT_EQ(tables.file, "sql/tables.sql");
  EXPECT_EQ(tables.scope, Scope::kDatabase);
  EXPECT_EQ(tables.lane, Lane::kSlow);
  EXPECT_EQ(tables.interval, 10min);
  EXPECT_FALSE(tables.interval_is_default);
  EXPECT_EQ(tables.timeout, 90s);
  EXPECT_EQ(tables.requirements.server.first, 14);
  EXPECT_EQ(tables.requirements.server.last, 18);
  EXPECT_EQ(tables.requirements.role, RequiredRole::kPrimary);
  EXPECT_EQ(tables.requirements.extension, "pgstattuple");
  EXPECT_EQ(tables.requirements.privilege, "pg_monitor");
  EXPECT_EQ(tables.labels, (Texts{"datname", "relname"}));
  ASSERT_TRUE(tables.limit.has_value());
  EXPECT_EQ(tables.limit->series, 2000U);
  EXPECT_EQ(tables.limit->order_column, "total_bytes");
  EXPECT_TRUE(tables.limit->descending);
  ASSERT_EQ(tables.parameters.size(), 1U);
  EXPECT_EQ(tables.parameters[0].first, "minimum_bytes");
  EXPECT_EQ(tables.parameters[0].second, "Bytes below which a table is left out.");
}

TEST(Catalog, ReadsTheFamiliesOfAFile) {
  std::vector<Diagnostic> problems;
  const Catalog catalog = Catalog::parse({{"sql/tables.sql", kTables}}, problems);
  const Collector& tables = *catalog.find("tables");
  ASSERT_EQ(tables.families.size(), 2U);
  const MetricFamily& size = tables.families[0];
  EXPECT_EQ(size.name, "pg_table_size_bytes");
  EXPECT_EQ(size.type, MetricType::kGauge);
  EXPECT_EQ(size.unit, "bytes");
  EXPECT_EQ(size.help, "Size, in bytes.");
  EXPECT_EQ(size.labels, (Texts{"datname", "relname"}));
  ASSERT_EQ(size.samples.size(), 2U);
  EXPECT_EQ(size.samples[0].columns, Texts{"heap_bytes"});
  EXPECT_EQ(size.samples[1].constant_labels.front(), (std::pair<std::string, std::string>("fork", "toast")));
  EXPECT_EQ(size.samples[1].server.first, 16);
  const MetricFamily& scans = tables.families[1];
  EXPECT_EQ(scans.type, MetricType::kCounter);
  EXPECT_EQ(scans.labels, Texts{"datname"});
  EXPECT_EQ(scans.samples[0].server.last, 17);
}

TEST(Catalog, ReadsConsoleCollectors) {
  std::vector<Diagnostic> problems;
  const Catalog catalog =
      Catalog::parse({{"sql/lists.sql",
                       "/*---\ncollector: lists\nhelp: Lists.\nscope: pgbouncer\nkey: list\nmetrics:\n"
                       "  pgbouncer_a: {column: [items, item], type: gauge, help: A., row: [a, b], optional: true, scale: 1e-6, "
                       "add: more, add_scale: 0.5}\n  pgbouncer_b_info: {value: 1, row: c, type: gauge, help: B.}\n---*/\nshow lists;\n"}},
                     problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  const Collector& lists = catalog.collectors().front();
  EXPECT_EQ(lists.key_column, "list");
  EXPECT_EQ(lists.interval, 15s);
  const MetricColumn& sample = lists.families[0].samples[0];
  EXPECT_EQ(sample.columns, (Texts{"items", "item"}));
  EXPECT_EQ(sample.rows, (Texts{"a", "b"}));
  EXPECT_TRUE(sample.optional);
  EXPECT_DOUBLE_EQ(sample.scale, 1e-6);
  EXPECT_EQ(sample.add_column, "more");
  EXPECT_DOUBLE_EQ(sample.add_scale, 0.5);
  EXPECT_EQ(lists.families[1].samples[0].constant, 1.0);
  EXPECT_TRUE(lists.families[1].samples[0].columns.empty());
}

TEST(Catalog, ANameLabelIsNotALabelOfTheSeries) {
  std::vector<Diagnostic> problems;
  const Catalog catalog =
      Catalog::parse({{"sql/sample.sql", with_metrics("  pg_{label_a}: {column: a, type: gauge, help: A.}")}}, problems);
  const MetricFamily& family = catalog.collectors().front().families.front();
  EXPECT_EQ(family.name, "pg_{label_a}");
  EXPECT_EQ(family.name_label, "label_a");
  EXPECT_EQ(family.labels, Texts{"label_b"});
}

TEST(Catalog, DefaultsDependOnScopeAndLane) {
  const auto read = [](const std::string& scope, const std::string& lane) {
    std::vector<Diagnostic> problems;
    const std::string query = scope == "pgbouncer" ? "SHOW X;" : "SELECT datname, a;";
    const Catalog catalog = Catalog::parse({{"sql/s.sql", "/*---\ncollector: s\nhelp: S.\nscope: " + scope + "\nlabels: [datname]\n" +
                                                              lane + "metrics:\n  a: {column: a, type: gauge, help: A.}\n---*/\n" + query}},
                                           problems);
    return catalog.collectors().at(0);
  };
  EXPECT_EQ(read("cluster", "").interval, 15s);
  EXPECT_EQ(read("pgbouncer", "").interval, 15s);
  EXPECT_EQ(read("database", "").interval, 1min);
  EXPECT_EQ(read("database", "lane: slow\n").interval, 5min);
  EXPECT_EQ(read("cluster", "lane: slow\n").timeout, 60s);
  EXPECT_EQ(read("cluster", "").timeout, 2s);
  EXPECT_TRUE(read("cluster", "").interval_is_default);
}

TEST(Variants, GiveEachMajorItsQuery) {
  std::vector<Diagnostic> problems;
  const std::string base =
      with_metrics("  pg_a: {column: a, type: gauge, help: A.}\n  pg_c: {column: c, type: gauge, help: C., since: 17}");
  const Catalog catalog = Catalog::parse({{"sql/sample.since-18.sql", "SELECT 18 AS a, c, label_a, label_b;"},
                                          {"sql/sample.sql", base},
                                          {"sql/sample.since-17.sql", "\nSELECT 17 AS a, c, label_a, label_b;\n"}},
                                         problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  const Collector& sample = catalog.collectors().front();
  const std::string first = "SELECT 1 AS a, 2 AS b, 'x' AS label_a, 'y' AS label_b;";
  EXPECT_EQ(sample.sql(0), first);
  EXPECT_EQ(sample.sql(13), first);
  EXPECT_EQ(sample.sql(16), first);
  EXPECT_EQ(sample.sql(17), "SELECT 17 AS a, c, label_a, label_b;");
  EXPECT_EQ(sample.sql(18), "SELECT 18 AS a, c, label_a, label_b;");
  EXPECT_EQ(sample.sql(19), "SELECT 18 AS a, c, label_a, label_b;");
  EXPECT_EQ(sample.queries[1].file, "sql/sample.since-17.sql");
}

TEST(Variants, AreChecked) {
  const SourceFile base{"sql/sample.sql", with_lines("requires: {server: \"<18\"}")};
  const std::string query = "SELECT 1 AS a;";
  EXPECT_EQ(problems_of({base, {"sql/sample.since-17.sql", query}}), Texts());
  EXPECT_EQ(problems_of({base, {"sql/sample.since-17.sql", with_lines("lane: fast")}}),
            Texts{"sql/sample.since-17.sql:1:1: a variant has no header; that of sample.sql holds for it"});
  EXPECT_EQ(problems_of({base, {"sql/sample.since-18.sql", query}}),
            Texts{"sql/sample.since-18.sql:1:1: no server that this collector runs on (requires.server) gets this query"});
  EXPECT_EQ(problems_of({base, {"sql/sample.since-17.sql", "SELECT 1 AS b;"}}),
            Texts{"sql/sample.sql:7:18: column \"a\" does not occur in the query of sql/sample.since-17.sql"});
  EXPECT_EQ(problems_of({base, {"sql/sample.since-17.sql", query}, {"more/sample.since-17.sql", query}}),
            Texts{"more/sample.since-17.sql: the same file name exists already: sql/sample.since-17.sql"});
  EXPECT_EQ(problems_of({{"sql/other.since-17.sql", query}}), Texts{"sql/other.since-17.sql: a variant without its base file other.sql"});
  EXPECT_EQ(problems_of({{"sql/p.sql",
                          "/*---\ncollector: p\nhelp: P.\nscope: pgbouncer\nmetrics:\n  pgbouncer_a: {column: a, type: gauge, help: A.}\n"
                          "---*/\nSHOW POOLS;"},
                         {"sql/p.since-17.sql", "SHOW POOLS;"}}),
            Texts{"sql/p.since-17.sql:1:1: a PgBouncer collector has no variants for server majors"});
}

TEST(Files, NamesAreChecked) {
  for (const std::string name :
       {"Sample.sql", "1.sql", "sample.txt", "sample.since-x.sql", "sample.since-9.sql", "sample.v2.sql", ".sql"}) {
    EXPECT_EQ(problems_of({{"sql/" + name, with_lines("lane: fast")}}),
              Texts{"sql/" + name + ": the file must be named NAME.sql or NAME.since-MAJOR.sql, NAME of a-z, 0-9 and _"});
  }
}

TEST(Files, HeadersBeginAndEnd) {
  EXPECT_EQ(problems_of("SELECT 1 AS a;"), Texts{"sql/sample.sql:1:1: the file must begin with a header: a line /*---"});
  EXPECT_EQ(problems_of("/*---\nlane: fast\n"), Texts{"sql/sample.sql:1:1: the header has no end: a line ---*/"});
  EXPECT_EQ(problems_of("/*--- lane: fast\n---*/\nSELECT 1;"), Texts{"sql/sample.sql:1:6: nothing may follow /*--- in its line"});
  EXPECT_EQ(problems_of(with_lines("lane: fast # pg_stat_*/pg_class")),
            Texts{"sql/sample.sql:5:22: */ inside the header would begin or end a comment"});
}

TEST(Files, AreText) {
  EXPECT_EQ(problems_of(with_lines("lane: fast # \xFF")), Texts{"sql/sample.sql:5:1: this line is not valid UTF-8"});
  EXPECT_EQ(problems_of(with_lines("lane: fast") + std::string(1, '\0')), Texts{"sql/sample.sql:10:1: a NUL byte is no text"});
  EXPECT_EQ(problems_of(std::string(2'000'000, ' ')), Texts{"sql/sample.sql:1:1: the file is longer than 1048576 bytes"});
}

TEST(Files, WindowsLineEndsAreLineEnds) {
  std::string text;
  for (const char c : with_lines("lane: fats")) {
    text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  }
  EXPECT_EQ(problems_of(text), Texts{"sql/sample.sql:5:7: \"fats\" is no lane; did you mean \"fast\"?"});
}

TEST(Statements, ThereIsOneEndedByASemicolon) {
  const auto query_problems = [](const std::string& query) { return problems_of(with_lines("lane: fast", query)); };
  EXPECT_EQ(query_problems("SELECT 1 AS a; -- the end\n/* really; /* yes; */ */\n"), Texts());
  EXPECT_EQ(query_problems("SELECT ';' || \";\" || $x$;$x$ || E'\\';' || $1 AS a;"), Texts());
  EXPECT_EQ(query_problems("-- nothing\n"), Texts{"sql/sample.sql:9:1: the query is missing"});
  EXPECT_EQ(query_problems(""), Texts{"sql/sample.sql:10:1: the query is missing"});
  EXPECT_EQ(query_problems("SELECT 1\n  AS a -- the end"), Texts{"sql/sample.sql:10:6: the query must end with a semicolon"});
  EXPECT_EQ(query_problems("SELECT 1 AS a; SELECT 2;"),
            Texts{"sql/sample.sql:9:14: only one statement is allowed, but more follows this semicolon"});
  EXPECT_EQ(query_problems("SELECT 1 AS a, 'x;\n"), Texts{"sql/sample.sql:9:16: this comment or constant never ends"});
  EXPECT_EQ(query_problems("VACUUM a;"), Texts{"sql/sample.sql:9:1: a collector must be a query that begins with SELECT or WITH"});
  EXPECT_EQ(problems_of(with_metrics("  pgbouncer_a: {column: a, type: gauge, help: A.}", "pgbouncer") + "PAUSE;").size(), 1U);
  EXPECT_EQ(
      problems_of("/*---\ncollector: sample\nhelp: A.\nscope: pgbouncer\nmetrics:\n  a: {column: a, type: gauge, help: A.}\n---*/\nPAUSE;"),
      Texts{"sql/sample.sql:8:1: a PgBouncer collector must be a SHOW command"});
}

// A collector with one metric, in line 6.
SourceFile one_metric(const std::string& name, const std::string& metric, const std::string& type) {
  return {"sql/" + name + ".sql", "/*---\ncollector: " + name + "\nhelp: A.\nscope: cluster\nmetrics:\n  " + metric +
                                      ": {column: a, type: " + type + ", help: A.}\n---*/\nSELECT 1 AS a;\n"};
}

TEST(Clashes, AMetricBelongsToOneCollector) {
  EXPECT_EQ(problems_of({one_metric("one", "pg_a", "gauge"), one_metric("two", "pg_a", "gauge")}),
            Texts{"sql/two.sql:6:3: metric \"pg_a\" belongs to sql/one.sql:6 already"});
  EXPECT_EQ(problems_of({one_metric("one", "pg_a", "gauge"), one_metric("two", "pg_b", "gauge")}), Texts());
}

TEST(Clashes, OpenMetricsNamesAreApart) {
  EXPECT_EQ(
      problems_of({one_metric("one", "pg_a", "gauge"), one_metric("two", "pg_a_total", "counter")}),
      Texts{"sql/two.sql:6:3: metric \"pg_a_total\" cannot stand beside \"pg_a\" of sql/one.sql:6: OpenMetrics takes them for one family"});
  EXPECT_EQ(problems_of({one_metric("one", "pg_a_total", "counter"), one_metric("two", "pg_a_created", "gauge")}).size(), 1U);
  EXPECT_EQ(problems_of({one_metric("one", "pg_a", "gauge"), one_metric("two", "pg_a_created", "gauge"),
                         one_metric("three", "pg_a_count", "gauge"), one_metric("four", "pg_a_info", "gauge")}),
            Texts());
  EXPECT_EQ(
      problems_of(with_metrics("  pg_a: {column: a, type: gauge, help: A.}\n  pg_a_total: {column: b, type: counter, help: B.}")).size(),
      1U);
}

TEST(Clashes, CollectorsWithoutAMistakeAreInTheCatalog) {
  std::vector<Diagnostic> problems;
  const Catalog catalog = Catalog::parse({one_metric("one", "pg_a", "gauge"), one_metric("two", "pg_a", "gauge"),
                                          one_metric("three", "pg-c", "gauge"), one_metric("four", "pg_d", "gauge")},
                                         problems);
  EXPECT_EQ(catalog.names(), (Texts{"four", "one"}));
  EXPECT_EQ(catalog.find("two"), nullptr);
  EXPECT_EQ(problems.size(), 2U);
}

TEST(Catalog, TheEmbeddedOneHasNoProblems) {
  const Catalog catalog = Catalog::embedded();
  for (const Collector& collector : catalog.collectors()) {
    EXPECT_FALSE(collector.queries.empty()) << collector.name;
    EXPECT_FALSE(collector.families.empty()) << collector.name;
  }
}

TEST(Robustness, NoTruncationOfAFileBreaksTheReader) {
  const std::string whole = kTables;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    std::vector<Diagnostic> problems;
    Catalog::parse({{"sql/tables.sql", whole.substr(0, length)}}, problems);
    if (length + 2 < whole.size()) {  // but for the last semicolon and line end
      EXPECT_FALSE(problems.empty()) << "length " << length;
    }
  }
}

TEST(Robustness, NoChangedByteBreaksTheReader) {
  const std::string whole = kTables;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char c : {'\0', '\n', '"', '{', ':', '$'}) {
      std::string changed = whole;
      changed[at] = c;
      std::vector<Diagnostic> problems;
      Catalog::parse({{"sql/tables.sql", changed}}, problems);
    }
  }
}

TEST(Robustness, DeepNestingIsRefused) {
  const Texts problems = problems_of(with_lines("labels: " + std::string(100'000, '[')));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_NE(problems[0].find("YAML: "), std::string::npos) << problems[0];
}

}  // namespace
}  // namespace pgmedic::testing
