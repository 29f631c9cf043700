#include "collect/target.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalog_of.h"
#include "fakes.h"

namespace pgmedic {
namespace {

using test::catalog_of;
using test::eventually;
using test::FakeConnector;
using test::FakeServer;

class TargetTest : public ::testing::Test {
 protected:
  TargetTest() {
    settings_.collect.cluster_interval = std::chrono::milliseconds(50);
    settings_.collect.database_interval = std::chrono::milliseconds(50);
    settings_.collect.slow_interval = std::chrono::milliseconds(50);
    catalog_ = std::make_shared<const Catalog>(catalog_of({{"activity", "cluster", "fast"}, {"tables", "database", "fast"}}));
  }

  TargetContext context() {
    return TargetContext{catalog_, [this](const ConnectionSettings&, bool) { return std::make_unique<FakeConnector>(server_); }, clock_,
                         log_};
  }
  // In how many parts the family is: one for each database.
  static std::ptrdiff_t parts_with(const Target& target, const std::string& family) {
    const auto parts = target.parts();
    return std::count_if(parts.begin(), parts.end(), [&](const auto& part) {
      return std::any_of(part->families.begin(), part->families.end(), [&](const FamilyPart& each) { return each.name == family; });
    });
  }
  static bool serves(const Target& target, const std::string& family) { return parts_with(target, family) > 0; }
  int runs(const std::string& collector) {
    return server_.with_lock([&](FakeServer& server) { return server.runs["SELECT datname, value FROM " + collector + ";"]; });
  }
  void collect_once_an_hour() {
    settings_.collect.cluster_interval = std::chrono::hours(1);
    settings_.collect.database_interval = std::chrono::hours(1);
    settings_.collect.slow_interval = std::chrono::hours(1);
  }
  static const CollectorStatus* find(const TargetStatus& status, const std::string& collector, const std::string& database) {
    for (const CollectorStatus& each : status.collectors) {
      if (each.collector == collector && each.database == database) {
        return &each;
      }
    }
    return nullptr;
  }

  FakeServer server_;
  SystemClock clock_;
  test::SilentLog log_;
  std::shared_ptr<const Catalog> catalog_;
  TargetSettings settings_;
};

TEST_F(TargetTest, CollectsFromTheClusterAndEveryDatabaseWithTwoSessions) {
  server_.databases = {"postgres", "app", "template1"};
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked() && serves(target, "pg_activity") && serves(target, "pg_tables"); }));
  const TargetStatus status = target.status();
  EXPECT_TRUE(status.up);
  EXPECT_EQ(status.databases, (std::vector<std::string>{"app", "postgres"}));
  EXPECT_LE(server_.with_lock([](FakeServer& server) { return server.most_open; }), 2);
  EXPECT_TRUE(serves(target, "pg_up"));
}

TEST_F(TargetTest, ServesPgUpZeroAndDropsOldDataWhileTheServerIsAway) {
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return serves(target, "pg_activity"); }));
  server_.with_lock([](FakeServer& server) { server.reachable = false; });
  ASSERT_TRUE(eventually([&] { return !target.is_up() && !serves(target, "pg_activity") && !serves(target, "pg_tables"); }));
  EXPECT_TRUE(eventually([&] { return serves(target, "pg_up"); }));
  EXPECT_TRUE(find(target.status(), "activity", "")->failing);
  server_.with_lock([](FakeServer& server) { server.reachable = true; });
  EXPECT_TRUE(eventually([&] { return target.is_up() && serves(target, "pg_activity") && serves(target, "pg_tables"); }));
}

TEST_F(TargetTest, StartsWithoutAServer) {
  server_.reachable = false;
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked(); }));
  EXPECT_FALSE(target.is_up());
  server_.with_lock([](FakeServer& server) { server.reachable = true; });
  EXPECT_TRUE(eventually([&] { return serves(target, "pg_tables"); }));
}

TEST_F(TargetTest, OneFailingCollectorHarmsNoOther) {
  server_.failing.emplace("SELECT datname, value FROM activity;", Error{ErrorCode::kPermission, "permission denied"});
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked() && serves(target, "pg_tables"); }));
  const TargetStatus status = target.status();
  const CollectorStatus* activity = find(status, "activity", "");
  ASSERT_NE(activity, nullptr);
  EXPECT_TRUE(activity->failing);
  EXPECT_EQ(activity->last_error_reason, "permission");
  EXPECT_TRUE(status.up);
}

