// One fact, four ways to hear it: `pgmedic check`, the API, the status page and the metrics say the same, and go on saying the same
// when the configuration changes a threshold. And the command's exit codes, on a real server with real ailments.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "server/hostile_cluster.h"
#include "support/child_program.h"
#include "support/eventually.h"
#include "support/free_port.h"
#include "support/http_client.h"
#include "support/temp_dir.h"

namespace pgmedic {
namespace {

using nlohmann::json;
using support::ChildProgram;
using support::eventually;

constexpr std::chrono::seconds kPatience{60};

struct Look {
  int exit_code = -1;
  std::string out;
  std::string err;
};

Look look_once(std::vector<std::string> flags) {
  flags.insert(flags.begin(), "check");
  ChildProgram program(PGMEDIC_PROGRAM, std::move(flags));
  const std::optional<int> code = program.wait_exit(kPatience);
  return {code.value_or(-1), program.out(), program.err()};
}

// The value of the series of that name whose labels hold all the fragments.
std::optional<double> sample(const std::string& page, const std::string& name, const std::vector<std::string>& fragments) {
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find_first_of("{ ");
    bool found = end != std::string::npos && line.compare(0, end, name) == 0;
    for (const std::string& fragment : fragments) {
      found = found && line.find(fragment) != std::string::npos;
    }
    if (found) {
      return std::stod(line.substr(line.rfind(' ')));
    }
  }
  return std::nullopt;
}

// A server with three ailments of different kinds: of the whole server, of an index, of a constraint.
class Surfaces : public testing::Test {
 protected:
  static constexpr int kMajor = 15;
  static constexpr const char* kAilments = "PostgresAutovacuumOff,PostgresInvalidIndex,PostgresForeignKeyUnindexed";

  void SetUp() override {
    PGMEDIC_NEED_SERVER(kMajor);
    server_ = std::make_unique<support::PostgresServer>(
        support::PostgresSettings{kMajor, {{"shared_preload_libraries", "'pg_stat_statements'"}}, false});
    make_monitor_role(*server_, "postgres");
  }

  void plant() {
    server_->execute("CREATE DATABASE shop");
    server_->execute(
        "CREATE TABLE customers (id int PRIMARY KEY); CREATE TABLE orders (id int, customer int REFERENCES customers);"
        "INSERT INTO customers SELECT generate_series(1, 300);"
        "INSERT INTO orders SELECT i, i % 100 + 1 FROM generate_series(1, 5000) i;"
        "DELETE FROM customers WHERE id > 150; CREATE TABLE twice (a int); INSERT INTO twice VALUES (1), (1)",
        "shop");
    server_->execute("ANALYZE", "shop");
    EXPECT_THROW(server_->execute("CREATE UNIQUE INDEX CONCURRENTLY twice_a ON twice (a)", "shop"), support::SqlError);
    server_->execute("ALTER SYSTEM SET autovacuum = off");
    server_->execute("SELECT pg_reload_conf()");
  }

  // The ailments count at once; the table's threshold is what the test wants it to be.
  std::string configuration(const std::string& table_threshold) const {
    return "targets: [{name: main, dsn: \"" + server_->dsn("pgmedic", "postgres") +
           "\"}]\nchecks:\n  PostgresAutovacuumOff: {for: 0s}\n  PostgresInvalidIndex: {for: 0s}\n"
           "  PostgresForeignKeyUnindexed: {warning: " +
           table_threshold + ", for: 0s, when: {deletes: 100}}\n" +
           // Nothing but a changed threshold makes the collector run again.
           "collectors: {override: {foreign_key_indexes: {interval: 12h}}}\n";
  }
  std::string configure(const std::string& text) const { return home_.write("pgmedic.yml", text); }

  void serve() {
    address_ = "127.0.0.1:" + std::to_string(support::free_port());
    daemon_ = std::make_unique<ChildProgram>(
        PGMEDIC_PROGRAM,
        std::vector<std::string>{"--config_file=" + home_.path().string() + "/pgmedic.yml", "--listen_address=" + address_});
    ASSERT_TRUE(eventually([&] { return get("/-/ready").status == 200; }, kPatience)) << daemon_->err();
  }
  support::HttpResponse get(const std::string& path) const { return support::http_get("http://" + address_ + path); }
  json api(const std::string& check) const { return json::parse(get("/api/v1/findings?target=main&check=" + check).body); }

