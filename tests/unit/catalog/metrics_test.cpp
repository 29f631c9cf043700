// Mistakes in the metrics of a header.
#include <gtest/gtest.h>

#include "catalog_fixture.h"

namespace pgmedic::testing {
namespace {

// The mistakes of one metric in line 7, without the file's name and the line.
Texts metric_problems(const std::string& metric, const std::string& scope = "cluster") {
  Texts texts = problems_of(with_metrics("  " + metric, scope));
  const std::string place = "sql/sample.sql:7:";
  for (std::string& text : texts) {
    text = text.rfind(place, 0) == 0 ? text.substr(place.size()) : text;
  }
  return texts;
}

TEST(Metrics, GoodOnesHaveNoProblems) {
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A.}"), Texts());
  EXPECT_EQ(metric_problems("pg_a_total: {column: a, type: counter, help: A.}"), Texts());
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: counter, help: A.}"), Texts());  // compatible names have no _total
  EXPECT_EQ(metric_problems("pg_{label_a}_bytes: {column: a, type: gauge, unit: bytes, help: \"{label_a}\"}"), Texts());
  EXPECT_EQ(metric_problems("pg_a{fork=\"heap\"}: {column: a, type: gauge, help: A.}"), Texts());
}

TEST(Metrics, UnknownKeysAndWrongTypesAreReported) {
  EXPECT_EQ(metric_problems("pg_a: {column: a, tipe: gauge, type: gauge, help: A.}"),
            Texts{"21: \"tipe\" is no key of a metric; did you mean \"type\"?"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A, and B.}"),
            Texts{"43: \"and B.\" is no key of a metric; write column, type, help, unit, since, until, labels, sum, optional, scale, add, "
                  "add_scale, row "
                  "or value (a text with a comma needs quotes inside { })"});
  EXPECT_EQ(metric_problems("pg_a: gauge"), Texts{"9: a metric must be a map, not text"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: [A.]}"), Texts{"40: \"help\" must be text, not a list"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: \"\"}"), Texts{"40: \"help\" is empty"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: \"A\\nB\"}"), Texts{"40: \"help\" must be one line"});
  EXPECT_EQ(problems_of("/*---\ncollector: sample\nhelp: A.\nscope: cluster\nmetrics: {}\n---*/\nSELECT 1;"),
            Texts{"sql/sample.sql:5:10: \"metrics\" must be a map with at least one metric"});
}

TEST(Metrics, RequiredKeysAreMissed) {
  EXPECT_EQ(metric_problems("pg_a: {since: 14}"),
            (Texts{"9: a metric lacks the key \"column\"", "9: a metric lacks the key \"help\"", "9: a metric lacks the key \"type\""}));
}

TEST(Metrics, NamesAreChecked) {
  const std::string rest = ": {column: a, type: gauge, help: A.}";
  EXPECT_EQ(metric_problems("pg-a" + rest), Texts{"3: \"pg-a\" is no metric name; letters, digits, _ and :, no digit in front"});
  EXPECT_EQ(metric_problems("1pg" + rest), Texts{"3: \"1pg\" is no metric name; letters, digits, _ and :, no digit in front"});
  EXPECT_EQ(metric_problems("pg_{label_a}_{label_b}" + rest), Texts{"3: only one label can complete the name of pg_{label_a}_{label_b}"});
  EXPECT_EQ(metric_problems("pg_{other}" + rest), Texts{"3: {other} is no label of this collector"});
  EXPECT_EQ(metric_problems("pg_{label_a}" + rest, "database"),
            (Texts{"3: {label_a} in a name is for scope cluster only",
                   "3: \"pg_{label_a}\" needs the label datname: all databases would give the same series"}));
  EXPECT_EQ(metric_problems("pg_a" + rest, "database"),
            Texts{"3: \"pg_a\" needs the label datname: all databases would give the same series"});
  EXPECT_EQ(metric_problems("pg_a{fork=heap}" + rest),
            Texts{"3: constant labels of pg_a{fork=heap} are malformed; write NAME{label=\"value\"}"});
  EXPECT_EQ(metric_problems("pg_a{le=\"1\"}" + rest),
            Texts{"3: label name \"le\" is reserved; Prometheus uses le, quantile and __… itself"});
  EXPECT_EQ(metric_problems("pg_a{b=\"1\",b=\"2\"}" + rest), Texts{"3: label \"b\" appears twice in pg_a{b=\"1\",b=\"2\"}"});
  EXPECT_EQ(metric_problems("pg_a{label_a=\"1\"}" + rest), Texts{"3: label \"label_a\" is both constant and a column"});
  for (const std::string name : {"pgmedic_a", "pg_database_up", "pgbouncer_up", "process_open_fds"}) {
    EXPECT_EQ(metric_problems(name + rest), Texts{"3: \"" + name + "\" is kept for pgmedic's own metrics"});
  }
}

