// The labels of indexes, which come from their tables' rows, against the server's own view while indexes and tables change.
#include <gmock/gmock.h>

#include <set>

#include "catalog/catalog.h"
#include "collect/collector_rows.h"
#include "server/session_fixture.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using support::PostgresServer;
using testing::IsEmpty;
using testing::Not;

constexpr Milliseconds kTimeout = 60s;

class IndexLabels : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    server_ = std::make_unique<PostgresServer>(GetParam());
    session_ = connect();
  }

  std::unique_ptr<Session> connect() {
    ConnectionSettings settings;
    settings.dsn = server_->dsn("postgres");
    Result<std::unique_ptr<Session>> session = make_server_connector(settings, watchdog_, log_)->connect("");
    if (!session) {
      throw std::runtime_error(session.error().text());
    }
    return std::move(session).value();
  }

  static std::set<std::string> joined(const RowSet& rows, const std::vector<std::string>& columns) {
    std::set<std::string> texts;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      std::string text;
      bool complete = true;
      for (const std::string& column : columns) {
        const std::size_t at = rows.find_column(column).value();
        complete = complete && !rows.is_null(row, at);
        text += "/" + std::string(rows.value(row, at));
      }
      if (complete) {
        EXPECT_TRUE(texts.insert(text).second) << text;
      }
    }
    return texts;
  }

  // The indexes as the collector has them, with what they count.
  std::set<std::string> collected() {
    const auto rows = collector_rows(*session_, *catalog_.find("index_stats"), GetParam(), kTimeout, memory_);
    return rows ? joined(**rows, columns_) : std::set<std::string>{rows.error().text()};
  }
  std::set<std::string> viewed() {
    const auto rows = session_->query(
        "SELECT current_database() AS datname, i.*, idx_blks_read + idx_blks_hit AS idx_blks_fetched, idx_blks_hit "
        "FROM pg_stat_user_indexes AS i JOIN pg_statio_user_indexes USING (indexrelid)",
        kTimeout);
    return rows ? joined(**rows, columns_) : std::set<std::string>{rows.error().text()};
  }

  // What a session has counted reaches the others a moment after its statement.
  void expect_the_same(const std::string& after) {
    std::set<std::string> indexes;
    std::set<std::string> shown;
    EXPECT_TRUE(support::eventually([&] {
      indexes = collected();
      shown = viewed();
      return indexes == shown;
    })) << after;
    EXPECT_THAT(indexes, Not(IsEmpty()));
    EXPECT_EQ(indexes, shown) << after;
  }

  const std::vector<std::string> columns_{"datname",      "schemaname",    "relname",          "indexrelname", "idx_scan",
                                          "idx_tup_read", "idx_tup_fetch", "idx_blks_fetched", "idx_blks_hit"};
  support::RecordingLog log_;
  Watchdog watchdog_;
  const Catalog catalog_ = Catalog::embedded();
  std::unique_ptr<PostgresServer> server_;
  std::unique_ptr<Session> session_;
  ParentMemory memory_;
};
INSTANTIATE_TEST_SUITE_P(Server, IndexLabels, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

TEST_P(IndexLabels, FollowEveryChange) {
  server_->execute("CREATE TABLE t (a int PRIMARY KEY, b int, c text)");
  server_->execute("CREATE TABLE u (a int PRIMARY KEY)");
  server_->execute("CREATE TABLE parted (a int PRIMARY KEY) PARTITION BY RANGE (a)");
  server_->execute("CREATE TABLE part PARTITION OF parted DEFAULT");
  server_->execute("CREATE MATERIALIZED VIEW seen AS SELECT 1 AS a");
  server_->execute("CREATE UNIQUE INDEX ON seen (a)");
  EXPECT_EQ(collected().size(), 4U);
  for (const char* change : {
           "CREATE INDEX t_b ON t (b)",
           "ALTER TABLE t RENAME TO \"the table\"",
           "ALTER INDEX t_b RENAME TO \"the \"\"index\"\"\"",
           "CREATE SCHEMA other",
           "ALTER TABLE u SET SCHEMA other",
           "REINDEX INDEX CONCURRENTLY \"the \"\"index\"\"\"",
           "CLUSTER \"the table\" USING t_pkey",
           "DROP INDEX \"the \"\"index\"\"\"",
           "CREATE TEMP TABLE passing (a int PRIMARY KEY)",
           "DROP TABLE other.u",
       }) {
    server_->execute(change);
    expect_the_same(change);
  }
}

TEST_P(IndexLabels, AreRightAfterARestart) {
  server_->execute("CREATE TABLE t (a int PRIMARY KEY)");
  EXPECT_THAT(collected(), Not(IsEmpty()));
  const std::string before = session_->facts().server_life;
  EXPECT_EQ(connect()->facts().server_life, before);
  session_.reset();
  server_->stop();
  server_->start();
  session_ = connect();
  EXPECT_NE(session_->facts().server_life, before);
  expect_the_same("a restart");
}

}  // namespace
}  // namespace pgmedic
