// Rows that take their labels from another row.
#include "metrics/inherited_rows.h"

#include <gtest/gtest.h>

#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace {

using fixtures::column;
using fixtures::example_of;
using fixtures::family;
using fixtures::faults_of;
using fixtures::options;
using fixtures::text_of;
using Value = TableRows::Value;

const Value kNull = std::nullopt;

Collector tables_and_indexes() {
  MetricFamily table = family("pg_table_scans", MetricType::kCounter, {"schema", "table"}, {column("scans")});
  table.sum = true;
  Collector made =
      fixtures::collector({"schema", "table", "index"},
                          {table, family("pg_index_scans", MetricType::kCounter, {"schema", "table", "index"}, {column("scans")})});
  made.inherit = Inheritance{"id", "SELECT child, parent"};
  return made;
}

std::unique_ptr<RowSet> rows(std::vector<std::vector<Value>> rows) {
  return std::make_unique<TableRows>(std::vector<std::string>{"id", "schema", "table", "index", "scans"}, std::move(rows));
}

std::unique_ptr<RowSet> two_tables() {
  return rows({{"30", kNull, kNull, "i", "3"},
               {"1", "s", "t", kNull, "10"},
               {"20", kNull, kNull, "j", "4"},
               {"2", "s", "u", kNull, "0"},
               {"10", kNull, kNull, "k", "5"}});
}

Parents parents(std::vector<std::vector<Value>> pairs, const std::vector<RowKey>& children) {
  return Parents(TableRows({"child", "parent"}, std::move(pairs)), children);
}

TEST(InheritedRows, HaveTheLabelsOfTheirParents) {
  const Collector collector = tables_and_indexes();
  InheritedRows inherited(two_tables(), collector);
  EXPECT_EQ(inherited.children(), (std::vector<RowKey>{10, 20, 30}));
  inherited.adopt(parents({{"30", "1"}, {"20", "1"}, {"10", "2"}, {"40", "2"}}, inherited.children()));
  const MappedRows mapped = map_rows(collector, inherited, options());
  EXPECT_EQ(text_of(mapped.part),
            "pg_index_scans{schema=\"s\",table=\"t\",index=\"i\"} 3\npg_index_scans{schema=\"s\",table=\"t\",index=\"j\"} 4\n"
            "pg_index_scans{schema=\"s\",table=\"u\",index=\"k\"} 5\n"
            "pg_table_scans{schema=\"s\",table=\"t\"} 17\npg_table_scans{schema=\"s\",table=\"u\"} 5\n");
  EXPECT_TRUE(mapped.faults.empty());
}

TEST(InheritedRows, GiveNoSampleWhenTheirParentIsNotThere) {
  const Collector collector = tables_and_indexes();
  InheritedRows inherited(rows({{"10", kNull, kNull, "i", "3"},
                                {"20", kNull, kNull, "j", "4"},
                                {"x", kNull, kNull, "k", "5"},
                                {kNull, kNull, kNull, "l", "6"},
                                {"1", "s", "t", kNull, "1"}}),
                          collector);
  inherited.adopt(parents({{"10", "2"}, {"x", "1"}}, inherited.children()));  // 2 is no row, 20 nobody's child
  const MappedRows mapped = map_rows(collector, inherited, options());
  EXPECT_EQ(text_of(mapped.part), "pg_table_scans{schema=\"s\",table=\"t\"} 1\n");
  EXPECT_TRUE(mapped.faults.empty());
}

TEST(InheritedRows, ReportAMissingKey) {
  const Collector collector = tables_and_indexes();
  InheritedRows inherited(std::make_unique<TableRows>(std::vector<std::string>{"schema", "table", "index", "scans"},
                                                      std::vector<std::vector<Value>>{{"s", "t", kNull, "1"}, {kNull, kNull, "i", "1"}}),
                          collector);
  EXPECT_TRUE(inherited.children().empty());
  const MappedRows mapped = map_rows(collector, inherited, options());
  EXPECT_EQ(example_of(mapped, MappingFault::Kind::kMissingColumn), "id");
  EXPECT_EQ(text_of(mapped.part), "pg_table_scans{schema=\"s\",table=\"t\"} 1\n");
}

TEST(InheritedRows, KeepTheFaultsOfTheirRows) {
  const Collector collector = tables_and_indexes();
  InheritedRows inherited(
      rows(
          {{"1", "s", "t", kNull, "0"}, {"10", kNull, kNull, "i", "many"}, {"11", kNull, kNull, "j", "1"}, {"12", kNull, kNull, "j", "2"}}),
      collector);
  inherited.adopt(parents({{"10", "1"}, {"11", "1"}, {"12", "1"}}, inherited.children()));
  const MappedRows mapped = map_rows(collector, inherited, options());
  EXPECT_EQ(faults_of(mapped, MappingFault::Kind::kNotANumber), 2U);  // the index's sample, and its share of the sum
  EXPECT_EQ(example_of(mapped, MappingFault::Kind::kDuplicateSeries), "pg_index_scans{schema=\"s\",table=\"t\",index=\"j\"} ");
}

TEST(Parents, AreKnownForJustTheChildrenThatThereAre) {
  const Parents known = parents({{"3", "1"}, {"2", "1"}, {"9", "1"}}, {2, 3});
  EXPECT_TRUE(known.are_of({2, 3}));
  EXPECT_FALSE(known.are_of({2, 3, 4}));
  EXPECT_FALSE(known.are_of({2}));
  EXPECT_FALSE(known.are_of({2, 4}));
  EXPECT_FALSE(Parents().are_of({2}));
  EXPECT_EQ(known.parent_of(3), RowKey{1});
  EXPECT_EQ(known.parent_of(9), std::nullopt);
}

TEST(Parents, NeedTwoColumnsOfNumbers) {
  EXPECT_FALSE(Parents(TableRows({"child"}, {{"2"}}), {2}).are_of({2}));
  EXPECT_FALSE(parents({{"2", kNull}, {"2", "-1"}, {"2", "x"}}, {2}).are_of({2}));
}

}  // namespace
}  // namespace pgmedic