TEST_F(TargetTest, OneUnreachableDatabaseHarmsNoOther) {
  server_.databases = {"broken", "postgres"};
  server_.unreachable_databases = {"broken"};
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked() && serves(target, "pg_tables"); }));
  EXPECT_TRUE(find(target.status(), "tables", "broken")->failing);
  server_.with_lock([](FakeServer& server) { server.unreachable_databases.clear(); });
  EXPECT_TRUE(eventually([&] { return !find(target.status(), "tables", "broken")->failing; }));
}

TEST_F(TargetTest, DatabasesThatCannotBeEnteredDoNotHoldTheOthersUp) {
  settings_.collect.cluster_interval = std::chrono::seconds(15);  // delays grow up to that
  server_.databases = {"bad1", "bad2", "bad3", "bad4", "bad5", "good"};
  server_.unreachable_databases = {"bad1", "bad2", "bad3", "bad4", "bad5"};
  Target target(settings_, context(), nullptr);
  EXPECT_TRUE(eventually([&] { return runs("tables") >= 20; })) << runs("tables");
  EXPECT_TRUE(target.all_asked());
  const TargetStatus status = target.status();
  EXPECT_TRUE(find(status, "tables", "bad5")->failing);
  EXPECT_FALSE(find(status, "tables", "good")->failing);
}

TEST_F(TargetTest, AClosedDatabaseIsDownWithAReasonAndNotTriedUntilItIsOpened) {
  server_.databases = {"closed", "postgres"};
  server_.closed_databases = {{"closed", "no privilege CONNECT"}};
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked() && runs("tables") >= 5; }));
  const TargetStatus closed = target.status();
  EXPECT_EQ(closed.databases, (std::vector<std::string>{"closed", "postgres"}));
  EXPECT_EQ(closed.databases_up, (std::map<std::string, bool>{{"closed", false}, {"postgres", true}}));
  EXPECT_EQ(closed.database_errors, (std::map<std::string, std::string>{{"closed", "no privilege CONNECT"}}));
  EXPECT_TRUE(find(closed, "tables", "closed")->failing);
  EXPECT_EQ(server_.with_lock([](FakeServer& server) { return server.knocks; }), 0);
  server_.with_lock([](FakeServer& server) { server.closed_databases.clear(); });
  EXPECT_TRUE(eventually([&] { return target.status().databases_up["closed"]; }));
  EXPECT_TRUE(target.status().database_errors.empty());
}

TEST_F(TargetTest, KnowsWhetherThereIsAnythingToVisit) {
  settings_.include_databases = {"nothing_of_that_name"};
  Target nowhere(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return nowhere.all_asked(); }));
  EXPECT_TRUE(nowhere.status().databases_known);
  EXPECT_TRUE(nowhere.status().databases.empty());
  EXPECT_TRUE(nowhere.status().visits_databases);
  settings_.collect.enabled = {"activity"};
  Target cluster_only(settings_, context(), nullptr);
  EXPECT_FALSE(cluster_only.status().visits_databases);
}

TEST_F(TargetTest, NothingIsSaidToBeDownBeforeItWasAsked) {
  catalog_ = std::make_shared<const Catalog>(catalog_of({{"activity", "cluster", "fast"}, {"pools", "pgbouncer", "fast"}}));
  settings_.pgbouncers = {{"front", {}}};
  server_.silent = true;
  Target target(settings_, context(), nullptr);
  EXPECT_FALSE(target.status().asked);
  EXPECT_FALSE(serves(target, "pg_up"));
  EXPECT_FALSE(serves(target, "pgbouncer_up"));
  server_.with_lock([](FakeServer& server) {
    server.reachable = false;
    server.silent = false;
  });
  EXPECT_TRUE(eventually([&] { return serves(target, "pg_up") && serves(target, "pgbouncer_up"); }));
  EXPECT_TRUE(target.status().asked);
  EXPECT_FALSE(target.status().up);
}

TEST_F(TargetTest, ASessionThatWasEndedWhileIdleCostsNoJob) {
  collect_once_an_hour();
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked() && serves(target, "pg_activity") && serves(target, "pg_tables"); }));
  server_.with_lock([](FakeServer& server) { ++server.cuts; });
  target.ask_again({"activity", "tables"});
  const auto ran_twice = [&](const std::string& collector, const std::string& database) {
    return find(target.status(), collector, database)->runs == 2;
  };
  EXPECT_TRUE(eventually([&] { return ran_twice("activity", "") && ran_twice("tables", "postgres"); }));
  EXPECT_EQ(find(target.status(), "activity", "")->failures, 0U);
  EXPECT_EQ(find(target.status(), "tables", "postgres")->failures, 0U);
  EXPECT_TRUE(target.is_up());
}

