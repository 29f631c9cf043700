#include "server/remedy/webhook_ground.h"

#include <csignal>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "support/eventually.h"
#include "support/free_port.h"

namespace pgmedic {
namespace {

using support::eventually;

// Every statement in the log, each on a line with the user's name before it.
const std::map<std::string, std::string> kServer{
    {"log_statement", "'all'"}, {"log_line_prefix", "'%u: '"}, {"log_min_error_statement", "panic"}};

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    text += c == '"' ? "\"\"" : std::string(1, c);
  }
  return text + "\"";
}

}  // namespace

std::string json_string(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += std::string("\\") + c;
    } else if (c == '\n') {
      json += "\\n";
    } else if (c == '\0') {
      json += "\\u0000";
    } else {
      json += c;
    }
  }
  return json + "\"";
}

std::string sql_literal(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) {
    literal += c == '\'' ? "''" : std::string(1, c);
  }
  return literal + "'";
}

std::string stale_labels(const std::string& table) {
  return R"("alertname":"PostgresStaleStatistics","datname":"shop","schemaname":"app","relname":)" + json_string(table);
}

std::string alert_json(const std::string& labels, bool firing) {
  return std::string(R"({"status":")") + (firing ? "firing" : "resolved") + R"(","labels":{)" + labels +
         R"(},"annotations":{},"startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"f"})";
}

std::string message_json(const std::vector<std::string>& alerts, std::uint64_t truncated) {
  std::string all;
  for (const std::string& alert : alerts) {
    all += (all.empty() ? "" : ",") + alert;
  }
  return R"({"receiver":"pgmedic","status":"firing","alerts":[)" + all +
         R"(],"groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"","version":"4","groupKey":"{}","truncatedAlerts":)" +
         std::to_string(truncated) + "}";
}

std::vector<std::string> statements_of(const std::string& log, const std::string& user) {
  std::vector<std::string> all;
  static const std::regex kEntry("^\\S*: [A-Z]+:  ");
  std::istringstream lines(log);
  bool wanted = false;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_search(line, kEntry)) {
      wanted = line.rfind(user + ": LOG:", 0) == 0;
      if (wanted) {
        all.push_back(line);
      }
    } else if (wanted) {
      all.back() += "\n" + line;
    }
  }
  return all;
}

WebhookGround::WebhookGround() : server_(std::make_unique<MaintainedServer>(15, kServer)) {
  server_->server().execute("CREATE ROLE watcher LOGIN");
  server_->server().execute("GRANT pg_monitor TO watcher");
}

void WebhookGround::make_stale(const std::string& table) {
  const std::string name = "app." + quoted(table);
  server_->shop("CREATE TABLE " + name + " (id integer, note text)");
  server_->shop("INSERT INTO " + name + " SELECT i FROM generate_series(1, 500) AS i");
  server_->shop("ANALYZE " + name);
  server_->shop("UPDATE " + name + " SET note = 'x'");
  // More than the update's where the insert's counts came after ANALYZE: sessions deliver them when they end, and end by themselves.
  const std::string stale = "SELECT n_mod_since_analyze >= 500 FROM pg_stat_user_tables WHERE relname = " + sql_literal(table);
  if (!eventually([&] { return server_->shop_value(stale) == "t"; })) {
    throw std::runtime_error("the statistics of " + table + " do not get stale");
  }
}

void WebhookGround::start(WebhookSettings settings) {
  settings_ = std::move(settings);
  // The same ports again, so that Alertmanager finds a program that was started anew.
  port_ = port_ == 0 ? support::free_port() : port_;
  control_port_ = control_port_ == 0 ? support::free_port() : control_port_;
  const std::string file =
      home_.write("pgmedic.yml", "targets:\n  - name: main\n    dsn: \"" + server_->server().dsn("watcher") +
                                     "\"\n    maintenance_dsn: \"" + server_->server().dsn("pgmedic_maintainer") + "\"\nremedies:\n" +
                                     settings_.remedies + "  kill_switch_file: " + (home_.path() / "stop").string() +
                                     "\n  guards: {disk: {max_bytes: 100GB, min_free: 0B}, load: {max_sessions: 1000}, "
                                     "oldest_transaction: {max_age: 1h}}\n" +
                                     settings_.watch);
  std::vector<std::string> arguments{"--config_file=" + file, "--listen_address=127.0.0.1:" + std::to_string(port_),
                                     "--control_address=127.0.0.1:" + std::to_string(control_port_)};
  arguments.insert(arguments.end(), settings_.flags.begin(), settings_.flags.end());
  program_ = std::make_unique<support::ChildProgram>(PGMEDIC_PROGRAM, std::move(arguments));
  if (!eventually([&] { return get("/-/ready").status == 200 && metric("pgmedic_journal_up") == 1; })) {
    throw std::runtime_error("pgmedic does not get ready: " + program_->err());
  }
}

void WebhookGround::stop() {
  program_->signal(SIGTERM);
  program_->wait_exit();
}

support::HttpResponse WebhookGround::post(const std::string& body) const {
  // No Expect: curl would wait for an answer to it before it sends a large body; Alertmanager does not ask either.
  return post(body, {"Content-Type: application/json", "Expect:"});
}

support::HttpResponse WebhookGround::post(const std::string& body, std::vector<std::string> headers) const {
  support::HttpRequest request;
  request.url = alerts_url();
  request.method = "POST";
  request.body = body;
  request.headers = std::move(headers);
  request.timeout = std::chrono::minutes(2);  // thousands of objects are written into the journal before they are answered
  return support::http(request);
}

support::HttpResponse WebhookGround::order(const std::string& verb) const {
  return support::http_post(control_url("/api/v1/" + verb), "");
}

support::HttpResponse WebhookGround::get(const std::string& path) const {
  support::HttpRequest request;
  request.url = settings_.scheme + "://127.0.0.1:" + std::to_string(port_) + path;
  request.verify = false;
  return support::http(request);
}

bool WebhookGround::accepted(const std::string& body) const {
  return eventually([&] { return post(body).status == 200; });
}

bool WebhookGround::shows(const std::string& series, double value) const {
  return eventually([&] { return metric(series) == value; });
}

std::optional<double> WebhookGround::metric(const std::string& series) const {
  const std::string page = "\n" + get("/metrics").body;
  const std::size_t at = page.find("\n" + series + " ");
  return at == std::string::npos ? std::nullopt : std::optional(std::stod(page.substr(at + series.size() + 2)));
}

}  // namespace pgmedic
