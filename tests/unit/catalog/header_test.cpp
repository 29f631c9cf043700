// Mistakes in everything of a header but its metrics.
#include <gtest/gtest.h>

#include "catalog_fixture.h"

namespace pgmedic::testing {
namespace {

TEST(Header, AGoodOneHasNoProblems) {
  EXPECT_EQ(problems_of(with_lines("lane: slow\ninterval: 10m\ntimeout: 90s")), Texts());
}

TEST(Header, UnknownKeysAreReportedWithTheNearestKnownOne) {
  EXPECT_EQ(problems_of(with_lines("intervall: 15s")),
            Texts{"sql/sample.sql:5:1: \"intervall\" is no key of the header; did you mean \"interval\"?"});
  EXPECT_EQ(problems_of(with_lines("requires: {versoin: 14}")),
            Texts{"sql/sample.sql:5:12: \"versoin\" is no key of requires; write server, role, extension or privilege"});
  EXPECT_EQ(problems_of(with_lines("limit: {series: 5, ordr: a desc, order: a desc}")),
            Texts{"sql/sample.sql:5:20: \"ordr\" is no key of limit; did you mean \"order\"?"});
}

TEST(Header, InheritNamesAColumnAndAQuery) {
  const auto problems = [](const std::string& inherit, const std::string& labels = "labels: [b]") {
    return problems_of(with_lines(labels + "\ninherit: " + inherit, "SELECT 1 AS a, 2 AS b, 3 AS id;"));
  };
  EXPECT_EQ(problems("\n  key: id\n  parents: SELECT c, p FROM x"), Texts());
  EXPECT_EQ(problems("{key: id, parents: \"WITH x AS (SELECT 1, 2) SELECT * FROM x\"}"), Texts());
  EXPECT_EQ(problems("{}"),
            (Texts{"sql/sample.sql:6:10: inherit lacks the key \"key\"", "sql/sample.sql:6:10: inherit lacks the key \"parents\""}));
  EXPECT_EQ(problems("{key: id, parents: SELECT 1, from: x}"),
            Texts{"sql/sample.sql:6:39: \"from\" is no key of inherit; write key or parents"});
  EXPECT_EQ(problems("{key: no id, parents: SELECT 1}"), Texts{"sql/sample.sql:6:16: \"no id\" is no column name"});
  EXPECT_EQ(problems("{key: b, parents: SELECT 1}"), Texts{"sql/sample.sql:6:16: \"b\" is a label; the key must be a column of its own"});
  EXPECT_EQ(problems("{key: oid, parents: SELECT 1}"),
            Texts{"sql/sample.sql:6:16: column of inherit.key \"oid\" does not occur in the query of sql/sample.sql"});
  EXPECT_EQ(problems("{key: id, parents: SELECT 1}", "lane: fast"),
            Texts{"sql/sample.sql:6:1: inherit is about labels, and this collector has none"});
  for (const std::string query : {"SELECT 1;", "DELETE FROM x", "'SELECT 1", "-- SELECT 1"}) {
    EXPECT_EQ(problems("{key: id, parents: \"" + query + "\"}"),
              Texts{"sql/sample.sql:6:29: parents must be one query that begins with SELECT or WITH, without a semicolon"})
        << query;
  }
}

TEST(Header, RepeatedKeysAreReported) {
  EXPECT_EQ(problems_of(with_lines("lane: fast\nlane: slow")), Texts{"sql/sample.sql:6:1: key \"lane\" appears twice, first in line 5"});
  EXPECT_EQ(problems_of(with_lines("requires: {role: any, role: any}")),
            Texts{"sql/sample.sql:5:23: key \"role\" appears twice, first in line 5"});
}

TEST(Header, SyntaxIsReportedWhereItBreaks) {
  EXPECT_EQ(problems_of(with_lines("labels: [a, b")), Texts{"sql/sample.sql:6:8: YAML: end of sequence flow not found"});
  EXPECT_EQ(problems_of(with_lines("lane: a: b")), Texts{"sql/sample.sql:5:8: YAML: illegal map value"});
}

TEST(Header, IsOneDocument) {
  const std::string complaint = "YAML: this does not belong to what stands before it; write one document only";
  EXPECT_EQ(problems_of(with_lines("---")),
            (Texts{"sql/sample.sql:2:1: the header lacks the key \"metrics\"", "sql/sample.sql:5:1: " + complaint}));
  EXPECT_EQ(problems_of("/*---\n,\n---*/\nSELECT 1;"),
            (Texts{"sql/sample.sql:2:1: " + complaint, "sql/sample.sql:2:1: the header must be a map, not nothing"}));
}

TEST(Header, ExtrasOfYamlAreNotPartOfTheFormat) {
  EXPECT_EQ(problems_of(with_lines("lane: &x fast")), Texts{"sql/sample.sql:5:7: anchors and aliases are not part of the format"});
  EXPECT_EQ(problems_of(with_lines("lane: !!str fast")), Texts{"sql/sample.sql:5:7: tags are not part of the format"});
  EXPECT_EQ(problems_of(with_lines("[a, b]: c")), Texts{"sql/sample.sql:5:1: a key must be text, not a list"});
}

TEST(Header, WrongTypesAreReported) {
  EXPECT_EQ(problems_of(with_lines("lane: [fast]")), Texts{"sql/sample.sql:5:7: \"lane\" must be text, not a list"});
  EXPECT_EQ(problems_of(with_lines("labels: a")), Texts{"sql/sample.sql:5:9: \"labels\" must be a list, not text"});
  EXPECT_EQ(problems_of(with_lines("labels: [[a]]")), Texts{"sql/sample.sql:5:10: \"labels\" must be a list of texts, not a list"});
  EXPECT_EQ(problems_of(with_lines("requires: primary")), Texts{"sql/sample.sql:5:11: requires must be a map, not text"});
  EXPECT_EQ(problems_of(with_lines("limit: {series: many, order: a desc}")),
            Texts{"sql/sample.sql:5:17: \"series\" must be a whole number from 1 to 1000000"});
  EXPECT_EQ(problems_of(with_lines("timeout: {}")), Texts{"sql/sample.sql:5:10: \"timeout\" must be a duration, not a map"});
  EXPECT_EQ(problems_of("/*---\n- a\n---*/\nSELECT 1;"), Texts{"sql/sample.sql:2:1: the header must be a map, not a list"});
  EXPECT_EQ(problems_of("/*---\n---*/\nSELECT 1;"), Texts{"sql/sample.sql:1:1: the header must be a map, not nothing"});
}

TEST(Header, RequiredKeysAreMissed) {
  EXPECT_EQ(problems_of("/*---\nlane: fast\n---*/\nSELECT 1;"),
            (Texts{"sql/sample.sql:2:1: the header lacks the key \"collector\"", "sql/sample.sql:2:1: the header lacks the key \"help\"",
                   "sql/sample.sql:2:1: the header lacks the key \"scope\"", "sql/sample.sql:2:1: the header lacks the key \"metrics\""}));
}

TEST(Header, WordsOutOfAListAreChecked) {
  EXPECT_EQ(problems_of(with_lines("lane: fats")), Texts{"sql/sample.sql:5:7: \"fats\" is no lane; did you mean \"fast\"?"});
  EXPECT_EQ(problems_of(with_lines("requires: {role: leader}")),
            Texts{"sql/sample.sql:5:18: \"leader\" is no role; write any, primary or standby"});
  EXPECT_EQ(problems_of(with_lines("limit: {series: 5, order: a desc, rest: keep}")),
            Texts{"sql/sample.sql:5:41: \"keep\" is no rest; write drop"});
  EXPECT_EQ(problems_of("/*---\ncollector: sample\nhelp: A.\nscope: clutser\nmetrics: {}\n---*/\nSELECT 1;"),
            Texts{"sql/sample.sql:4:8: \"clutser\" is no scope; did you mean \"cluster\"?"});
}

TEST(Header, TheNameIsTheFilesStem) {
  const std::string text = with_lines("lane: fast");
  EXPECT_EQ(problems_of({{"sql/other.sql", text}}), Texts{"sql/other.sql:2:12: collector \"sample\" stands in a file named other.sql"});
}

TEST(Header, DurationsAreChecked) {
  EXPECT_EQ(problems_of(with_lines("interval: 5 min")),
            Texts{"sql/sample.sql:5:11: \"5 min\" is no duration; write a number and a unit: 250ms, 15s, 1m, 6h, 7d, 2w"});
  EXPECT_EQ(problems_of(with_lines("timeout: 0s")), Texts{"sql/sample.sql:5:10: \"timeout\" must be longer than nothing"});
  EXPECT_EQ(problems_of(with_lines("interval: 10s\ntimeout: 11s")),
            Texts{"sql/sample.sql:6:10: the timeout (11s) is longer than the interval (10s)"});
}

TEST(Header, RequirementsAreChecked) {
  EXPECT_EQ(problems_of(with_lines("requires: {server: \">=14 <17\", role: standby, extension: uuid-ossp, privilege: pg_monitor}")),
            Texts());
  for (const char* wrong : {">14", "<=14", "14", ">=17 <14", ">=14 >=15", "<9", "<14 >=13", ">=x"}) {
    EXPECT_EQ(
        problems_of(with_lines(std::string("requires: {server: \"") + wrong + "\"}")),
        Texts{std::string("sql/sample.sql:5:20: \"") + wrong + "\" is no range of server majors; write \">=14\", \"<17\" or \">=14 <17\""});
  }
  EXPECT_EQ(problems_of(with_lines("requires: {privilege: monitor}")),
            Texts{"sql/sample.sql:5:23: \"monitor\" is no predefined role; their names begin with pg_"});
}

TEST(Header, LabelNamesAreChecked) {
  EXPECT_EQ(problems_of(with_lines("labels: [a, 1a]")),
            Texts{"sql/sample.sql:5:13: \"1a\" is no label name; letters, digits and _, no digit in front"});
  for (const std::string reserved : {"le", "quantile", "__a"}) {
    EXPECT_EQ(problems_of(with_lines("labels: [" + reserved + "]")),
              Texts{"sql/sample.sql:5:10: label name \"" + reserved + "\" is reserved; Prometheus uses le, quantile and __… itself"});
  }
  EXPECT_EQ(problems_of(with_lines("labels: [a, a]")), Texts{"sql/sample.sql:5:13: label \"a\" appears twice"});
}

TEST(Header, LimitsAreChecked) {
  EXPECT_EQ(problems_of(with_lines("limit: {order: a desc}")), Texts{"sql/sample.sql:5:8: limit lacks the key \"series\""});
  EXPECT_EQ(problems_of(with_lines("limit: {series: 5}")), Texts{"sql/sample.sql:5:8: limit lacks the key \"order\""});
  EXPECT_EQ(problems_of(with_lines("limit: {series: 5, order: a}")),
            Texts{"sql/sample.sql:5:27: \"a\" is no order; write a column and asc or desc"});
  EXPECT_EQ(problems_of(with_lines("limit: {series: 5, order: size desc}")),
            Texts{"sql/sample.sql:5:27: column of limit.order \"size\" does not occur in the query of sql/sample.sql"});
}

TEST(Header, ParametersAreChecked) {
  const std::string query = "SELECT pg_catalog.current_setting('pgmedic.age', true) AS a;";
  EXPECT_EQ(problems_of(with_lines("parameters: {age: Seconds after which it is old.}", query)), Texts());
  EXPECT_EQ(problems_of(with_lines("parameters: {Age: Old.}")),
            Texts{"sql/sample.sql:5:14: \"Age\" is no parameter name; write a-z, 0-9 and _, a letter in front"});
  EXPECT_EQ(problems_of(with_lines("parameters: {age: [a]}", query)), Texts{"sql/sample.sql:5:19: \"age\" must be text, not a list"});
  EXPECT_EQ(problems_of(with_lines("parameters: {age: Old.}")),
            Texts{"sql/sample.sql:5:14: parameter \"age\" is read by no query; write current_setting('pgmedic.age', true)"});
  EXPECT_EQ(problems_of(with_lines("lane: fast", "SELECT 1,\n  pg_catalog.current_setting('pgmedic.age', true) AS a;")),
            Texts{"sql/sample.sql:10:30: the header declares no parameter \"age\""});
}

TEST(Header, SeveralMistakesAreAllReported) {
  EXPECT_EQ(problems_of(with_lines("lane: fats\nintervall: 15s\ntimeout: soon\nlabels: [le]")).size(), 4U);
}

}  // namespace
}  // namespace pgmedic::testing
