// Asks the queries of sql/remedies and sql/guards on a real server, as the maintainer that sql/setup/ makes.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "remedy/answer.h"
#include "remedy/candidate.h"
#include "server/remedy/maintainer.h"

namespace pgmedic {

const WallTime kMeasuredAt = WallTime(std::chrono::hours(24 * 20'000));

class QuestionsTest : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    server_ = std::make_unique<MaintainedServer>(GetParam());
    reconnect();
  }

  void reconnect() {
    connector_ = make_maintenance_connector(server_->connection(), watchdog_, log_);
    Result<std::unique_ptr<MaintenanceSession>> session = connector_->connect("shop", "test");
    ASSERT_TRUE(session.ok()) << session.error().text();
    session_ = std::move(session).value();
  }

  Candidate look(Remedy remedy, const std::string& schema, const std::string& table, const std::string& index = "") const {
    const Result<Candidate> candidate = measure(ask_through(*session_), GetParam(), remedy, {"shop", schema, table, index}, 0, kMeasuredAt);
    EXPECT_TRUE(candidate.ok()) << candidate.error().text();
    return candidate ? *candidate : Candidate();
  }

  // What a guard's file answers.
  Answer ask(const std::string& file, const std::vector<std::string>& parameters) const {
    const Result<Answer> answer = ask_question(ask_through(*session_), GetParam(), file.substr(0, file.rfind(".sql")), parameters);
    EXPECT_TRUE(answer.ok()) << file << ": " << answer.error().text();
    EXPECT_TRUE(answer.ok() && answer->there) << file;
    return answer ? *answer : Answer();
  }

  std::string oid(const std::string& relation) const {
    return server_->shop_value("SELECT " + support::quote_literal(relation) + "::regclass::oid");
  }

  // A section of a case: a server takes seconds to make.
  template <class Test>
  void section(const char* name, void (Test::*run)()) {
    SCOPED_TRACE(name);
    server_->server().execute("DROP SCHEMA app CASCADE; CREATE SCHEMA app AUTHORIZATION owner", "shop");
    (static_cast<Test*>(this)->*run)();
  }

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::unique_ptr<MaintainedServer> server_;
  std::unique_ptr<MaintenanceConnector> connector_;
  std::unique_ptr<MaintenanceSession> session_;
};

}  // namespace pgmedic
