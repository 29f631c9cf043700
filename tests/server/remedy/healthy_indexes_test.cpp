// Indexes that need nothing must be left alone: those that random insertions keep two thirds full, which a rebuild makes larger in the
// end, and those that estimates from statistics call bloated though they are not.
#include <gmock/gmock.h>

#include "base/clock.h"
#include "remedy/candidate.h"
#include "remedy/guard.h"
#include "server/remedy/maintainer.h"
#include "support/sql_client.h"

namespace pgmedic {
namespace {

class HealthyIndexes : public testing::Test {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    server_ = std::make_unique<MaintainedServer>(15, std::map<std::string, std::string>{{"fsync", "off"}, {"max_wal_size", "2GB"}});
    owner_ = std::make_unique<support::SqlClient>(server_->shop_client());
    connector_ = make_maintenance_connector(server_->connection(), watchdog_, log_);
    Result<std::unique_ptr<MaintenanceSession>> session = connector_->connect("shop", "test");
    ASSERT_TRUE(session.ok()) << session.error().text();
    session_ = std::move(session).value();
    policy_.mode = Mode::kAuto;
    policy_.of(Remedy::kReindex).mode = Mode::kAuto;
    policy_.of(Remedy::kReindex).min_bytes = 0;
    policy_.of(Remedy::kReindex).min_gain_bytes = 0;
  }

  Candidate look(const std::string& index) {
    const Result<Candidate> candidate = measure(ask_through(*session_), 15, Remedy::kReindex, {"shop", "app", "", index}, 0, now_);
    EXPECT_TRUE(candidate.ok()) << candidate.error().text();
    return candidate ? *candidate : Candidate();
  }

  // What the guards that know about growth say of it; others would only add reasons against.
  GuardSummary judge(const Candidate& candidate) {
    history_.read_at = now_;
    const Ask ask = ask_through(*session_);
    std::vector<Guard> guards;
    for (const Guard& guard : all_guards()) {
      if (std::string(guard.name) == "need" || std::string(guard.name) == "regrowth" || std::string(guard.name) == "cooldown") {
        guards.push_back(guard);
      }
    }
    return summarize(evaluate_all({policy_, Remedy::kReindex, candidate, history_, ask, session_->facts().server, *files_, now_}, guards));
  }

  void rebuild(const Candidate& before) {
    const ActionReply reply = session_->run_action(before.statement);
    ASSERT_EQ(reply.end, ActionEnd::kCompleted) << reply.message;
    const Candidate after = look(before.object.index);
    PastRun run;
    run.ended = now_;
    run.bytes_before = before.number("bytes");
    run.rows_before = before.number("rows");
    run.bytes_after = after.number("bytes");
    run.rows_after = after.number("rows");
    history_.past.insert(history_.past.begin(), run);
  }

  std::unique_ptr<MaintainedServer> server_;
  std::unique_ptr<support::SqlClient> owner_;
  support::RecordingLog log_;
  Watchdog watchdog_;
  std::unique_ptr<MaintenanceConnector> connector_;
  std::unique_ptr<MaintenanceSession> session_;
  std::unique_ptr<HostFiles> files_ = make_host_files();
  TargetPolicy policy_;
  ObjectHistory history_;
  WallTime now_ = WallTime(20'000 * 24h);
};

TEST_F(HealthyIndexes, OfRandomKeysAreRebuiltAtMostOnce) {
  owner_->execute("CREATE TABLE app.random (id uuid)");
  owner_->execute("INSERT INTO app.random SELECT md5(i::text)::uuid FROM generate_series(1, 60000) AS i");
  owner_->execute("CREATE INDEX by_id ON app.random (id)");  // as full as a rebuild leaves it
  policy_.of(Remedy::kReindex).min_bloat = 0.2;              // far too eager
  int rebuilds = 0;
  std::vector<std::string> reasons;
  for (int cycle = 1; cycle <= 6; ++cycle) {
    now_ += 20 * 24h;  // the cooldown is always over
    owner_->execute("INSERT INTO app.random SELECT md5(i::text || '-" + std::to_string(cycle) + "')::uuid FROM generate_series(1, " +
                    std::to_string(10000 + 2000 * cycle) + ") AS i");
    owner_->execute("VACUUM ANALYZE app.random");
    const Candidate candidate = look("by_id");
    const GuardSummary summary = judge(candidate);
    reasons.push_back(summary.go ? "go" : summary.reason);
    if (summary.go) {
      ++rebuilds;
      rebuild(candidate);
    }
  }
  EXPECT_LE(rebuilds, 1) << testing::PrintToString(reasons);
  EXPECT_THAT(reasons, testing::Contains(testing::StartsWith("regrowth: ")));
}

TEST_F(HealthyIndexes, AreNotTakenForBloatedWhateverEstimatesSay) {
  constexpr const char* kFill =
      "INSERT INTO app.odd SELECT i, CASE WHEN i % 100 = 0 THEN repeat(md5(i::text), 20) ELSE 'x' END, i % 7, 'n' || i, NULL"
      " FROM generate_series(1, 30000) AS i";
  for (const char* sql : {"CREATE TABLE app.odd (id int, long text, same int, name name, empty text)", kFill,
                          "CREATE INDEX partial_long ON app.odd (long) WHERE id % 100 = 0", "CREATE INDEX deduplicated ON app.odd (same)",
                          "CREATE INDEX names ON app.odd (name)", "CREATE INDEX nulls ON app.odd (empty)",
                          "CREATE INDEX expression ON app.odd ((id::text || long))",
                          "CREATE INDEX half_full ON app.odd (id) WITH (fillfactor = 50)", "ANALYZE app.odd"}) {
    owner_->execute(sql);
  }
  policy_.of(Remedy::kReindex).min_bloat = 0.15;
  for (const char* index : {"partial_long", "deduplicated", "names", "nulls", "expression", "half_full"}) {
    const GuardSummary summary = judge(look(index));
    EXPECT_FALSE(summary.go) << index;
    EXPECT_EQ(summary.settles, Settles::kSuperseded) << index << ": " << summary.reason;
  }
}

TEST_F(HealthyIndexes, AreToldFromBloatedOnesThatStatisticsDoNotKnowOf) {
  owner_->execute("CREATE TABLE app.stale (id int) WITH (autovacuum_enabled = off)");
  owner_->execute("INSERT INTO app.stale SELECT generate_series(1, 60000)");
  owner_->execute("CREATE INDEX by_id ON app.stale (id)");
  owner_->execute("ANALYZE app.stale");
  owner_->execute("DELETE FROM app.stale WHERE id % 4 <> 0");
  owner_->execute("VACUUM (INDEX_CLEANUP on) app.stale");
  const GuardSummary summary = judge(look("by_id"));
  EXPECT_TRUE(summary.go) << summary.reason;
}

}  // namespace
}  // namespace pgmedic
