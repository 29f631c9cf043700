// Alertmanager's messages at the real program: repeated, torn, hostile, too many; and what becomes of an action when its alert ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <regex>
#include <sstream>

#include "server/remedy/webhook_ground.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using support::eventually;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAutomatic = "  mode: auto\n  nominate: [alerts]\n";

std::string filled(std::size_t length, char letter) {
  std::string text;
  text.resize(length, letter);
  return text;
}

class Webhook : public testing::Test {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    ground_ = std::make_unique<WebhookGround>();
  }
  WebhookGround& ground() { return *ground_; }
  std::string log() const { return ground_->program().err(); }
  // How often the maintainer analyzed that table, as the server tells.
  std::ptrdiff_t analyzed(const std::string& table) const {
    const std::regex wanted("ANALYZE [^;]*app\\." + table + "\\b");
    const auto statements = statements_of(ground_->server().server().log(), "pgmedic_maintainer");
    return std::count_if(statements.begin(), statements.end(),
                         [&](const std::string& one) { return one.find("SELECT") == std::string::npos && std::regex_search(one, wanted); });
  }

  std::unique_ptr<WebhookGround> ground_;
};

std::string recorded(const std::string& name) {
  std::ifstream file(std::string(PGMEDIC_SOURCE_DIR) + "/tests/data/alertmanager/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_F(Webhook, AThousandMessagesOutOfOrderAreOneActionForEachObject) {
  ground().make_stale("orders");
  ground().make_stale("customers");
  ground().start({kAutomatic, "", {}});
  ASSERT_TRUE(ground().accepted(recorded("firing.json"))) << log();
  // Two Prometheis and two Alertmanagers: other times, another order, something resolved among it.
  const std::string orders = alert_json(stale_labels("orders"));
  const std::string customers = alert_json(stale_labels("customers") + R"(,"replica":"b")");
  const std::string other = alert_json(R"("alertname":"PostgresDown")", false);
  const std::vector<std::string> messages{message_json({orders, customers}), message_json({other, customers, orders}),
                                          message_json({customers}), message_json({orders, orders, other}), recorded("mixed.json")};
  constexpr int kClients = 4;
  constexpr int kEach = 250;
  std::vector<std::future<int>> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.push_back(std::async(std::launch::async, [&, client] {
      int odd = 0;
      for (int i = 0; i < kEach; ++i) {
        const auto which = static_cast<std::size_t>(client + i) % messages.size();
        const long status = ground().post(messages[which]).status;
        odd += status == 200 || status == 503 ? 0 : 1;  // 503: too many at once, which Alertmanager repeats
      }
      return odd;
    }));
  }
  for (std::future<int>& client : clients) {
    EXPECT_EQ(client.get(), 0);
  }
  ASSERT_TRUE(ground().accepted(messages.front())) << log();
  ASSERT_TRUE(eventually([&] { return ground().actions("state = 'succeeded'") == "2"; }, 60s)) << ground().get("/api/v1/actions").body;
  ASSERT_TRUE(ground().accepted(messages.front())) << log();
  EXPECT_EQ(ground().actions(), "2");
  EXPECT_EQ(analyzed("orders"), 1);
  EXPECT_EQ(analyzed("customers"), 1);
  EXPECT_TRUE(ground().shows(R"(pgmedic_webhook_alerts_total{outcome="accepted"})", 2));
  EXPECT_GT(ground().metric(R"(pgmedic_webhook_alerts_total{outcome="duplicate"})").value_or(0), 100);
  EXPECT_GT(ground().metric(R"(pgmedic_webhook_alerts_total{outcome="no_remedy"})").value_or(0), 100);
}

struct Malformed {
  const char* name;
  std::string body;
  std::vector<std::string> headers = {"Content-Type: application/json"};
};

