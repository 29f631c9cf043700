// Every collector of the catalog, on every major, as the least-privileged role, over an empty and a hostile cluster: its SQL
// runs and its rows map without a fault.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "collect/collector_rows.h"
#include "metrics/mapper.h"
#include "metrics/page.h"
#include "postgres/connect.h"
#include "server/hostile_cluster.h"
#include "support/pgbouncer_server.h"
#include "support/recording_log.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using support::PostgresServer;
using testing::IsSupersetOf;

// The server's own bound is not what is tested here, and the machine may be busy.
constexpr std::chrono::milliseconds kTimeout = 60s;

const Catalog& catalog() {
  static const Catalog kCatalog = Catalog::embedded();
  return kCatalog;
}

// Series by collector.
using Looked = std::map<std::string, std::size_t>;

void check_texts(const Part& part) {
  for (const FamilyPart& family : part.families) {
    EXPECT_TRUE(is_valid_utf8(inflate_chunk(family.text))) << family.name;
  }
}

// What belongs to no object, a total, must be the last that a limit cuts: a row without a place in its order would be the first.
void check_totals_have_their_place(const Collector& collector, const RowSet& rows) {
  if (!collector.limit || collector.inherit) {
    return;
  }
  const std::size_t order = rows.find_column(collector.limit->order_column).value();
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const bool is_total = std::all_of(collector.labels.begin(), collector.labels.end(),
                                      [&](const std::string& label) { return rows.is_null(row, rows.find_column(label).value()); });
    EXPECT_FALSE(is_total && rows.is_null(row, order)) << collector.name;
  }
}

// Runs one collector and maps its rows; the number of series.
std::size_t run_collector(const Collector& collector, Session& session, int major) {
  ParentMemory memory;
  const Result<std::unique_ptr<RowSet>> rows = collector_rows(session, collector, major, kTimeout, memory);
  if (!rows) {
    ADD_FAILURE() << rows.error().text();
    return 0;
  }
  MappingOptions options;
  options.server_major = major;
  options.label_bytes = limits::kLabelBytes;
  options.max_series = limits::kSeriesPerTarget;
  const MappedRows mapped = map_rows(collector, **rows, options);
  for (const MappingFault& fault : mapped.faults) {
    ADD_FAILURE() << fault_reason(fault.kind) << " (" << fault.count << "): " << fault.example;
  }
  EXPECT_EQ(mapped.dropped_by_max_series, 0U);
  check_totals_have_their_place(collector, **rows);
  check_texts(mapped.part);
  return mapped.part.series;
}

bool requirements_met(const Requirements& needs, const ServerFacts& facts) {
  return needs.server.contains(facts.major()) && (needs.extension.empty() || facts.extensions.contains(needs.extension)) &&
         (needs.privilege.empty() || facts.privileges.contains(needs.privilege)) &&
         needs.role != (facts.in_recovery ? RequiredRole::kPrimary : RequiredRole::kStandby);
}