TEST(Metrics, TypeAndUnitFitTheName) {
  EXPECT_EQ(metric_problems("pg_a_total: {column: a, type: gauge, help: A.}"),
            Texts{"3: \"pg_a_total\" ends in _total, so it must be a counter"});
  EXPECT_EQ(metric_problems("pg_a_bucket: {column: a, type: gauge, help: A.}"),
            Texts{"3: \"pg_a_bucket\" must not end in _bucket: it would look like a histogram's"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: conter, help: A.}"), Texts{"27: \"conter\" is no type; did you mean \"counter\"?"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, unit: seconds, help: A.}"),
            Texts{"3: \"pg_a\" has the unit seconds, so its name must end in _seconds or _seconds_total"});
  EXPECT_EQ(metric_problems("pg_a_seconds_total: {column: a, type: counter, unit: seconds, help: A.}"), Texts());
  EXPECT_EQ(metric_problems("pg_a_ms: {column: a, type: gauge, unit: milliseconds, help: A.}"),
            Texts{"43: \"milliseconds\" is no unit; did you mean \"seconds\"?"});
}

TEST(Metrics, LabelsAreASubsetOfTheCollectors) {
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A., labels: [label_c]}"),
            Texts{"53: \"label_c\" is no label of this collector; did you mean \"label_a\"?"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A., labels: [label_a, label_a]}"),
            Texts{"62: label \"label_a\" appears twice"});
  EXPECT_EQ(metric_problems("pg_{label_a}: {column: a, type: gauge, help: A., labels: [label_a]}"),
            Texts{"61: {label_a} stands in the name, so it cannot be a label too"});
}

TEST(Metrics, MajorsMakeSense) {
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A., since: 14, until: 16}"), Texts());
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A., since: 16, until: 14}"),
            Texts{"62: until is before since: no server has this column"});
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A., since: 9.6}"),
            Texts{"51: \"since\" must be a whole number from 10 to 99"});
  EXPECT_EQ(problems_of("/*---\ncollector: sample\nhelp: A.\nscope: cluster\nrequires: {server: \">=16\"}\nmetrics:\n"
                        "  pg_a: {column: a, type: gauge, help: A., until: 15}\n---*/\nSELECT 1 AS a;"),
            Texts{"sql/sample.sql:7:51: no server that this collector runs on (requires.server) has this column"});
}

TEST(Metrics, ColumnsOccurInTheQuery) {
  EXPECT_EQ(metric_problems("pg_a: {column: c, type: gauge, help: A.}"),
            Texts{"18: column \"c\" does not occur in the query of sql/sample.sql"});
  EXPECT_EQ(metric_problems("pg_a: {column: a b, type: gauge, help: A.}"), Texts{"18: \"a b\" is no column name"});
  EXPECT_EQ(metric_problems("pg_a: {column: [a, b], type: gauge, help: A.}"), Texts{"18: a list of columns is for scope pgbouncer only"});
  EXPECT_EQ(problems_of(with_lines("labels: [datnam]")),
            Texts{"sql/sample.sql:5:10: label \"datnam\" does not occur in the query of sql/sample.sql"});
  // Neither a comment nor a constant is a column.
  EXPECT_EQ(problems_of(with_lines("labels: [datname]", "SELECT 1 AS a, 'datname'; -- datname")).size(), 1U);
}

TEST(Metrics, EntriesOfOneNameAreOneFamily) {
  const std::string first = "  pg_a{fork=\"heap\"}: {column: a, type: gauge, help: A.}\n";
  EXPECT_EQ(problems_of(with_metrics(first + "  pg_a{fork=\"toast\"}: {column: b}")), Texts());
  EXPECT_EQ(problems_of(with_metrics(first + "  pg_a{fork=\"toast\"}: {column: b, type: gauge}")),
            Texts{"sql/sample.sql:8:35: \"type\" stands on the first entry of a family only"});
  EXPECT_EQ(problems_of(with_metrics(first + "  pg_a: {column: b}")),
            Texts{"sql/sample.sql:8:3: \"pg_a\" stands here both with and without constant labels"});
  EXPECT_EQ(problems_of(with_metrics(first + "  pg_a{part=\"heap\"}: {column: b}")),
            Texts{"sql/sample.sql:8:3: the entries of \"pg_a\" must have the same constant labels"});
  EXPECT_EQ(problems_of(with_metrics("  pg_a{x=\"1\",y=\"2\"}: {column: a, type: gauge, help: A.}\n  pg_a{y=\"2\",x=\"1\"}: {column: b}")),
            Texts{"sql/sample.sql:8:3: pg_a{y=\"2\",x=\"1\"} appears twice"});
}

