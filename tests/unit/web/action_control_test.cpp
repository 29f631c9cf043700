// The control listener's routes about remedies, over a real listener and remedies that remember.
#include "web/action_control.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "unit/web/fake_desk.h"
#include "unit/web/server_fixture.h"

namespace pgmedic::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kId = "00000000-0000-4000-8000-000000000001";

class ActionControlTest : public ServerTest {
 protected:
  ActionControlTest() {
    settings_.control_address = "127.0.0.1:0";
    hooks_.remedies = desk_;
    hooks_.catalog = std::make_shared<const Catalog>(Catalog::embedded());
  }
  Answer post(const std::string& target, const std::string& body = "", Headers headers = {}) const {
    headers.emplace_back("Content-Type", "application/json");
    return post_as_it_is(target, body, std::move(headers));
  }
  Answer post_as_it_is(const std::string& target, const std::string& body, Headers headers) const {
    headers.emplace_back("Content-Length", std::to_string(body.size()));
    const Connection connection(server_->control_port());
    connection.send(request_text("POST", target, headers) + body);
    return parse_answer(connection.read_all());
  }
  Answer send(const std::string& alerts) const {
    return post("/api/v1/alerts", R"({"version":"4","status":"firing","truncatedAlerts":0,"alerts":[)" + alerts + "]}");
  }
  static std::string alert(const std::string& name, const std::string& labels, const std::string& status = "firing") {
    return R"({"status":")" + status + R"(","fingerprint":"f","startsAt":"2026-01-01T00:00:00Z","labels":{"alertname":")" + name +
           R"(","instance":"db1:9187",)" + labels + "}}";
  }
  static std::string bloat(const std::string& index, const std::string& status = "firing") {
    return alert("PostgresIndexBloat", R"("datname":"app","schemaname":"public","relname":"t","indexrelname":")" + index + "\"", status);
  }
  std::string counted(const std::string& family) const {
    std::string text;
    for (const auto& part : {metrics_.render({})}) {
      for (const FamilyPart& one : part->families) {
        text += one.name == family ? inflate_chunk(one.text) : "";
      }
    }
    return text;
  }

  std::shared_ptr<FakeDesk> desk_ = std::make_shared<FakeDesk>();
};

TEST_F(ActionControlTest, AFiringAlertNominatesItsObject) {
  start();
  const Answer answer = send(bloat("t_pkey"));
  EXPECT_EQ(answer.status, 200) << answer.body;
  ASSERT_THAT(desk_->nominated_, SizeIs(1));
  const Nomination& nomination = desk_->nominated_.front();
  EXPECT_EQ(nomination.target, "main");
  EXPECT_EQ(nomination.remedy, Remedy::kReindex);
  EXPECT_EQ(nomination.object, (ObjectName{"app", "public", "t", "t_pkey"}));
  EXPECT_EQ(nomination.trigger, kByAlert);
  EXPECT_EQ(nomination.check, "PostgresIndexBloat");
  EXPECT_THAT(counted("pgmedic_webhook_alerts_total"), HasSubstr(R"({outcome="accepted"} 1)"));
  EXPECT_THAT(counted("pgmedic_webhook_requests_total"), HasSubstr(R"({code="200"} 1)"));
}

TEST_F(ActionControlTest, TheCatalogDecidesWhatAnAlertNominates) {
  start();
  EXPECT_EQ(send(alert("PostgresDown", R"("remedy":"reindex","datname":"app","schemaname":"public","indexrelname":"i")") + "," +
                 alert("NobodysAlert", R"("remedy":"vacuum","datname":"app","schemaname":"public","relname":"t")"))
                .status,
            200);
  EXPECT_THAT(desk_->nominated_, IsEmpty());
  EXPECT_THAT(counted("pgmedic_webhook_alerts_total"), HasSubstr(R"({outcome="no_remedy"} 2)"));
}

TEST_F(ActionControlTest, OneObjectIsNominatedOnce) {
  start();
  std::string alerts = bloat("t_pkey");
  for (int i = 0; i < 999; ++i) {
    alerts += "," + bloat("t_pkey");
  }
  EXPECT_EQ(send(alerts).status, 200);
  EXPECT_THAT(desk_->nominated_, SizeIs(1));
}