class Collectors : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { PGMEDIC_NEED_SERVER(GetParam()); }

  // Everything of that scope that can run in that database.
  Looked look(const PostgresServer& server, const std::string& database, Scope scope) {
    ConnectionSettings settings;
    settings.dsn = server.dsn("pgmedic", "postgres");
    for (const Collector& collector : catalog().collectors()) {
      for (const auto& [parameter, help] : collector.parameters) {
        settings.parameters[parameter] = "5";
      }
    }
    const std::unique_ptr<Connector> connector = make_server_connector(settings, watchdog_, log_);
    const Result<std::unique_ptr<Session>> session = connector->connect(database);
    Looked looked;
    if (!session) {
      ADD_FAILURE() << session.error().text();
      return looked;
    }
    for (const Collector& collector : catalog().collectors()) {
      if (collector.scope == scope && requirements_met(collector.requirements, (*session)->facts())) {
        SCOPED_TRACE(collector.name + " in " + database);
        looked[collector.name] = run_collector(collector, **session, GetParam());
      }
    }
    return looked;
  }

  // What can run on this major when everything optional is there.
  static std::vector<std::string> expected(Scope scope, bool standby) {
    std::vector<std::string> names;
    for (const Collector& collector : catalog().collectors()) {
      const Requirements& needs = collector.requirements;
      const bool fits_role = needs.role != (standby ? RequiredRole::kPrimary : RequiredRole::kStandby);
      if (collector.scope == scope && needs.server.contains(GetParam()) && fits_role) {
        names.push_back(collector.name);
      }
    }
    return names;
  }

  static std::vector<std::string> names_of(const Looked& looked) {
    std::vector<std::string> names;
    for (const auto& [name, series] : looked) {
      names.push_back(name);
    }
    return names;
  }

  support::RecordingLog log_;
  Watchdog watchdog_;
};
INSTANTIATE_TEST_SUITE_P(Server, Collectors, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

TEST_P(Collectors, RunOnAnEmptyCluster) {
  // The extension is created, but not preloaded, whatever is set: it could only fail.
  PostgresServer server(support::PostgresSettings{GetParam(), {{"pg_stat_statements.max", "100"}}, false});
  make_monitor_role(server, "postgres");
  EXPECT_FALSE(look(server, "postgres", Scope::kCluster).empty());
  EXPECT_FALSE(look(server, "postgres", Scope::kDatabase).empty());
}

TEST_P(Collectors, RunOnAHostileClusterAndItsStandby) {
  HostileCluster cluster(GetParam());
  const std::unique_ptr<PostgresServer> standby = cluster.server().make_standby();
  cluster.start_sessions();

  const Looked whole = look(cluster.server(), "postgres", Scope::kCluster);
  EXPECT_THAT(names_of(whole), IsSupersetOf(expected(Scope::kCluster, false)));
  for (const char* name : {"blocked_sessions", "locks", "replication_slots", "stat_activity", "stat_progress_vacuum",
                           "stat_progress_analyze", "stat_progress_create_index", "stat_replication", "stat_statements"}) {
    EXPECT_GT(whole.at(name), 0U) << name;
  }
  for (const std::string& database : cluster.databases()) {
    const Looked looked = look(cluster.server(), database, Scope::kDatabase);
    EXPECT_THAT(names_of(looked), IsSupersetOf(expected(Scope::kDatabase, false)));
    EXPECT_GT(looked.at("table_stats"), 0U);
  }
  const Looked below = look(*standby, "postgres", Scope::kCluster);
  EXPECT_THAT(names_of(below), IsSupersetOf(expected(Scope::kCluster, true)));
  EXPECT_THAT(names_of(look(*standby, cluster.databases().front(), Scope::kDatabase)), IsSupersetOf(expected(Scope::kDatabase, true)));
}

TEST(CollectorFiles, AreAllExecutedByTheseTests) {
  std::set<std::pair<std::string, int>> executed;
  std::set<std::pair<std::string, int>> known;
  for (const Collector& collector : catalog().collectors()) {
    for (const QueryVariant& variant : collector.queries) {
      known.emplace(collector.name, variant.since_major);
      for (const int major : support::all_majors()) {
        if (collector.requirements.server.contains(major) && &collector.sql(major) == &variant.sql) {
          executed.emplace(collector.name, variant.since_major);
        }
      }
    }
  }
  EXPECT_EQ(executed, known);
}

TEST(PgBouncerCollectors, RunOnARealPgBouncer) {
  PGMEDIC_NEED_SERVER(15);
  if (!support::PgBouncerServer::available()) {
    GTEST_SKIP() << support::PgBouncerServer::unavailable_reason();
  }
  PostgresServer server(15);
  const std::string database = "odd na\"me";
  server.execute("CREATE DATABASE " + support::quote_name(database));
  const support::PgBouncerServer pooler(server);
  support::SqlClient client(pooler.dsn("postgres", "'" + database + "'"));
  client.execute("BEGIN");

  support::RecordingLog log;
  Watchdog watchdog;
  ConnectionSettings settings;
  settings.dsn = pooler.dsn("stats", "pgbouncer");
  const std::unique_ptr<Connector> connector = make_console_connector(settings, watchdog, log);
  const Result<std::unique_ptr<Session>> session = connector->connect("");
  ASSERT_TRUE(session.ok()) << session.error().text();
  std::size_t run = 0;
  for (const Collector& collector : catalog().collectors()) {
    if (collector.scope == Scope::kPgBouncer) {
      SCOPED_TRACE(collector.name);
      EXPECT_GT(run_collector(collector, **session, 0), 0U);
      ++run;
    }
  }
  EXPECT_GT(run, 0U);
}

}  // namespace
}  // namespace pgmedic