std::vector<Malformed> malformed() {
  const std::string good = message_json({alert_json(stale_labels("orders"))});
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  std::vector<Malformed> all{
      {"empty", ""},
      {"no JSON", "secret=hunter2"},
      {"cut", good.substr(0, good.size() / 2)},
      {"something behind", good + "{}"},
      {"deep arrays", R"({"version":"4","x":)" + std::string(100'000, '[')},
      {"deep objects", R"({"version":"4","alerts":[{"labels":)" +
                           [] {
                             std::string text;
                             for (int i = 0; i < 50'000; ++i) {
                               text += R"({"a":)";
                             }
                             return text;
                           }()},
      {"a label of ten megabytes", message_json({alert_json(R"("hunter2":")" + filled(10'000'000, 'x') + "\"")})},
      {"seventeen megabytes", filled(std::size_t{17} << 20U, ' ')},
      {"a NUL in a label", message_json({alert_json(R"("alertname":"PostgresStaleStatistics","relname":"a\u0000b")")})},
      {"a NUL in the text", with("firing", std::string("fi\0ring", 7))},
      {"invalid UTF-8", message_json({alert_json("\"relname\":\"hunter2\xc3\x28\"")})},
      {"half a surrogate", message_json({alert_json(R"("relname":"hunter2\ud83d")")})},
      {"another version", with(R"("version":"4")", R"("version":"5")")},
      {"a version that is a number", with(R"("version":"4")", R"("version":4)")},
      {"a key twice", with(R"("version":"4")", R"("version":"4","version":"4")")},
      {"a label twice", message_json({alert_json(R"("datname":"shop","datname":"hunter2")")})},
      {"a count that is a text", with(R"("truncatedAlerts":0)", R"("truncatedAlerts":"hunter2")")},
      {"a negative count", with(R"("truncatedAlerts":0)", R"("truncatedAlerts":-1)")},
      {"a label that is a number", message_json({alert_json(R"("relname":7)")})},
      {"a payload of somebody's own", R"({"text":"hunter2 fires","channel":"#dba"})"},
      {"a list", "[" + good + "]"},
      {"another type", good, {"Content-Type: text/plain"}},
      {"a form", "payload=hunter2", {"Content-Type: application/x-www-form-urlencoded"}},
      {"no type", good, {"Content-Type:"}},
      {"gzip", "\x1f\x8b hunter2", {"Content-Type: application/json", "Content-Encoding: gzip"}},
      {"chunks", good, {"Content-Type: application/json", "Transfer-Encoding: chunked"}},
  };
  for (Malformed& one : all) {
    one.headers.emplace_back("Expect:");
  }
  return all;
}

TEST_F(Webhook, WhatIsNoMessageIsRefusedAndNothingElseHappens) {
  ground().start();
  for (const Malformed& one : malformed()) {
    const support::HttpResponse answer = ground().post(one.body, one.headers);
    EXPECT_GE(answer.status, 400) << one.name << answer.error;
    EXPECT_LT(answer.status, 500) << one.name;
    EXPECT_FALSE(answer.body.empty()) << one.name;
    EXPECT_THAT(answer.body, Not(HasSubstr("hunter2"))) << one.name;
    EXPECT_EQ(ground().get("/-/healthy").status, 200) << one.name;
  }
  // Every beginning of a message is none.
  const std::string whole = recorded("firing.json");
  for (std::size_t size = 0; size < whole.size(); size += 37) {
    EXPECT_EQ(ground().post(whole.substr(0, size)).status, 400) << size;
  }
  EXPECT_EQ(ground().actions(), "0");
  EXPECT_THAT(log(), Not(HasSubstr("hunter2")));
  EXPECT_TRUE(ground().program().running());
  EXPECT_TRUE(ground().accepted(recorded("firing.json")));
}

TEST_F(Webhook, WhatAlertmanagerLeftOutIsCounted) {
  ground().start();
  EXPECT_TRUE(ground().shows("pgmedic_webhook_truncated_alerts_total", 0)) << "its first event would be hidden";
  ASSERT_TRUE(ground().accepted(message_json({}, 7)));
  EXPECT_TRUE(ground().shows("pgmedic_webhook_truncated_alerts_total", 7));
}

TEST_F(Webhook, NamesAreLookedUpAndNeverBecomeSql) {
  const std::vector<std::string> real{"evil\"; DROP TABLE app.victim; --",
                                      "evil'); DROP TABLE app.victim; --",
                                      "evil$$; DROP TABLE app.victim; $$",
                                      "evil\\'; DROP TABLE app.victim; --",
                                      "evil\nDROP TABLE app.victim;",
                                      "evil.victim",
                                      "Evil %s %I $1 {} %n",
                                      "evil zażółć 😀",
                                      "evil" + std::string(59, 'x')};
  const std::vector<std::string> false_names{"app.evil",        "\"evil\"",   "evil::regclass", "'evil'::regclass",
                                             "(SELECT 'evil')", "evil*",      "evil%",          "evil" + std::string(500, 'x'),
                                             "evil victim",     "EVIL.VICTIM"};
  ground().server().shop("CREATE TABLE app.victim (id integer)");
  std::vector<std::string> alerts;
  for (const std::string& name : real) {
    ground().make_stale(name);
    alerts.push_back(alert_json(stale_labels(name)));
  }
  for (const std::string& name : false_names) {
    alerts.push_back(alert_json(stale_labels(name)));
  }
  alerts.push_back(alert_json(
      R"("alertname":"PostgresIndexBloat","datname":"shop","schemaname":"app","indexrelname":"evil'; DROP TABLE app.victim; --")"));
  alerts.push_back(alert_json(R"("alertname":"PostgresStaleStatistics","datname":"shop","schemaname":"app\".evil","relname":"victim")"));
  // A database and a server that try the same: there is none of that name to ask.
  const std::vector<std::string> databases{"shop host=evil", "postgresql://evil:5432/shop", "shop' user='evil"};
  for (const std::string& database : databases) {
    alerts.push_back(
        alert_json(R"("alertname":"PostgresStaleStatistics","schemaname":"app","relname":"victim","datname":)" + json_string(database)));
  }
  const std::string refused = std::to_string(alerts.size() - real.size());
  alerts.push_back(alert_json(stale_labels("victim") + R"(,"target":"evil:5432")"));
  ground().start();
  ASSERT_TRUE(ground().accepted(message_json(alerts))) << ground().post(message_json(alerts)).body << log();

  ASSERT_TRUE(eventually(
      [&] {
        return ground().actions("state = 'proposed' AND statement <> ''") == std::to_string(real.size()) &&
               ground().actions("state = 'refused'") == refused && ground().actions("reason LIKE '%does not exist%'") == "3";
      },
      90s))
      << ground().journal("SELECT string_agg(state || ' ' || \"table\" || ' ' || reason, E'\\n') FROM pgmedic.action") << log();
  for (const std::string& name : real) {
    const std::string literal = sql_literal(name);
    EXPECT_EQ(ground().actions("\"table\" = " + literal + " AND statement LIKE 'ANALYZE%' AND strpos(statement, quote_ident(" + literal +
                               ")) > 0"),
              "1")
        << name;
  }
  const std::string server_log = ground().server().server().log();
  EXPECT_THAT(server_log, HasSubstr("pgmedic_maintainer: DETAIL:  parameters")) << "values are not logged, so this test shows nothing";
  for (const std::string& statement : statements_of(server_log, "pgmedic_maintainer")) {
    EXPECT_THAT(statement, Not(testing::ContainsRegex("[Ee]vil")));
  }
  EXPECT_EQ(ground().server().shop_value("SELECT count(*) FROM app.victim"), "0");
}

TEST_F(Webhook, AnAlertThatResolvesTakesBackWhatHasNotBegun) {
  ground().make_stale("orders");
  ground().start({"  mode: auto\n  nominate: [alerts]\n", "", {}});
  EXPECT_EQ(ground().order("pause").status, 200);
  ASSERT_TRUE(ground().accepted(message_json({alert_json(stale_labels("orders"))})));
  ASSERT_TRUE(eventually([&] { return ground().actions("state IN ('approved', 'queued', 'guarded')") == "1"; })) << log();
  ASSERT_TRUE(ground().accepted(message_json({alert_json(stale_labels("orders"), false)})));
  EXPECT_TRUE(eventually([&] { return ground().actions("state = 'superseded' AND reason LIKE '%resolved%'") == "1"; }))
      << ground().get("/api/v1/actions").body;
  EXPECT_EQ(ground().order("resume").status, 200);
  EXPECT_TRUE(ground().shows(R"(pgmedic_webhook_alerts_total{outcome="resolved"})", 1));
  EXPECT_EQ(analyzed("orders"), 0);
}

TEST_F(Webhook, AnAlertThatResolvesStopsNothingThatRuns) {
  ground().make_stale("orders");
  // An index on an expression makes ANALYZE call this function, which waits for the test.
  ground().server().shop(
      "CREATE FUNCTION app.wait(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN "
      "WHILE NOT pg_catalog.pg_try_advisory_xact_lock_shared(7) LOOP PERFORM pg_catalog.pg_sleep(0.05); END LOOP; RETURN $1; END $$");
  ground().server().shop("CREATE INDEX orders_wait ON app.orders (app.wait(id))");
  support::SqlClient holder = ground().server().shop_client();
  holder.execute("SELECT pg_advisory_lock(7)");
  ground().start({kAutomatic, "", {}});
  ASSERT_TRUE(ground().accepted(message_json({alert_json(stale_labels("orders"))})));
  ASSERT_TRUE(eventually([&] { return ground().actions("state = 'running'") == "1"; }, 60s))
      << ground().get("/api/v1/actions").body << log();
  ASSERT_TRUE(ground().accepted(message_json({alert_json(stale_labels("orders"), false)})));
  EXPECT_EQ(ground().actions("state = 'running'"), "1");
  holder.execute("SELECT pg_advisory_unlock(7)");
  EXPECT_TRUE(eventually([&] { return ground().actions("state = 'succeeded'") == "1"; }, 60s)) << ground().get("/api/v1/actions").body;
}

// What cannot be written down is not taken: Alertmanager keeps it and comes again.
TEST_F(Webhook, WithoutAJournalNothingIsTaken) {
  ground().make_stale("orders");
  ground().start();
  const std::string message = message_json({alert_json(stale_labels("orders"))});
  ground().server().server().stop();
  const support::HttpResponse answer = ground().post(message);
  EXPECT_EQ(answer.status, 503) << answer.body;
  EXPECT_FALSE(answer.headers.at("retry-after").empty());
  EXPECT_TRUE(eventually([&] { return ground().metric(R"(pgmedic_webhook_requests_total{code="503"})").value_or(0) >= 1; }));
  ground().server().server().start();
  ASSERT_TRUE(ground().accepted(message)) << log();
  ASSERT_TRUE(ground().accepted(message)) << log();
  EXPECT_EQ(ground().actions(), "1");
}

}  // namespace
}  // namespace pgmedic