TEST_F(ActionControlTest, TakesTenThousandAlertsAtOnce) {
  start();
  std::string alerts;
  for (int i = 0; i < 10'000; ++i) {
    alerts += (i == 0 ? "" : ",") + bloat("an_index_with_a_name_that_takes_some_room_" + std::to_string(i));
  }
  EXPECT_EQ(send(alerts).status, 200);
  EXPECT_THAT(desk_->nominated_, SizeIs(10'000));
  EXPECT_EQ(desk_->batches_, 1);
}

TEST_F(ActionControlTest, AResolvedAlertWithdrawsUnlessTheSameFires) {
  start();
  EXPECT_EQ(send(bloat("gone", "resolved") + "," + bloat("both", "resolved") + "," + bloat("both")).status, 200);
  ASSERT_THAT(desk_->withdrawn_, SizeIs(1));
  EXPECT_EQ(desk_->withdrawn_.front().object.index, "gone");
  ASSERT_THAT(desk_->nominated_, SizeIs(1));
  EXPECT_EQ(desk_->nominated_.front().object.index, "both");
}

// Alertmanager says so once: what is answered 200 and not written down is lost.
TEST_F(ActionControlTest, AResolvedAlertThatCannotBeWrittenDownIsAskedForAgain) {
  desk_->withdrawing_ = Error{ErrorCode::kUnavailable, "the journal is away"};
  start();
  const Answer answer = send(bloat("gone", "resolved"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "10");
  EXPECT_THAT(answer.body, HasSubstr("the journal is away"));
  EXPECT_THAT(counted("pgmedic_webhook_alerts_total"), HasSubstr(R"({outcome="unavailable"} 1)"));
  desk_->withdrawing_ = Status();
  EXPECT_EQ(send(bloat("gone", "resolved")).status, 200);
  EXPECT_THAT(counted("pgmedic_webhook_alerts_total"), HasSubstr(R"({outcome="resolved"} 1)"));
}

TEST_F(ActionControlTest, AnAlertFindsItsTargetByName) {
  desk_->targets_ = {"main", "reports"};
  start();
  const auto about = [](const std::string& label, const std::string& value) {
    return R"({"status":"firing","labels":{"alertname":"PostgresAnalyzeOverdue","datname":"d","schemaname":"s","relname":")" + value +
           R"(",")" + label + R"(":")" + value + "\"}}";
  };
  EXPECT_EQ(send(about("instance", "reports") + "," + about("target", "main") + "," + about("instance", "elsewhere:9187") + "," +
                 about("target", "other"))
                .status,
            200);
  ASSERT_THAT(desk_->nominated_, SizeIs(2));
  EXPECT_EQ(desk_->nominated_[0].target, "main");
  EXPECT_EQ(desk_->nominated_[1].target, "reports");
  EXPECT_THAT(counted("pgmedic_webhook_alerts_total"), HasSubstr(R"({outcome="unknown_target"} 2)"));
}

// "The only one" is for alerts that name nobody.
TEST_F(ActionControlTest, AnAlertAboutATargetThatOnlyObservesIsNobodyElses) {
  hooks_.configured = [] { return std::vector<std::string>{"main", "reports"}; };
  start();
  const auto about = [](const std::string& label, const std::string& value) {
    return R"({"status":"firing","labels":{"alertname":"PostgresAnalyzeOverdue","datname":"d","schemaname":"s","relname":")" + value +
           R"(",")" + label + R"(":")" + value + "\"}}";
  };
  EXPECT_EQ(send(about("instance", "reports") + "," + about("target", "reports") + "," + about("instance", "db1:9187")).status, 200);
  ASSERT_THAT(desk_->nominated_, SizeIs(1));
  EXPECT_EQ(desk_->nominated_[0].object.table, "db1:9187");
  EXPECT_THAT(counted("pgmedic_webhook_alerts_total"), HasSubstr(R"({outcome="unknown_target"} 2)"));
}

TEST_F(ActionControlTest, AnAlertWithoutAnObjectNominatesNothing) {
  start();
  EXPECT_EQ(send(alert("PostgresIndexBloat", R"("datname":"app","relname":"t")")).status, 200);
  EXPECT_THAT(desk_->nominated_, IsEmpty());
  EXPECT_THAT(counted("pgmedic_webhook_alerts_total"), HasSubstr(R"({outcome="no_object"} 1)"));
}

TEST_F(ActionControlTest, WhatCannotBeKeptIsAskedForAgain) {
  start();
  for (const NominationFate fate : {NominationFate::kUnavailable, NominationFate::kOverloaded}) {
    desk_->fate_ = fate;
    const Answer answer = send(bloat("t_pkey"));
    EXPECT_EQ(answer.status, 503) << "only 5xx makes Alertmanager come again";
    EXPECT_EQ(answer.header("Retry-After"), "10");
  }
}

TEST_F(ActionControlTest, MalformedMessagesAreRefusedWithoutAnEcho) {
  start();
  const Answer answer = post("/api/v1/alerts", R"({"version":"4","password":"hunter2")");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, Not(HasSubstr("hunter2")));
  EXPECT_EQ(post_as_it_is("/api/v1/alerts", "{}", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(post("/api/v1/alerts", "{}", {{"Content-Encoding", "gzip"}}).status, 415);
  EXPECT_EQ(fetch(server_->control_port(), "/api/v1/alerts", {}, "GET").status, 405);
  EXPECT_EQ(fetch(server_->control_port(), "/api/v1/alerts", {{"Content-Length", "99999999"}}, "POST").status, 413);
  EXPECT_THAT(desk_->nominated_, IsEmpty());
}

TEST_F(ActionControlTest, NobodyWithoutTheTokenIsListenedTo) {
  settings_.control_token_file = write_file("token", "secret");
  start();
  EXPECT_EQ(send(bloat("t_pkey")).status, 401);
  EXPECT_EQ(post("/api/v1/pause").status, 401);
  EXPECT_EQ(post("/api/v1/pause", "", {{"Authorization", "Bearer secret"}}).status, 200);
  EXPECT_THAT(desk_->nominated_, IsEmpty());
}

TEST_F(ActionControlTest, PeopleSteerActions) {
  start();
  for (const char* verb : {"approve", "reject", "cancel", "release"}) {
    EXPECT_EQ(post(std::string("/api/v1/actions/") + kId + "/" + verb, R"({"actor":"ann"})").status, 200) << verb;
  }
  EXPECT_THAT(desk_->said_, ElementsAre(std::string("approve ") + kId + " by ann", std::string("reject ") + kId + " by ann",
                                        std::string("cancel ") + kId + " by ann", std::string("release ") + kId + " by ann"));
  desk_->answer_ = Error{ErrorCode::kInvalid, "it is over already"};
  desk_->details_.action.id = kId;
  const Answer answer = post(std::string("/api/v1/actions/") + kId + "/approve");
  EXPECT_EQ(answer.status, 409);
  EXPECT_THAT(answer.head, HasSubstr("409 Conflict"));
  EXPECT_THAT(answer.body, HasSubstr("over already"));
  desk_->details_ = {};
  EXPECT_EQ(post(std::string("/api/v1/actions/") + kId + "/approve").status, 404) << "there is none";
  EXPECT_EQ(post("/api/v1/actions/../approve").status, 404);
  EXPECT_EQ(post("/api/v1/actions/%27%20OR%201=1/approve").status, 404);
}

TEST_F(ActionControlTest, PeoplePauseResumeAndAbort) {
  start();
  EXPECT_EQ(post("/api/v1/pause").status, 200);
  EXPECT_THAT(post("/api/v1/resume?target=main", R"({"actor":"bob"})").body, HasSubstr(R"("targets":["main"])"));
  EXPECT_EQ(post("/api/v1/abort").status, 200);
  EXPECT_EQ(post("/api/v1/pause?target=nobody").status, 404);
  EXPECT_THAT(desk_->said_, ElementsAre("pause  by control", "resume main by bob", "abort  by control"));
  for (const char* body : {"[]", "x", R"({"actor":5})", R"({"actor":""})", R"({"actor":"a\nb"})", R"({"target":"main"})",
                           R"({"actor":"bob","target":"main"})"}) {
    EXPECT_EQ(post("/api/v1/pause", body).status, 400) << body;
  }
}

// Without a target an order is about all: what only looks like one must not be taken for that.
TEST_F(ActionControlTest, AnOrderWhoseTargetIsInDoubtSteersNobody) {
  desk_->targets_ = {"main", "reports"};
  start();
  for (const char* query : {"?tagret=main", "?target=", "?target", "?target=main&target=reports", "?target=main&x=1", "?Target=main"}) {
    for (const char* verb : {"pause", "resume", "abort"}) {
      EXPECT_EQ(post(std::string("/api/v1/") + verb + query).status, 400) << verb << query;
    }
  }
  EXPECT_EQ(post(std::string("/api/v1/actions/") + kId + "/approve?target=main").status, 400);
  EXPECT_THAT(desk_->said_, IsEmpty());
  EXPECT_THAT(post("/api/v1/pause").body, HasSubstr(R"("targets":["main","reports"])"));
}

// curl -d calls every body a form.
TEST_F(ActionControlTest, AnOrderIsTakenWhateverItsTypeButNotFromAWebPage) {
  start();
  const std::string body = R"({"actor": "me"})";
  for (const Headers& headers :
       {Headers{{"Content-Type", "application/x-www-form-urlencoded"}}, Headers{{"Content-Type", "text/plain"}}, Headers{}}) {
    EXPECT_EQ(post_as_it_is("/api/v1/pause", body, headers).status, 200);
    EXPECT_EQ(post_as_it_is(std::string("/api/v1/actions/") + kId + "/approve", body, headers).status, 200);
  }
  EXPECT_THAT(desk_->said_, SizeIs(6));
  EXPECT_THAT(desk_->said_, Each(EndsWith(" by me")));
  EXPECT_EQ(post_as_it_is("/api/v1/pause", "actor=me", {{"Content-Type", "application/x-www-form-urlencoded"}}).status, 400);
  for (const char* origin : {"http://evil.example", "http://localhost", "null"}) {
    EXPECT_EQ(post_as_it_is("/api/v1/pause", body, {{"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", origin}}).status,
              403);
    EXPECT_EQ(post_as_it_is("/api/v1/pause", "", {{"Origin", origin}}).status, 403);
  }
  EXPECT_THAT(desk_->said_, SizeIs(6));
}

TEST_F(ActionControlTest, WithoutRemediesItSaysSo) {
  desk_->targets_.clear();
  start();
  const Answer answer = send(bloat("t_pkey"));
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("observe"));
}

}  // namespace
}  // namespace pgmedic::test
