#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace {

using fixtures::collector;
using fixtures::column;
using fixtures::example_of;
using fixtures::family;
using fixtures::options;
using fixtures::text_of;
using testing::IsEmpty;

Collector console(std::vector<std::string> labels, std::vector<MetricFamily> families) {
  Collector made = collector(std::move(labels), std::move(families));
  made.scope = Scope::kPgBouncer;
  return made;
}

TEST(PgBouncerOptions, ScaleAndAddComputeExactly) {
  MetricColumn wait = column("maxwait");
  wait.add_column = "maxwait_us";
  wait.add_scale = 1e-6;
  MetricColumn time = column("total_query_time");
  time.scale = 1e-6;
  const Collector pools = console({"database"}, {family("pgbouncer_wait_seconds", MetricType::kGauge, {"database"}, {wait}),
                                                 family("pgbouncer_query_seconds_total", MetricType::kCounter, {"database"}, {time})});
  const TableRows rows({"database", "maxwait", "maxwait_us", "total_query_time"},
                       {{"app", "3", "250000", "123457"}, {"b", "1", std::nullopt, "3000000"}});
  const MappedRows mapped = map_rows(pools, rows, options());
  EXPECT_EQ(text_of(mapped.part),
            "pgbouncer_query_seconds_total{database=\"app\"} 0.123457\n"
            "pgbouncer_query_seconds_total{database=\"b\"} 3\n"
            "pgbouncer_wait_seconds{database=\"app\"} 3.25\n"
            "pgbouncer_wait_seconds{database=\"b\"} 1\n");
  EXPECT_THAT(mapped.faults, IsEmpty());
}

TEST(PgBouncerOptions, TheFirstColumnThatExistsIsUsedAndOthersAreIgnored) {
  MetricColumn renamed = column("cl_cancel_req");
  renamed.columns = {"cl_waiting_cancel_req", "cl_cancel_req"};
  const Collector pools = console({}, {family("pgbouncer_cancel", MetricType::kGauge, {}, {renamed})});
  const MappedRows mapped = map_rows(pools, TableRows({"cl_cancel_req", "brand_new"}, {{"4", "x"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pgbouncer_cancel 4\n");
  EXPECT_THAT(mapped.faults, IsEmpty());
}

TEST(PgBouncerOptions, ANullLabelIsAnEmptyText) {
  const Collector databases =
      console({"name", "force_user"}, {family("pgbouncer_size", MetricType::kGauge, {"name", "force_user"}, {column("size")})});
  const TableRows rows({"name", "force_user", "size"}, {{"app", std::nullopt, "20"}, {"front", "mon", "7"}});
  const MappedRows mapped = map_rows(databases, rows, options());
  EXPECT_EQ(text_of(mapped.part),
            "pgbouncer_size{name=\"app\",force_user=\"\"} 20\n"
            "pgbouncer_size{name=\"front\",force_user=\"mon\"} 7\n");
  EXPECT_THAT(mapped.faults, IsEmpty());
}

TEST(PgBouncerOptions, OptionalColumnsMayBeMissingOthersNot) {
  MetricColumn maybe = column("new_one");
  maybe.optional = true;
  const Collector pools = console(
      {}, {family("pgbouncer_a", MetricType::kGauge, {}, {maybe}), family("pgbouncer_b", MetricType::kGauge, {}, {column("gone")})});
  const MappedRows mapped = map_rows(pools, TableRows({"x"}, {{"1"}}), options());
  ASSERT_EQ(mapped.faults.size(), 1U);
  EXPECT_EQ(mapped.faults[0].example, "gone");
}

TEST(PgBouncerOptions, RowsArePickedByTheirKey) {
  MetricColumn databases = column("items");
  databases.rows = {"databases"};
  MetricColumn clients = column("items");
  clients.rows = {"max_client_connections", "max_client_conn"};
  MetricColumn maybe = column("items");
  maybe.rows = {"peers"};
  maybe.optional = true;
  MetricColumn gone = column("items");
  gone.rows = {"gone"};
  Collector lists =
      console({}, {family("pgbouncer_databases", MetricType::kGauge, {}, {databases}),
                   family("pgbouncer_clients", MetricType::kGauge, {}, {clients}),
                   family("pgbouncer_peers", MetricType::kGauge, {}, {maybe}), family("pgbouncer_gone", MetricType::kGauge, {}, {gone})});
  lists.key_column = "list";
  const MappedRows mapped =
      map_rows(lists, TableRows({"list", "items"}, {{"max_client_conn", "100"}, {"databases", "2"}, {"version", "x"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pgbouncer_clients 100\npgbouncer_databases 2\n");
  ASSERT_EQ(mapped.faults.size(), 1U);
  EXPECT_EQ(example_of(mapped, MappingFault::Kind::kMissingColumn), "list=gone");
}

TEST(PgBouncerOptions, AConstantMakesAnInfoFamily) {
  MetricColumn one;
  one.constant = 1;
  const Collector version = console({"version"}, {family("pgbouncer_version_info", MetricType::kGauge, {"version"}, {one})});
  const MappedRows mapped = map_rows(version, TableRows({"version"}, {{"PgBouncer 1.18.0"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pgbouncer_version_info{version=\"PgBouncer 1.18.0\"} 1\n");
}

TEST(PgBouncerOptions, ArithmeticOnWhatIsNoNumberIsAFault) {
  MetricColumn time = column("t");
  time.scale = 1e-6;
  const MappedRows mapped =
      map_rows(console({}, {family("pgbouncer_t", MetricType::kGauge, {}, {time})}), TableRows({"t"}, {{"never"}}), options());
  EXPECT_EQ(example_of(mapped, MappingFault::Kind::kNotANumber), "t=never");
}

}  // namespace
}  // namespace pgmedic
