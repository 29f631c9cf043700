#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <stdexcept>

#include "catalog_of.h"
#include "collect/live_fleet.h"
#include "fakes.h"

namespace pgmedic {
namespace {

using test::catalog_of;
using test::eventually;

class FleetTest : public ::testing::Test {
 protected:
  FleetTest()
      : fleet_(
            std::make_shared<SelfMetrics>(), [] { return std::vector<OwnSample>{}; }, clock_) {
    catalog_ = std::make_shared<const Catalog>(catalog_of({{"activity", "cluster", "fast"}}));
  }
  TargetContext context() {
    return TargetContext{catalog_, [this](const ConnectionSettings&, bool) { return std::make_unique<test::FakeConnector>(server_); },
                         clock_, log_};
  }
  static TargetSettings target(const std::string& name) {
    TargetSettings settings;
    settings.name = name;
    return settings;
  }

  test::FakeServer server_;
  SystemClock clock_;
  test::SilentLog log_;
  std::shared_ptr<const Catalog> catalog_;
  LiveFleet fleet_;
};

TEST_F(FleetTest, IsReadyWhenEveryTargetWasAsked) {
  fleet_.apply({target("a"), target("b")}, context());
  EXPECT_TRUE(eventually([&] { return fleet_.ready(); }));
  EXPECT_EQ(fleet_.targets().size(), 2U);
  EXPECT_NE(fleet_.find("b"), nullptr);
  EXPECT_EQ(fleet_.find("c"), nullptr);
}

TEST_F(FleetTest, AReloadKeepsUnchangedTargetsAndTheirSessions) {
  fleet_.apply({target("a"), target("b")}, context());
  ASSERT_TRUE(eventually([&] { return fleet_.ready(); }));
  const auto kept = fleet_.find("a");
  TargetSettings changed = target("b");
  changed.labels["env"] = "prod";
  fleet_.apply({changed, target("a")}, context());
  EXPECT_EQ(fleet_.find("a"), kept);
  EXPECT_EQ(fleet_.targets().front()->name(), "b");
  fleet_.apply({target("c")}, context());
  EXPECT_EQ(fleet_.find("a"), nullptr);
}

TEST_F(FleetTest, AReloadLosesNoDataOfAChangedTarget) {
  fleet_.apply({target("a")}, context());
  ASSERT_TRUE(eventually([&] { return fleet_.find("a")->parts().size() > 1; }));
  server_.with_lock([](test::FakeServer& server) { server.reachable = false; });
  TargetSettings changed = target("a");
  changed.collect.database_interval = std::chrono::minutes(2);
  fleet_.apply({changed}, context());
  EXPECT_GT(fleet_.find("a")->parts().size(), 1U);
}

TEST_F(FleetTest, WhatAnotherServerSaidIsNotKept) {
  class Named final : public Connector {
   public:
    Named(test::FakeServer& server, std::string name) : server_(server), name_(std::move(name)) {}
    Result<std::unique_ptr<Session>> connect(const std::string& database) override { return server_.connect(database); }
    void interrupt() override { server_.interrupt(); }
    std::string server_name() const override { return name_; }

   private:
    test::FakeConnector server_;
    const std::string name_;
  };
  // The same file with the connection string, with another server in it.
  std::string server = "old:5432";
  TargetContext named = context();
  named.connectors = [&](const ConnectionSettings&, bool) { return std::make_unique<Named>(server_, server); };
  fleet_.apply({target("a")}, named);
  ASSERT_TRUE(eventually([&] { return fleet_.find("a")->parts().size() > 1; }));
  server_.with_lock([](test::FakeServer& fake) { fake.reachable = false; });
  server = "new:5432";
  TargetSettings changed = target("a");
  changed.labels["env"] = "prod";
  fleet_.apply({changed}, named);
  EXPECT_EQ(fleet_.find("a")->parts().size(), 1U) << "its own metrics";
}

TEST_F(FleetTest, ATargetThatCannotBeStartedHarmsNoOther) {
  TargetContext exhausted = context();
  exhausted.connectors = [this](const ConnectionSettings& settings, bool) -> std::unique_ptr<Connector> {
    if (settings.dsn == "too much") {
      throw std::runtime_error("no more threads");
    }
    return std::make_unique<test::FakeConnector>(server_);
  };
  TargetSettings big = target("big");
  big.connection.dsn = "too much";
  fleet_.apply({big, target("a")}, exhausted);
  EXPECT_EQ(fleet_.find("big"), nullptr);
  EXPECT_TRUE(eventually([&] { return fleet_.ready(); }));
  fleet_.apply({big, target("a")}, context());
  EXPECT_NE(fleet_.find("big"), nullptr) << "the next reload tries again";
}

TEST_F(FleetTest, NoTargetIsSaidToBeDownBeforeItWasAsked) {
  const auto serves_target_up = [&] {
    const auto parts = fleet_.own_parts();
    return std::any_of(parts.begin(), parts.end(), [](const auto& part) {
      return std::any_of(part->families.begin(), part->families.end(),
                         [](const FamilyPart& family) { return family.name == "pgmedic_target_up"; });
    });
  };
  server_.silent = true;
  fleet_.apply({target("a")}, context());
  EXPECT_FALSE(serves_target_up());
  server_.with_lock([](test::FakeServer& server) { server.silent = false; });
  EXPECT_TRUE(eventually(serves_target_up));
}

TEST_F(FleetTest, AMomentWithoutMemoryEndsNothing) {
  class Forgetful final : public Connector {
   public:
    explicit Forgetful(test::FakeServer& server) : server_(server) {}
    Result<std::unique_ptr<Session>> connect(const std::string& database) override {
      if (!failed_.exchange(true)) {
        throw std::bad_alloc();
      }
      return server_.connect(database);
    }
    void interrupt() override { server_.interrupt(); }
    std::string server_name() const override { return server_.server_name(); }

   private:
    test::FakeConnector server_;
    std::atomic<bool> failed_{false};
  };
  TargetContext forgetful = context();
  forgetful.connectors = [this](const ConnectionSettings&, bool) { return std::make_unique<Forgetful>(server_); };
  fleet_.apply({target("a")}, forgetful);
  EXPECT_TRUE(eventually([&] { return fleet_.ready() && fleet_.find("a")->status().up; }));
}

}  // namespace
}  // namespace pgmedic
