#include "web/api.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "unit/web/sample_fleet.h"

namespace pgmedic::test {
namespace {

using nlohmann::json;

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    add_primary(fleet_, clock_.now_);
    add_troubled(fleet_, clock_.now_);
    add_down(fleet_);
  }
  json collectors(const CollectorFilter& filter) const {
    return json::parse(collectors_json(fleet_, filter, clock_.now_)).at("collectors");
  }
  FakeFleet fleet_;
  StandingClock clock_;
};

TEST_F(ApiTest, TargetsTellWhatIsKnown) {
  const json targets = json::parse(targets_json(fleet_)).at("targets");
  ASSERT_EQ(targets.size(), 3U);
  const json& main = targets.at(0);
  EXPECT_EQ(main.at("name"), "main");
  EXPECT_EQ(main.at("up"), true);
  EXPECT_EQ(main.at("role"), "primary");
  EXPECT_EQ(main.at("series"), 12345);
  EXPECT_EQ(main.at("databases"), json({"postgres", "shop", "billing"}));
  EXPECT_EQ(main.at("pgbouncers").at(1), json({{"name", "batch"}, {"up", false}}));
  EXPECT_EQ(main.at("sessions").at(1).at("running"), "index_bloat");
  EXPECT_EQ(main.at("sessions").at(0).at("running"), nullptr);
  EXPECT_EQ(main.at("collectors"), json({{"failing", 0}, {"expired", 0}, {"waiting", 0}, {"ok", 6}, {"unsupported", 1}}));
  EXPECT_EQ(targets.at(1).at("role"), "standby");
  EXPECT_EQ(targets.at(2).at("role"), nullptr);
  EXPECT_EQ(targets.at(2).at("version"), nullptr);
}

TEST_F(ApiTest, CollectorsTellTheirStateAndAge) {
  const json list = collectors({"main", "index_bloat", "", ""});
  ASSERT_EQ(list.size(), 1U);
  const json& bloat = list.at(0);
  EXPECT_EQ(bloat.at("database"), "shop");
  EXPECT_EQ(bloat.at("scope"), "database");
  EXPECT_EQ(bloat.at("lane"), "slow");
  EXPECT_EQ(bloat.at("state"), "ok");
  EXPECT_EQ(bloat.at("interval_seconds"), 300.0);
  EXPECT_EQ(bloat.at("effective_interval_seconds"), 1200.0);
  EXPECT_EQ(bloat.at("age_seconds"), 200.0);
  EXPECT_EQ(bloat.at("reason"), nullptr);
}

TEST_F(ApiTest, CollectorsAreFiltered) {
  EXPECT_EQ(collectors({}).size(), 12U);
  EXPECT_EQ(collectors({"main", "", "", ""}).size(), 7U);
  EXPECT_EQ(collectors({"", "tables", "", ""}).size(), 7U);
  EXPECT_EQ(collectors({"", "", "shop", ""}).size(), 2U);
  EXPECT_EQ(collectors({"", "", "", "failing"}).size(), 3U);
  EXPECT_EQ(collectors({"", "", "", "waiting"}).size(), 1U);
  EXPECT_EQ(collectors({"nobody", "", "", ""}).size(), 0U);
}

TEST_F(ApiTest, WhatIsNotPossibleHasItsReason) {
  const json io = collectors({"", "io", "", ""}).at(0);
  EXPECT_EQ(io.at("state"), "unsupported");
  EXPECT_EQ(io.at("reason"), "server");
  EXPECT_EQ(io.at("detail"), "needs PostgreSQL 16 or newer");
}

TEST_F(ApiTest, BytesThatAreNoUtf8AreReplaced) {
  fleet_.targets_.front()->labels_ = {{"env", "\xFF"}};
  EXPECT_NE(targets_json(fleet_).find("bad\xEF\xBF\xBD utf8"), std::string::npos);
  EXPECT_NE(discovery_json(fleet_, "h:1", false).find("\xEF\xBF\xBD"), std::string::npos);
  EXPECT_NO_THROW(collectors({}));
}

TEST_F(ApiTest, ATargetsOwnLabelsCannotRedirectTheProbe) {
  fleet_.targets_.front()->labels_ = {{"__metrics_path__", "/evil"}, {"instance", "mine"}};
  const json first = json::parse(discovery_json(fleet_, "h:1", false)).at(0);
  EXPECT_EQ(first.at("labels").at("__metrics_path__"), "/probe");
  EXPECT_EQ(first.at("labels").at("instance"), "main");
}

}  // namespace
}  // namespace pgmedic::test
