// Remedies through the real program: Alertmanager's message comes in, a person looks and releases, the server is healed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <regex>

#include "server/remedy/maintainer.h"
#include "support/child_process.h"
#include "support/child_program.h"
#include "support/eventually.h"
#include "support/free_port.h"
#include "support/http_client.h"
#include "support/temp_dir.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlert = R"({"version": "4", "status": "firing", "receiver": "pgmedic", "groupKey": "{}", "truncatedAlerts": 0,
  "alerts": [{"status": "firing", "fingerprint": "1", "startsAt": "2026-01-01T00:00:00Z", "labels": {
    "alertname": "PostgresStaleStatistics", "datname": "shop", "schemaname": "app", "relname": "orders"}}]})";

class ProgramRemedies : public testing::Test {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    ground_ = std::make_unique<MaintainedServer>(
        15,
        std::map<std::string, std::string>{
            {"log_statement", "'all'"}, {"log_connections", "on"}, {"log_line_prefix", "'%u: '"}, {"log_min_error_statement", "panic"}});
    ground_->server().execute("CREATE ROLE watcher LOGIN");
    ground_->server().execute("GRANT pg_monitor TO watcher");
    ground_->shop("CREATE TABLE app.orders (id integer, note text)");
    ground_->shop("INSERT INTO app.orders SELECT i FROM generate_series(1, 5000) AS i");
    ground_->shop("ANALYZE app.orders");
    ground_->shop("UPDATE app.orders SET note = 'x'");
    ASSERT_TRUE(eventually([&] { return changed_rows() >= 5000; }));
    analyzed_ = last_analyze();
  }

  long changed_rows() const {
    return std::stol(ground_->shop_value("SELECT n_mod_since_analyze FROM pg_stat_user_tables WHERE relname = 'orders'"));
  }
  std::string last_analyze() const { return ground_->shop_value("SELECT last_analyze FROM pg_stat_user_tables WHERE relname = 'orders'"); }

  void start(const std::string& mode) {
    listen_ = "127.0.0.1:" + std::to_string(support::free_port());
    control_ = "127.0.0.1:" + std::to_string(support::free_port());
    std::ofstream file(directory_.path() / "pgmedic.yml");
    file << "targets:\n  - name: main\n    dsn: " << ground_->server().dsn("watcher")
         << "\n    maintenance_dsn: " << ground_->server().dsn("pgmedic_maintainer") << "\nremedies:\n  mode: " << mode
         << "\n  nominate: [alerts]\n  kill_switch_file: " << (directory_.path() / "stop").string()
         << "\n  guards: {disk: {max_bytes: 100GB, min_free: 0B}, load: {max_sessions: 1000}, oldest_transaction: {max_age: 1h}}\n"
         << "  analyze: {mode: auto}\n";
    file.close();
    program_ = std::make_unique<support::ChildProgram>(
        PGMEDIC_PROGRAM, std::vector<std::string>{config_flag(), "--listen_address=" + listen_, "--control_address=" + control_});
    ASSERT_TRUE(eventually([&] { return get("/-/ready").status == 200; })) << program_->err();
  }
  std::string config_flag() const { return "--config_file=" + (directory_.path() / "pgmedic.yml").string(); }

  support::HttpResponse get(const std::string& path) const { return support::http_get("http://" + listen_ + path); }
  support::HttpResponse alert() const {
    return support::http_post("http://" + control_ + "/api/v1/alerts", kAlert, {"Content-Type: application/json"});
  }
  std::string command(std::vector<std::string> arguments) const {
    support::ChildSettings settings;
    settings.program = PGMEDIC_PROGRAM;
    settings.arguments = std::move(arguments);
    settings.arguments.push_back(config_flag());
    return support::run_program(settings);
  }
  std::string journal(const std::string& column) const { return ground_->server().scalar("SELECT " + column + " FROM pgmedic.action"); }

  support::TempDir directory_;
  std::unique_ptr<MaintainedServer> ground_;
  std::unique_ptr<support::ChildProgram> program_;
  std::string listen_;
  std::string control_;
  std::string analyzed_;
};

TEST_F(ProgramRemedies, AnAlertBecomesAProposalAndAPersonReleasesIt) {
  start("approve");
  EXPECT_TRUE(eventually([&] { return get("/metrics").body.find("\npgmedic_journal_up 1\n") != std::string::npos; })) << program_->err();
  ASSERT_TRUE(eventually([&] { return alert().status == 200; })) << alert().body << program_->err();
  EXPECT_EQ(alert().status, 200);  // once more is harmless
  ASSERT_TRUE(eventually([&] { return get("/api/v1/actions").body.find("\"sql\":\"ANALYZE") != std::string::npos; }))
      << get("/api/v1/actions").body << program_->err();
  EXPECT_EQ(ground_->server().scalar("SELECT count(*) FROM pgmedic.action"), "1");
  EXPECT_EQ(journal("state"), "proposed");
  EXPECT_EQ(last_analyze(), analyzed_);
  EXPECT_TRUE(eventually(
      [&] { return get("/metrics").body.find(R"(pgmedic_actions_open{remedy="analyze",state="proposed"} 1)") != std::string::npos; }));
  EXPECT_TRUE(eventually([&] { return get("/").body.find("<code>ANALYZE") != std::string::npos; })) << get("/").body;

  const std::string id = journal("id");
  EXPECT_THAT(command({"actions"}), HasSubstr(id));
  EXPECT_THAT(command({"plan", "--remedy=analyze", "--object=shop.app.orders"}), HasSubstr("ANALYZE"));
  EXPECT_EQ(last_analyze(), analyzed_);
  EXPECT_THAT(command({"actions", "approve", id}), HasSubstr("approve"));
  ASSERT_TRUE(eventually([&] { return journal("state") == "succeeded"; }, std::chrono::seconds(60)))
      << get("/api/v1/actions/" + id).body << program_->err();
  EXPECT_NE(last_analyze(), analyzed_);
  EXPECT_THAT(get("/api/v1/actions/" + id).body, HasSubstr("\"event\":\"launch\""));
  EXPECT_THAT(command({"actions", "show", id}), HasSubstr("succeeded"));
  program_->signal(SIGTERM);
  EXPECT_EQ(program_->wait_exit(), 0) << program_->err();
}