TEST_F(TargetTest, ASuccessorKeepsNothingOfWhatItDoesNotWatch) {
  collect_once_an_hour();
  catalog_ = std::make_shared<const Catalog>(catalog_of({{"tables", "database", "fast"}, {"pools", "pgbouncer", "fast"}}));
  settings_.pgbouncers = {{"front", {}}};
  server_.databases = {"app", "postgres"};
  Target before(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return parts_with(before, "pg_tables") == 2 && serves(before, "pg_pools"); }));
  before.stop();
  server_.with_lock([](FakeServer& server) { server.silent = true; });
  settings_.pgbouncers.clear();
  settings_.exclude_databases.emplace_back("app");
  Target after(settings_, context(), &before);
  EXPECT_FALSE(serves(after, "pg_pools"));
  EXPECT_EQ(parts_with(after, "pg_tables"), 2) << "its databases are not known yet";
  server_.with_lock([](FakeServer& server) { server.silent = false; });
  EXPECT_TRUE(eventually([&] { return parts_with(after, "pg_tables") == 1; }));
}

TEST_F(TargetTest, ASuccessorKnowsHowOldItsPredecessorsDataIs) {
  collect_once_an_hour();
  server_.databases = {"app", "postgres"};
  Target before(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return before.all_asked() && parts_with(before, "pg_tables") == 2; }));
  before.stop();
  const auto known = find(before.status(), "tables", "app")->last_success;
  server_.with_lock([](FakeServer& server) { server.silent = true; });
  settings_.labels["env"] = "prod";
  Target after(settings_, context(), &before);
  const TargetStatus status = after.status();
  ASSERT_NE(find(status, "tables", "app"), nullptr);
  EXPECT_EQ(find(status, "tables", "app")->last_success, known);
  EXPECT_EQ(find(status, "tables", "app")->series, 1U);
  EXPECT_EQ(find(status, "activity", "")->runs, 1U);
  EXPECT_TRUE(after.all_asked()) << "a reload does not take it out of service";
  server_.with_lock([](FakeServer& server) { server.silent = false; });
  EXPECT_TRUE(eventually([&] { return find(after.status(), "tables", "app")->runs == 2; }));
}

TEST_F(TargetTest, ASessionWithAServerThatIsGoneIsNotShown) {
  Target target(settings_, context(), nullptr);
  const auto roaming = [&] {
    for (const SessionStatus& session : target.status().sessions) {
      if (session.name == "roaming") {
        return session.connected;
      }
    }
    return false;
  };
  ASSERT_TRUE(eventually(roaming));
  server_.with_lock([](FakeServer& server) { server.reachable = false; });
  EXPECT_TRUE(eventually([&] { return !target.is_up() && !roaming(); }));
}

TEST_F(TargetTest, TheRoamingSessionFollowsAPromotionToo) {
  settings_.collect.slow_interval = std::chrono::hours(1);
  catalog_ = std::make_shared<const Catalog>(catalog_of({{"slots", "cluster", "slow", "requires: {role: primary}\n"}}));
  server_.facts.in_recovery = true;
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked(); }));
  EXPECT_FALSE(find(target.status(), "slots", "")->supported);
  server_.with_lock([](FakeServer& server) { server.facts.in_recovery = false; });
  EXPECT_TRUE(eventually([&] { return serves(target, "pg_slots"); }));
}

TEST_F(TargetTest, FollowsAPromotion) {
  catalog_ = std::make_shared<const Catalog>(catalog_of({{"slots", "cluster", "fast", "requires: {role: primary}\n"}}));
  server_.facts.in_recovery = true;
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return target.all_asked(); }));
  const TargetStatus resting = target.status();
  EXPECT_FALSE(find(resting, "slots", "")->supported);
  EXPECT_EQ(find(resting, "slots", "")->unsupported_reason, "role");
  server_.with_lock([](FakeServer& server) { server.facts.in_recovery = false; });
  EXPECT_TRUE(eventually([&] { return serves(target, "pg_slots"); }));
}

TEST_F(TargetTest, ForgetsADroppedDatabase) {
  server_.databases = {"app", "postgres"};
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return find(target.status(), "tables", "app") != nullptr && target.all_asked(); }));
  server_.with_lock([](FakeServer& server) { server.databases = {"postgres"}; });
  EXPECT_TRUE(eventually([&] { return find(target.status(), "tables", "app") == nullptr; }));
}

TEST_F(TargetTest, DoesNotLingerInADatabaseThatIsNotTheMainOne) {
  settings_.collect.database_interval = std::chrono::hours(1);
  server_.databases = {"app"};
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return serves(target, "pg_tables"); }));
  EXPECT_TRUE(eventually([&] { return server_.with_lock([](FakeServer& server) { return server.open; }) == 1; }));
}

}  // namespace
}  // namespace pgmedic