  std::unique_ptr<support::PostgresServer> server_;
  support::TempDir home_;
  std::string address_;
  std::unique_ptr<ChildProgram> daemon_;
};

// The table without its line breaks.
std::string joined(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) {
    line += word + " ";
  }
  return line;
}

// What two of them may differ in: when each of them looked first.
json without_time(json finding) {
  finding.erase("since_timestamp_seconds");
  return finding;
}

TEST_F(Surfaces, TellTheSameFacts) {
  plant();
  const std::string file = configure(configuration("64kB"));
  serve();
  const Look seen = look_once({"--config_file=" + file, "--format=json", std::string("--only=") + kAilments});
  ASSERT_EQ(seen.exit_code, 2) << seen.out << seen.err;
  const json looked = json::parse(seen.out).at("findings");
  ASSERT_EQ(looked.size(), 3U) << seen.out;
  const Look table = look_once({"--config_file=" + file, std::string("--only=") + kAilments});
  const std::string status_page = get("/").body;
  const std::string metrics = get("/metrics").body;

  for (const json& finding : looked) {
    const std::string check = finding.at("check");
    SCOPED_TRACE(check);
    const json served = api(check);
    ASSERT_EQ(served.at("findings").size(), 1U) << served.dump();
    EXPECT_EQ(without_time(served.at("findings").at(0)), without_time(finding));

    const std::string severity = finding.at("severity");
    const std::string by_check = "check=\"" + check + "\"";
    const std::string by_severity = "severity=\"" + severity + "\"";
    std::vector<std::string> labels;
    for (const auto& [name, value] : finding.at("labels").items()) {
      if (!value.get<std::string>().empty()) {
        labels.push_back(name + "=\"" + value.get<std::string>() + "\"");
      }
    }
    std::vector<std::string> of_finding = labels;
    of_finding.insert(of_finding.end(), {by_check, by_severity});
    EXPECT_EQ(sample(metrics, "pgmedic_finding", of_finding), finding.at("value").get<double>());
    EXPECT_EQ(sample(metrics, "pgmedic_findings", {by_check, by_severity}), 1);
    EXPECT_EQ(sample(metrics, "pgmedic_check_threshold", {by_check, by_severity}), finding.at("threshold").get<double>());
    // The metric that the alert compares.
    EXPECT_EQ(sample(metrics, served.at("checks").at(0).at("metric"), labels), finding.at("value").get<double>());

    for (const std::string& surface : {status_page, joined(table.out)}) {
      for (const char* key : {"check", "object", "value_text", "threshold_text"}) {
        EXPECT_NE(surface.find(finding.at(key).get<std::string>()), std::string::npos) << key << "\n" << surface;
      }
      EXPECT_NE(surface.find(finding.at("runbook").get<std::string>()), std::string::npos) << surface;
    }
  }
}

TEST_F(Surfaces, AllOfThemFollowAChangedThresholdAtTheNextReload) {
  plant();
  const std::string check = "PostgresForeignKeyUnindexed";
  const std::vector<std::string> by_check{"check=\"" + check + "\"", "severity=\"warning\""};
  const std::string file = configure(configuration("1GB"));
  serve();
  const auto agree = [&](const std::string& text, double threshold, std::size_t findings) {
    SCOPED_TRACE(text);
    configure(configuration(text));
    daemon_->signal(SIGHUP);
    const auto acts = [&] {
      const json answer = api(check);
      return answer.at("checks").at(0).at("warning") == threshold && answer.at("findings").size() == findings;
    };
    EXPECT_TRUE(eventually(acts, kPatience)) << api(check).dump() << daemon_->err();
    const auto on_page = [&] {
      const std::string page = get("/metrics").body;
      return sample(page, "pgmedic_check_threshold", by_check) == threshold &&
             sample(page, "pgmedic_findings", by_check) == static_cast<double>(findings) &&
             sample(page, "pgmedic_finding", by_check).has_value() == (findings > 0);
    };
    EXPECT_TRUE(eventually(on_page, kPatience)) << get("/metrics").body;
    EXPECT_EQ(get("/").body.find(check) != std::string::npos, findings > 0);
    const Look seen = look_once({"--config_file=" + file, "--only=" + check});
    EXPECT_EQ(seen.exit_code, findings > 0 ? 1 : 0) << seen.out << seen.err;
  };
  agree("1GB", 1073741824, 0);
  const auto connects = [&] { return sample(get("/metrics").body, "pgmedic_connects_total", {"session=\"steady\"", "outcome=\"ok\""}); };
  const std::optional<double> before = connects();
  ASSERT_TRUE(before.has_value());
  agree("64kB", 65536, 1);
  agree("2GB", 2147483648.0, 0);
  EXPECT_EQ(connects(), before) << "a changed threshold restarted the target";
}