TEST(Metrics, KeysOfTheConsoleStayThere) {
  for (const std::string key : {"optional: true", "scale: 2", "row: x", "value: 1"}) {
    const Texts problems = metric_problems("pg_a: {column: a, type: gauge, help: A., " + key + "}");
    EXPECT_EQ(problems, Texts{"44: \"" + key.substr(0, key.find(':')) + "\" is for scope pgbouncer only"});
  }
  EXPECT_EQ(problems_of(with_lines("key: a")), Texts{"sql/sample.sql:5:1: \"key\" is for scope pgbouncer only"});
}

TEST(Metrics, AnAddedColumnIsLookedForToo) {
  const std::string start = "pg_a: {column: a, type: gauge, help: A., ";
  EXPECT_EQ(metric_problems(start + "add: b, add_scale: -1}"), Texts());
  EXPECT_EQ(metric_problems(start + "add: c}"), Texts{"49: column \"c\" does not occur in the query of sql/sample.sql"});
  EXPECT_EQ(metric_problems(start + "add: b c}"), Texts{"49: \"b c\" is no column name"});
  EXPECT_EQ(metric_problems(start + "add: b, add_scale: 0}"), Texts{"63: \"add_scale\" must not be 0"});
  EXPECT_EQ(metric_problems(start + "add_scale: 2}"), Texts{"44: \"add_scale\" needs add, the column to add"});
}

TEST(Metrics, SumsNeedFewerLabelsThanTheCollector) {
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, labels: [], sum: true, help: A.}"), Texts());
  const std::string why = "sum adds up rows of a PostgreSQL collector, so the family needs labels that are fewer than the collector's";
  EXPECT_EQ(metric_problems("pg_a: {column: a, type: gauge, help: A., sum: true}"), Texts{"49: " + why});
}

TEST(ConsoleMetrics, AreChecked) {
  const std::string start = "pgbouncer_a: {type: gauge, help: A., ";
  EXPECT_EQ(metric_problems(start + "column: [a, b], optional: true, scale: 1e-6, add: c, add_scale: 0.5}", "pgbouncer"), Texts());
  EXPECT_EQ(metric_problems(start + "value: 1}", "pgbouncer"), Texts());
  EXPECT_EQ(metric_problems(start + "value: 1, column: a}", "pgbouncer"), Texts{"50: \"column\" has no meaning beside a constant value"});
  EXPECT_EQ(metric_problems(start + "value: inf}", "pgbouncer"), Texts{"47: \"value\" must be a number"});
  EXPECT_EQ(metric_problems(start + "column: []}", "pgbouncer"), Texts{"48: \"column\" is empty"});
  EXPECT_EQ(metric_problems(start + "column: a, optional: maybe}", "pgbouncer"), Texts{"61: \"optional\" must be true or false"});
  EXPECT_EQ(metric_problems(start + "column: a, scale: 0}", "pgbouncer"), Texts{"58: \"scale\" must not be 0"});
  EXPECT_EQ(metric_problems(start + "column: a, add_scale: 2}", "pgbouncer"), Texts{"51: \"add_scale\" needs add, the column to add"});
  EXPECT_EQ(metric_problems(start + "column: a, row: x}", "pgbouncer"),
            Texts{"51: \"row\" needs the collector's key, the column that names the row"});
  EXPECT_EQ(metric_problems(start + "column: a, since: 14}", "pgbouncer"),
            Texts{"51: \"since\" is about server majors and has no meaning for scope pgbouncer; see optional"});
}

TEST(ConsoleMetrics, OfAKeyedConsoleCommandNameTheirRow) {
  const std::string start = "/*---\ncollector: sample\nhelp: A.\nscope: pgbouncer\nkey: list\nmetrics:\n  pgbouncer_a: {column: items, ";
  const std::string end = "type: gauge, help: A.}\n---*/\nSHOW LISTS;";
  EXPECT_EQ(problems_of(start + "row: [databases, dbs], " + end), Texts());
  EXPECT_EQ(problems_of(start + end), Texts{"sql/sample.sql:7:16: a metric lacks the key \"row\""});
}

}  // namespace
}  // namespace pgmedic::testing
