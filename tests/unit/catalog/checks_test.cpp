// The checks of a header: what is read, and the mistakes that are found in them.
#include <gtest/gtest.h>

#include "catalog_fixture.h"

namespace pgmedic::testing {
namespace {

using namespace std::chrono_literals;

// A valid collector with `check` as the lines of its checks, of which the first is line 13.
std::string with_check(const std::string& check, const std::string& scope = "database") {
  const std::string query = scope == "pgbouncer"
                                ? "SHOW POOLS;"
                                : "SELECT 'd' AS datname, 'i' AS indexrelname, '' AS leftover, 1 AS bloat_ratio, 2 AS bloat_bytes, "
                                  "3 AS density, 4 AS scans, 5 AS stats_age;";
  return "/*---\ncollector: bloat\nhelp: Bloat.\nscope: " + scope +
         R"(
labels: [datname, indexrelname, leftover]
metrics:
  pg_bloat_ratio: {column: bloat_ratio, type: gauge, unit: ratio, help: A., labels: [datname, indexrelname]}
  pg_bloat_bytes: {column: bloat_bytes, type: gauge, unit: bytes, help: B.}
  pg_scans_total: {column: scans, type: counter, help: C.}
  pg_density: {column: density, type: gauge, help: D., labels: [datname]}
  pg_again_ratio: {column: bloat_ratio, type: gauge, unit: ratio, help: A.}
checks:
)" + check +
         "\n---*/\n" + query + "\n";
}

std::string one(const std::string& keys) {
  return "  IndexBloat: {" + keys + "}";
}

const std::string kWords = ", summary: Bad, advice: Do.";

Texts check_problems(const std::string& check, const std::string& scope = "database") {
  Texts texts = problems_of(std::vector<SourceFile>{{"sql/bloat.sql", with_check(check, scope)}});
  const std::string file = "sql/bloat.sql:";
  for (std::string& text : texts) {
    text = text.rfind(file, 0) == 0 ? text.substr(file.size()) : text;
  }
  return texts;
}

Catalog catalog_with(const std::string& check, const std::string& scope = "database") {
  std::vector<Diagnostic> problems;
  Catalog catalog = Catalog::parse({{"sql/bloat.sql", with_check(check, scope)}}, problems);
  EXPECT_TRUE(problems.empty()) << problems.front().text();
  return catalog;
}

TEST(Checks, AreReadWithAllTheirKeys) {
  const Catalog catalog = catalog_with(R"(  PostgresIndexBloat:
    value: bloat_ratio
    above: {warning: 0.4, critical: 0.6}
    for: 10m
    hysteresis: 0.1
    when: {bloat_bytes: 100MB, stats_age: 30d}
    where: {leftover: [new, ""]}
    evidence: [bloat_bytes, density]
    remedy: reindex
    summary: "{datname}.{indexrelname} wastes {bloat_bytes}"
    advice: "Rebuild it."
    runbook: https://wiki.example.org/bloat)");
  const Check* check = catalog.find_check("PostgresIndexBloat");
  ASSERT_NE(check, nullptr);
  EXPECT_EQ(check->collector, "bloat");
  EXPECT_EQ(check->metric, "pg_bloat_ratio");
  EXPECT_EQ(check->unit, "ratio");
  EXPECT_EQ(check->direction, Direction::kAbove);
  EXPECT_EQ(check->warning, 0.4);
  EXPECT_EQ(check->critical, 0.6);
  EXPECT_EQ(check->hold, 10min);
  EXPECT_EQ(check->hysteresis, 0.1);
  ASSERT_EQ(check->when.size(), 2U);
  EXPECT_EQ(check->when[0].minimum, 104857600);
  EXPECT_EQ(check->when[1].minimum, 30 * 86400);
  ASSERT_EQ(check->where.size(), 1U);
  EXPECT_EQ(check->where[0].values, (Texts{"new", ""}));
  EXPECT_EQ(check->labels, (Texts{"datname", "indexrelname"}));
  EXPECT_EQ(check->evidence, (Texts{"bloat_bytes", "density"}));
  EXPECT_EQ(check->remedy, "reindex");
  EXPECT_EQ(check->runbook, "https://wiki.example.org/bloat");
  EXPECT_EQ(check->find_column("stats_age")->unit, "seconds");
  EXPECT_TRUE(check->find_column("indexrelname")->label);
  EXPECT_EQ(check->columns.front().name, "bloat_ratio");
  EXPECT_EQ(
      condition_text(*check),
      "above 40 % (critical 60 %) for 10 min, when bloat_bytes is at least 100 MB, when stats_age is at least 30 d, where leftover is new "
      "or empty");
}

TEST(Checks, HaveDefaults) {
  const Catalog catalog = catalog_with(one("value: bloat_bytes, below: {critical: 1GB}" + kWords));
  const Check* check = catalog.find_check("IndexBloat");
  ASSERT_NE(check, nullptr);
  EXPECT_EQ(check->hold, 0ms);
  EXPECT_EQ(check->increase, 0ms);
  EXPECT_EQ(check->hysteresis, 0.05);
  EXPECT_FALSE(check->warning);
  EXPECT_EQ(check->runbook, "");
  EXPECT_EQ(check->labels, (Texts{"datname", "indexrelname", "leftover"}));
  EXPECT_EQ(catalog.checks().size(), 1U);
  EXPECT_EQ(catalog.find_check("indexbloat"), nullptr);
}

TEST(Checks, OfTwoColumnsAreRatiosWhereTheUnitsMatch) {
  EXPECT_EQ(catalog_with(one("value: bloat_bytes, divided_by: bloat_bytes, above: {warning: 1}" + kWords)).checks().front()->unit, "ratio");
  EXPECT_EQ(catalog_with(one("value: bloat_bytes, divided_by: density, above: {warning: 1}" + kWords)).checks().front()->unit, "");
  EXPECT_EQ(catalog_with(one("value: density, unit: seconds, above: {warning: 1h}" + kWords)).checks().front()->warning, 3600);
}

TEST(Checks, GoWithPgBouncerColumns) {
  std::string text = with_check(one("value: b, above: {warning: 5s}, evidence: [label_a]" + kWords), "pgbouncer");
  const std::size_t labels = text.find("labels:");
  text.replace(labels, text.find("checks:") - labels,
               "labels: [label_a]\nmetrics:\n  p_seconds: {column: [a, b], scale: 1e-6, add: c, type: gauge, unit: seconds, help: A.}\n");
  std::vector<Diagnostic> problems;
  const Catalog catalog = Catalog::parse({{"sql/bloat.sql", text}}, problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  const CheckColumn& value = catalog.checks().front()->columns.front();
  EXPECT_EQ(value.columns, (Texts{"a", "b"}));
  EXPECT_EQ(value.scale, 1e-6);
  EXPECT_EQ(value.add_column, "c");
}

TEST(Checks, UnknownKeysColumnsAndLabelsAreReported) {
  EXPECT_EQ(check_problems(one("valu: bloat_ratio, value: bloat_ratio, above: {warning: 1}" + kWords)),
            Texts{"13:16: \"valu\" is no key of a check; did you mean \"value\"?"});
  EXPECT_EQ(
      check_problems(one("value: bloat_ration, above: {warning: 1}" + kWords)),
      Texts{"13:23: \"bloat_ration\" is the value of no metric of this collector that a check can judge; did you mean \"bloat_ratio\"?"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 1}, evidence: [densty]" + kWords)),
            Texts{"13:68: column of evidence \"densty\" does not occur in the query of sql/bloat.sql; did you mean \"density\"?"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 1}, when: {bytes: 1}" + kWords)),
            Texts{"13:64: column of when \"bytes\" does not occur in the query of sql/bloat.sql"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 1}, where: {leftovr: [new]}" + kWords)),
            Texts{"13:65: \"leftovr\" is no key of where; did you mean \"leftover\"?"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 1}, remedy: rendex" + kWords)),
            Texts{"13:65: \"rendex\" is no remedy; did you mean \"reindex\"?"});
}

TEST(Checks, SummariesNameLabelsAndColumns) {
  const std::string rest = "value: bloat_ratio, above: {warning: 1}, advice: Do., summary: ";
  EXPECT_EQ(check_problems(one(rest + "\"{datname} {density} {value} {threshold}\"")), Texts());
  EXPECT_EQ(check_problems(one(rest + "\"{datnam}\"")),
            Texts{"13:79: column of summary \"datnam\" does not occur in the query of sql/bloat.sql; did you mean \"datname\"?"});
  EXPECT_EQ(check_problems(one(rest + "\"{datname\"")), Texts{"13:79: braces in the summary must hold the name of a label or column"});
}

TEST(Checks, ThresholdsAreChecked) {
  EXPECT_EQ(check_problems(one("value: bloat_ratio" + kWords)), Texts{"13:15: a check needs a threshold: above, at_least or below"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {}" + kWords)), Texts{"13:43: \"above\" needs warning, critical or both"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 1}, below: {warning: 1}" + kWords)),
            Texts{"13:57: \"below\" stands beside \"above\"; a check has one of them"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 7d}" + kWords)),
            Texts{"13:53: \"7d\" is a duration, but this is not measured in seconds"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: much}" + kWords)),
            Texts{"13:53: \"much\" is no number, duration or size; write 0.4, 7d or 64MB"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 2, critical: 1}" + kWords)),
            Texts{"13:66: critical must be further out than warning"});
  EXPECT_EQ(check_problems(one("value: bloat_ratio, below: {warning: 1, critical: 2}" + kWords)),
            Texts{"13:66: critical must be further out than warning"});
}

TEST(Checks, OtherFiguresAreChecked) {
  const std::string rest = "value: bloat_ratio, above: {warning: 1}, ";
  EXPECT_EQ(check_problems(one(rest + "for: 0s" + kWords)), Texts());
  EXPECT_EQ(check_problems(one(rest + "for: soon" + kWords)).size(), 1U);
  EXPECT_EQ(check_problems(one(rest + "hysteresis: 1" + kWords)),
            Texts{"13:69: \"hysteresis\" must be from 0 to below 1: a part of the threshold"});
  EXPECT_EQ(check_problems(one(rest + "increase: 10m" + kWords)), Texts{"13:57: increase is for counters; pg_bloat_ratio is a gauge"});
  EXPECT_EQ(check_problems(one("value: scans, above: {warning: 1}, increase: 10m" + kWords)), Texts());
  EXPECT_EQ(check_problems(one(rest + "when: [bloat_bytes]" + kWords)),
            Texts{"13:63: \"when\" must be a map of columns and what they must be at least"});
  EXPECT_EQ(check_problems(one(rest + "when: {datname: 1}" + kWords)), Texts{"13:64: \"datname\" is a label; use where"});
  EXPECT_EQ(check_problems(one(rest + "where: {leftover: new}" + kWords)), Texts{"13:75: \"leftover\" must be a list of texts"});
}

TEST(Checks, RunbooksAreOnTheWeb) {
  EXPECT_EQ(check_problems(one("value: bloat_ratio, above: {warning: 1}, runbook: \"javascript:alert(1)\"" + kWords)),
            Texts{"13:66: \"runbook\" must be an address that begins with http:// or https://"});
}

TEST(Checks, LeaveTheLabelsOfFindingsToThem) {
  std::string text = with_check(one("value: scans, above: {warning: 1}" + kWords));
  for (std::size_t at = text.find("leftover"); at != std::string::npos; at = text.find("leftover", at)) {
    text.replace(at, 8, "severity");
  }
  EXPECT_EQ(problems_of(std::vector<SourceFile>{{"sql/bloat.sql", text}}),
            Texts{"sql/bloat.sql:13:23: \"scans\" has the label severity, which findings have themselves; name it otherwise"});
}

TEST(Checks, LackNoRequiredKey) {
  EXPECT_EQ(check_problems(one("above: {warning: 1}")),
            (Texts{"13:15: a check lacks the key \"value\"", "13:15: a check lacks the key \"summary\"",
                   "13:15: a check lacks the key \"advice\""}));
  EXPECT_EQ(check_problems("  {}"), Texts{"13:3: \"checks\" must be a map with at least one check"});
}

TEST(Checks, HaveNamesOfTheirOwn) {
  EXPECT_EQ(check_problems("  index_bloat: {value: scans, above: {warning: 1}" + kWords + "}"),
            Texts{"13:3: \"index_bloat\" is no name of a check; write it as PostgresIndexBloat"});
  EXPECT_EQ(check_problems("  PostgresDown: {value: scans, above: {warning: 1}" + kWords + "}"),
            Texts{"13:3: check \"PostgresDown\" is one of pgmedic's own"});
  const std::string first = with_check(one("value: scans, above: {warning: 1}" + kWords));
  std::string second = first;
  second.replace(second.find("collector: bloat"), 16, "collector: other");
  for (const char* name : {"pg_bloat_ratio", "pg_bloat_bytes", "pg_scans_total", "pg_density", "pg_again_ratio"}) {
    second.insert(second.find(name), "other_");
  }
  EXPECT_EQ(problems_of(std::vector<SourceFile>{{"sql/bloat.sql", first}, {"sql/other.sql", second}}),
            Texts{"sql/other.sql:13:3: check \"IndexBloat\" belongs to sql/bloat.sql:13 already"});
}

TEST(Checks, DoNotJudgeSums) {
  std::string text = with_check(one("value: bloat_bytes, above: {warning: 1}" + kWords));
  text.replace(text.find("help: B."), 8, "help: B., labels: [datname], sum: true");
  EXPECT_EQ(problems_of(std::vector<SourceFile>{{"sql/bloat.sql", text}}),
            Texts{"sql/bloat.sql:13:23: \"bloat_bytes\" is the value of no metric of this collector that a check can judge: sums, "
                  "rows and names with a label in them cannot be judged"});
}

TEST(Summaries, AreSplitAtNames) {
  const std::vector<SummaryPiece> pieces = split_summary("{a}: {b c} {d");
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].text, "a");
  EXPECT_TRUE(pieces[0].name);
  EXPECT_EQ(pieces[1].text, ": {b c} {d");
}

}  // namespace
}  // namespace pgmedic::testing