using CheckCommand = Surfaces;

TEST_F(CheckCommand, IsSilentAboutAHealthyServerAndExitsWith0) {
  const Look seen = look_once({"--dsn=" + server_->dsn("pgmedic", "postgres")});
  EXPECT_EQ(seen.exit_code, 0) << seen.out;
  EXPECT_EQ(seen.out.rfind("OK: ", 0), 0U) << seen.out;
  EXPECT_EQ(seen.err, "");
  EXPECT_EQ(seen.out.find('\033'), std::string::npos) << "colour without a terminal";
}

TEST_F(CheckCommand, ExitsWithTheWorstThatItSaw) {
  plant();
  const std::string file = configure(configuration("64kB"));
  EXPECT_EQ(look_once({"--config_file=" + file}).exit_code, 2);
  EXPECT_EQ(look_once({"--config_file=" + file, "--only=PostgresInvalidIndex"}).exit_code, 1);
  EXPECT_EQ(look_once({"--config_file=" + file, "--only=PostgresXidWraparound"}).exit_code, 0);
  // It does not wait for what its check waits for.
  const Look pending = look_once({"--dsn=" + server_->dsn("pgmedic", "postgres"), "--only=PostgresAutovacuumOff"});
  EXPECT_EQ(pending.exit_code, 2);
  EXPECT_NE(pending.out.find("would alert after 5m"), std::string::npos) << pending.out;
}

TEST_F(CheckCommand, AServerThatCannotBeReachedIs3UnlessAnotherIsInDanger) {
  plant();
  const std::string nowhere = "{name: gone, dsn: \"host=127.0.0.1 port=1 user=pgmedic dbname=postgres\"}";
  const std::string here = "{name: main, dsn: \"" + server_->dsn("pgmedic", "postgres") + "\"}";
  const std::string file = configure("targets: [" + nowhere + ", " + here + "]\n");
  const Look gone = look_once({"--config_file=" + file, "--target=gone"});
  EXPECT_EQ(gone.exit_code, 3);
  EXPECT_NE(gone.out.find("gone: 127.0.0.1:1 cannot be reached: "), std::string::npos) << gone.out;
  EXPECT_EQ(look_once({"--config_file=" + file, "--only=PostgresInvalidIndex"}).exit_code, 3) << "worse than a warning";
  const Look both = look_once({"--config_file=" + file, "--only=PostgresAutovacuumOff"});
  EXPECT_EQ(both.exit_code, 2) << "not worse than something critical";
  EXPECT_NE(both.out.find("gone: 127.0.0.1:1 cannot be reached: "), std::string::npos) << both.out;
}

TEST_F(CheckCommand, ACheckWithoutAnAnswerIs3) {
  home_.write("broken.sql", R"(/*---
collector: broken
help: Fails.
scope: cluster
metrics:
  pg_broken: {column: broken, type: gauge, help: Never there.}
checks:
  PostgresBroken: {value: broken, above: {warning: 1}, summary: "It is {value}", advice: "Mend it."}
---*/
SELECT 1 / (SELECT 0) AS broken;
)");
  const Look seen =
      look_once({"--dsn=" + server_->dsn("pgmedic", "postgres"), "--collector_dir=" + home_.path().string(), "--only=PostgresBroken"});
  EXPECT_EQ(seen.exit_code, 3) << seen.out << seen.err;
  EXPECT_NE(seen.out.find("\nUNKNOWN PostgresBroken\n"), std::string::npos) << seen.out;
  EXPECT_NE(seen.out.find("division by zero"), std::string::npos) << seen.out;
}

}  // namespace
}  // namespace pgmedic
