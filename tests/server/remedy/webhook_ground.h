// The real program with its webhook in front of a real server, and messages as Alertmanager writes them.
// Thread rule: the test's thread; post() and get() any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/remedy/maintainer.h"
#include "support/child_program.h"
#include "support/http_client.h"
#include "support/temp_dir.h"

namespace pgmedic {

struct WebhookSettings {
  std::string remedies = "  mode: propose\n  nominate: [alerts]\n";  // lines of the section `remedies:`, beside those of every case
  std::string watch;                                                 // lines of other sections
  std::vector<std::string> flags;
  std::string scheme = "http";
};

// The labels of an alert about a table of database "shop", which nominates ANALYZE.
std::string stale_labels(const std::string& table);
// One alert of a message; labels: the inside of a JSON object.
std::string alert_json(const std::string& labels, bool firing = true);
// A message of these alerts, as Alertmanager sends it.
std::string message_json(const std::vector<std::string>& alerts, std::uint64_t truncated = 0);
// A text as a JSON string and as an SQL literal, quotes included.
std::string json_string(const std::string& text);
std::string sql_literal(const std::string& text);

// The statements in the server's log, without the values that were bound to them.
std::vector<std::string> statements_of(const std::string& log, const std::string& user);

class WebhookGround {
 public:
  WebhookGround();

  MaintainedServer& server() { return *server_; }
  // A table of the application whose statistics are stale, in database "shop", schema "app"; quoted as needed.
  void make_stale(const std::string& table);

  void start(WebhookSettings settings = {});
  void stop();
  support::ChildProgram& program() { return *program_; }
  std::string alerts_url() const { return control_url("/api/v1/alerts"); }

  support::HttpResponse post(const std::string& body) const;
  support::HttpResponse post(const std::string& body, std::vector<std::string> headers) const;
  support::HttpResponse order(const std::string& verb) const;  // pause, resume
  support::HttpResponse get(const std::string& path) const;
  // Posts until it is taken.
  bool accepted(const std::string& body) const;
  // The value of a series of /metrics, written as on the page; nothing when it is not there.
  std::optional<double> metric(const std::string& series) const;
  // Waits until it is that; what is counted is on the page a moment later.
  bool shows(const std::string& series, double value) const;

  // From the journal, as the superuser.
  std::string journal(const std::string& select) const { return server_->server().scalar(select); }
  std::string actions(const std::string& where = "true") const { return journal("SELECT count(*) FROM pgmedic.action WHERE " + where); }

 private:
  std::string control_url(const std::string& path) const {
    return settings_.scheme + "://127.0.0.1:" + std::to_string(control_port_) + path;
  }

  std::unique_ptr<MaintainedServer> server_;
  support::TempDir home_;
  WebhookSettings settings_;
  std::unique_ptr<support::ChildProgram> program_;
  int port_ = 0;
  int control_port_ = 0;
};

}  // namespace pgmedic