// What a check only counts after an hour is told too: one look cannot wait.
TEST_F(ProgramRemedies, APlanTellsWhatOneLookFinds) {
  ground_->shop("CREATE TABLE app.fresh AS SELECT i FROM generate_series(1, 5000) AS i");
  ASSERT_TRUE(eventually(
      [&] { return ground_->shop_value("SELECT n_mod_since_analyze FROM pg_stat_user_tables WHERE relname = 'fresh'") == "5000"; }));
  start("propose");
  const std::string plan = command({"plan"});
  EXPECT_THAT(plan, HasSubstr("analyze shop: app.fresh"));
  EXPECT_THAT(plan, HasSubstr("app.fresh\n  predicted"));
  EXPECT_THAT(plan, HasSubstr("window: there are no windows"));
  EXPECT_THAT(command({"plan", "--format=json", "--remedy=vacuum"}), Not(HasSubstr("fresh")));
  EXPECT_EQ(ground_->server().scalar("SELECT count(*) FROM pgmedic.action"), "0");
}

TEST_F(ProgramRemedies, APersonNominates) {
  start("approve");
  EXPECT_THAT(command({"plan", "--remedy=analyze", "--object=shop.app.orders"}), Not(HasSubstr("proposed")));
  EXPECT_EQ(ground_->server().scalar("SELECT count(*) FROM pgmedic.action"), "0");
  const std::string told = command({"plan", "--remedy=analyze", "--object=shop.app.orders", "--nominate"});
  EXPECT_EQ(journal("trigger"), "operator");
  const passwd* const user = getpwuid(getuid());  // NOLINT(concurrency-mt-unsafe): the test has one thread
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(journal("actor"), user->pw_name);
  EXPECT_THAT(told, HasSubstr(journal("id")));
  EXPECT_THAT(told, HasSubstr("ANALYZE"));
  ASSERT_TRUE(eventually([&] { return journal("reason").find("approval") == 0; })) << program_->err();
  EXPECT_EQ(last_analyze(), analyzed_);
  command({"actions", "approve", journal("id")});
  ASSERT_TRUE(eventually([&] { return journal("state") == "succeeded"; }, std::chrono::seconds(60))) << program_->err();
}

TEST_F(ProgramRemedies, PausedMeansThatNothingStarts) {
  start("auto");
  EXPECT_THAT(command({"actions", "pause"}), HasSubstr("pause"));
  EXPECT_TRUE(eventually([&] { return get("/metrics").body.find("\npgmedic_remedies_paused 1\n") != std::string::npos; }));
  ASSERT_TRUE(eventually([&] { return alert().status == 200; })) << program_->err();
  ASSERT_TRUE(eventually([&] { return journal("state") == "approved"; })) << get("/api/v1/actions").body;
  EXPECT_EQ(last_analyze(), analyzed_);
  EXPECT_THAT(command({"actions", "resume"}), HasSubstr("resume"));
  ASSERT_TRUE(eventually([&] { return journal("state") == "succeeded"; }, std::chrono::seconds(60))) << program_->err();
}

TEST_F(ProgramRemedies, ObservingWritesNothing) {
  start("observe");
  ASSERT_TRUE(eventually([&] { return alert().status == 404; })) << program_->err();
  EXPECT_THAT(get("/metrics").body, Not(HasSubstr("pgmedic_journal_up")));
  EXPECT_THAT(get("/").body, Not(HasSubstr("Remedies")));
  program_->signal(SIGTERM);
  EXPECT_EQ(program_->wait_exit(), 0) << program_->err();
  const std::string log = ground_->server().log();
  EXPECT_THAT(log, Not(HasSubstr("user=pgmedic_maintainer")));
  EXPECT_THAT(log, HasSubstr("user=watcher"));
  const std::regex reads(R"(watcher: LOG:  (statement|execute [^:]*): *(/\*.*\*/)? *(SELECT|WITH)\b)");
  EXPECT_TRUE(std::regex_search(log, reads)) << log.substr(0, 2000);
  const std::regex writes(
      R"(watcher: LOG:  (statement|execute [^:]*): *(/\*.*\*/)? *(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CREATE|ALTER|DROP|GRANT|ANALYZE|VACUUM|REINDEX|CLUSTER|COPY)\b)",
      std::regex::icase);
  std::smatch found;
  EXPECT_FALSE(std::regex_search(log, found, writes)) << found.str();
}

}  // namespace
}  // namespace pgmedic
