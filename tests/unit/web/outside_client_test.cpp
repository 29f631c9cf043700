// What goes out to somebody else's server and what may come back: manners, secrets, bounds.
#include "web/outside_client.h"

#include <gmock/gmock.h>

#include <thread>

#include "support/eventually.h"
#include "support/fake_clock.h"
#include "support/page_server.h"
#include "support/temp_dir.h"

namespace pgmedic {
namespace {

using support::eventually;
using support::http_answer;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kOne = R"({"status":"success","data":{"resultType":"scalar","result":[1767229200,"1"]}})";

class OutsideClientTest : public testing::Test {
 protected:
  Result<OutsideAnswer> ask(const std::string& query) {
    OutsideQuestion question;
    question.source = source_;
    question.query = query;
    return client_->ask(question, given_up_);
  }
  std::string error(const std::string& query) {
    const Result<OutsideAnswer> answer = ask(query);
    return answer ? "no error" : answer.error().text();
  }

  support::TempDir directory_;
  support::PageServer server_{[](const std::string&) { return http_answer(200, kOne); }};
  HttpSource source_{server_.url(), "", "", "", "", 10s};
  support::FakeClock clock_;
  std::shared_ptr<const Outside> client_ = make_outside_client(clock_);
  std::atomic<bool> given_up_{false};
};

TEST_F(OutsideClientTest, SendsTheExpressionAsAFormAndNothingElse) {
  source_.url += "/prefix/";
  const Result<OutsideAnswer> answer = ask("a{b=\"c&d\"} > 1");
  ASSERT_TRUE(answer.ok()) << answer.error().text();
  EXPECT_THAT(answer->values, ElementsAre(1));
  EXPECT_EQ(answer->oldest, clock_.wall_now());
  ASSERT_THAT(server_.requests(), SizeIs(1));
  EXPECT_THAT(server_.requests()[0],
              AllOf(StartsWith("POST /prefix/api/v1/query HTTP/1.1\r\n"),
                    HasSubstr("query=a%7Bb%3D%22c%26d%22%7D%20%3E%201&timeout=10000ms"), Not(HasSubstr("Authorization"))));
}

TEST_F(OutsideClientTest, ReadsItsTokenAnewEachTimeAndNeverTellsIt) {
  source_.bearer_token_file = directory_.write("token", "first-t0ken\n");
  EXPECT_TRUE(ask("1").ok());
  directory_.write("token", "second-t0ken");
  server_.answer_with([](const std::string&) { return http_answer(401, "no second-t0ken"); });
  EXPECT_THAT(error("1"), AllOf(HasSubstr("lets us not in"), Not(HasSubstr("t0ken"))));
  ASSERT_THAT(server_.requests(), SizeIs(2));
  EXPECT_THAT(server_.requests()[0], HasSubstr("Authorization: Bearer first-t0ken\r\n"));
  EXPECT_THAT(server_.requests()[1], HasSubstr("Authorization: Bearer second-t0ken\r\n"));
}

TEST_F(OutsideClientTest, NeedsItsSecretsToBeReadableAndOneLine) {
  source_.bearer_token_file = "/no/such/file";
  EXPECT_THAT(error("1"), HasSubstr("cannot read the file /no/such/file"));
  source_.bearer_token_file = directory_.write("token", "t0ken\r\nX-Evil: yes\n");
  EXPECT_THAT(error("1"), AllOf(HasSubstr("holds more than one line"), Not(HasSubstr("t0ken"))));
  EXPECT_THAT(server_.requests(), IsEmpty());
}

TEST_F(OutsideClientTest, FollowsNobodyElsewhere) {
  support::PageServer elsewhere([](const std::string&) { return http_answer(200, kOne); });
  source_.bearer_token_file = directory_.write("token", "t0ken");
  const std::string there = "Location: " + elsewhere.url("/api/v1/query") + "\r\n";
  server_.answer_with([there](const std::string&) { return http_answer(307, "", there); });
  EXPECT_THAT(error("1"), HasSubstr("redirects are not followed"));
  EXPECT_EQ(ask("")->status, 307);
  EXPECT_THAT(elsewhere.requests(), IsEmpty());
}

TEST_F(OutsideClientTest, TakesNoEndlessAnswer) {
  server_.answer_with([](const std::string&) { return http_answer(200, std::string(2'000'000, ' ')); });
  EXPECT_THAT(error("1"), HasSubstr("its answer is too long"));
}

TEST_F(OutsideClientTest, WaitsNoLongerThanItsTimeout) {
  server_.answer_with([](const std::string&) { return ""; });
  source_.timeout = 200ms;
  const Result<OutsideAnswer> answer = ask("1");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kDeadline);
  EXPECT_THAT(answer.error().text(), HasSubstr("no answer within its timeout"));
}

TEST_F(OutsideClientTest, IsGivenUpAtOnce) {
  server_.answer_with([](const std::string&) { return ""; });
  source_.timeout = 1h;
  std::thread giver([&] {
    eventually([&] { return !server_.requests().empty(); });
    given_up_ = true;
  });
  EXPECT_THAT(error("1"), HasSubstr("pgmedic ends"));
  giver.join();
}

TEST_F(OutsideClientTest, TellsWhoCannotBeReached) {
  source_.url = "http://127.0.0.1:1";
  EXPECT_THAT(error("1"), AllOf(HasSubstr("cannot ask http://127.0.0.1:1: "), HasSubstr("see whether it is reachable from here")));
  source_.url = "file:///etc/hostname";
  EXPECT_THAT(error(""), HasSubstr("cannot ask file:///etc/hostname"));
}

TEST_F(OutsideClientTest, LooksAtPagesByTheirHead) {
  const auto answer = ask("");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(server_.requests(), ElementsAre(StartsWith("HEAD / HTTP/1.1\r\n")));
  server_.answer_with([](const std::string&) { return http_answer(503); });
  EXPECT_EQ(ask("")->status, 503);
}

TEST_F(OutsideClientTest, LooksAtThePageItselfWhereNobodyKnowsHeads) {
  for (const int refusal : {405, 501}) {
    server_.answer_with([refusal](const std::string& request) { return http_answer(request.starts_with("HEAD") ? refusal : 200, "fine"); });
    EXPECT_EQ(ask("")->status, 200);
  }
  EXPECT_THAT(server_.requests(), ElementsAre(StartsWith("HEAD"), StartsWith("GET"), StartsWith("HEAD"), StartsWith("GET")));
}

TEST_F(OutsideClientTest, AsksASecondTimeHowOldTheSamplesAre) {
  server_.answer_with([](const std::string& request) {
    const bool time = request.find("timestamp") != std::string::npos;
    return http_answer(200,
                       std::string(R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1767229200,")") +
                           (time ? "1767229140.5" : "7") + R"("]}]}})");
  });
  const auto answer = ask("up # comment");
  ASSERT_TRUE(answer.ok()) << answer.error().text();
  EXPECT_THAT(answer->values, ElementsAre(7));
  EXPECT_EQ(answer->oldest, clock_.wall_now() - 59'500ms);
  ASSERT_THAT(server_.requests(), SizeIs(2));
  EXPECT_THAT(server_.requests()[1], HasSubstr("query=timestamp%28%0Aup%20%23%20comment%0A%29&timeout=10000ms&time=1767229200.000"));
}

}  // namespace
}  // namespace pgmedic
