#include "support/pgbouncer_server.h"

#include <unistd.h>

#include <csignal>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "support/eventually.h"
#include "support/free_port.h"

namespace pgmedic::support {
namespace {

constexpr const char* kProgram = "/usr/sbin/pgbouncer";
constexpr std::chrono::seconds kPatience{20};
constexpr int kPortAttempts = 5;

}  // namespace

bool PgBouncerServer::available() {
  return ::access(kProgram, X_OK) == 0;
}

std::string PgBouncerServer::unavailable_reason() {
  return std::string(kProgram) + " is not installed; scripts/install-deps gets it";
}

PgBouncerServer::PgBouncerServer(const PostgresServer& behind, PgBouncerSettings settings)
    : behind_(behind), settings_(std::move(settings)) {
  home_.give_to_server_user();
  start();
}

PgBouncerServer::~PgBouncerServer() {
  thaw();
}

void PgBouncerServer::write_configuration(int port) const {
  std::map<std::string, std::string> lines{{"listen_addr", "127.0.0.1"},
                                           {"listen_port", std::to_string(port)},
                                           {"unix_socket_dir", ""},
                                           {"auth_type", "trust"},
                                           {"auth_file", (home_.path() / "users.txt").string()},
                                           {"admin_users", "admin"},
                                           {"stats_users", "stats"},
                                           {"pool_mode", settings_.pool_mode}};
  for (const auto& [name, value] : settings_.settings) {
    lines[name] = value;
  }
  std::ostringstream text;
  text << "[databases]\n* = host=127.0.0.1 port=" << behind_.port() << "\n[pgbouncer]\n";
  for (const auto& [name, value] : lines) {
    text << name << " = " << value << "\n";
  }
  home_.write("pgbouncer.ini", text.str());
  std::string users = "\"postgres\" \"\"\n\"stats\" \"\"\n\"admin\" \"\"\n";
  for (const std::string& user : settings_.users) {
    users += quote_name(user) + " \"\"\n";
  }
  home_.write("users.txt", users);
}

void PgBouncerServer::start() {
  if (port_ != 0) {
    if (!eventually([this] { return try_start(port_); }, kPatience)) {
      throw std::runtime_error("PgBouncer does not start again: " + log());
    }
    return;
  }
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    const int port = free_port();
    if (try_start(port)) {
      return;
    }
  }
  throw std::runtime_error("PgBouncer does not start: " + log());
}

bool PgBouncerServer::try_start(int port) {
  write_configuration(port);
  ChildSettings settings;
  settings.program = kProgram;
  settings.arguments = {(home_.path() / "pgbouncer.ini").string()};
  settings.directory = home_.path();
  settings.as_server_user = true;
  process_ = std::make_unique<ChildProcess>(settings);
  port_ = port;
  bool ready = false;
  const auto answers = [&] {
    try {
      SqlClient(dsn("stats", "pgbouncer")).execute("SHOW VERSION");
      return true;
    } catch (const SqlError&) {
      return false;
    }
  };
  eventually([&] { return (ready = answers()) || !process_->running(); }, kPatience);
  if (!ready || !process_->running()) {
    port_ = 0;
    return false;
  }
  return true;
}

std::string PgBouncerServer::dsn(const std::string& user, const std::string& database) const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=" + user + " dbname=" + database;
}

std::string PgBouncerServer::log() const {
  return process_ ? process_->errors() : "";
}

void PgBouncerServer::stop() {
  thaw();
  process_->signal(SIGTERM);
  if (!process_->wait(kPatience)) {
    throw std::runtime_error("PgBouncer does not stop: " + log());
  }
}

void PgBouncerServer::command(const std::string& text) const {
  SqlClient(dsn("admin", "pgbouncer")).execute(text);
}

void PgBouncerServer::freeze() {
  process_->signal(SIGSTOP);
}

void PgBouncerServer::thaw() {
  if (process_) {
    process_->signal(SIGCONT);
  }
}

}  // namespace pgmedic::support
