#include "support/postgres_server.h"

#include <libpq-fe.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "support/eventually.h"
#include "support/free_port.h"
#include "support/process_stats.h"

namespace pgmedic::support {
namespace {

constexpr std::chrono::seconds kStartPatience{60};
constexpr int kPortAttempts = 5;

// Small and careless: a test's data need not survive anything.
const std::map<std::string, std::string> kBaseSettings{{"fsync", "off"},
                                                       {"shared_buffers", "16MB"},
                                                       {"max_wal_size", "64MB"},
                                                       {"listen_addresses", "'127.0.0.1'"},
                                                       {"logging_collector", "off"},
                                                       {"lc_messages", "'C'"}};

// libpq's keyword = 'value' form.
std::string conninfo_value(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      quoted += '\\';
    }
    quoted += c;
  }
  return quoted + "'";
}

}  // namespace

PostgresServer::PostgresServer(PostgresSettings settings) : settings_(std::move(settings)) {
  home_.give_to_server_user();
  initialize();
  start();
}

PostgresServer::~PostgresServer() {
  thaw();
  if (!postmaster_ || !postmaster_->running()) {
    return;
  }
  const std::vector<pid_t> below = descendants(postmaster_->pid());
  postmaster_->signal(SIGQUIT);
  if (!postmaster_->wait(std::chrono::seconds(10))) {
    for (const pid_t pid : below) {
      ::kill(pid, SIGKILL);
    }
  }
}

std::string PostgresServer::program(const char* name) const {
  const std::string directory = server_binaries(settings_.major);
  if (directory.empty()) {
    throw std::runtime_error(unavailable_reason(settings_.major));
  }
  return directory + "/" + name;
}

std::string PostgresServer::data() const {
  return settings_.data_directory.empty() ? (home_.path() / "data").string() : settings_.data_directory;
}

void PostgresServer::initialize() {
  ChildSettings initdb;
  initdb.program = program("initdb");
  initdb.arguments = {"-A", "trust", "-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8", "-D", data()};
  initdb.directory = home_.path();
  initdb.as_server_user = true;
  run_program(initdb);
  append_configuration(kBaseSettings);
  append_configuration(settings_.settings);
  if (settings_.passwords) {
    std::ofstream hba(std::filesystem::path(data()) / "pg_hba.conf", std::ios::trunc);
    hba << "local all postgres trust\nhost all postgres 127.0.0.1/32 trust\nlocal all all scram-sha-256\n"
           "host all all 127.0.0.1/32 scram-sha-256\n";
    append_configuration({{"password_encryption", "'scram-sha-256'"}});
  }
}

void PostgresServer::append_configuration(const std::map<std::string, std::string>& settings) const {
  std::ofstream file(std::filesystem::path(data()) / "postgresql.conf", std::ios::app);
  for (const auto& [name, value] : settings) {
    file << name << " = " << value << "\n";
  }
}

void PostgresServer::start() {
  if (port_ != 0) {
    // The port is ours already, but its last connections may still linger.
    if (!eventually([this] { return try_start(port_); }, kStartPatience)) {
      throw std::runtime_error("PostgreSQL does not start again: " + log());
    }
    return;
  }
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    const int port = free_port();
    if (try_start(port)) {
      port_ = port;
      return;
    }
  }
  throw std::runtime_error("PostgreSQL does not start: " + log());
}

bool PostgresServer::try_start(int port) {
  ChildSettings settings;
  settings.program = program("postgres");
  settings.arguments = {"-D", data(), "-p", std::to_string(port), "-c", "unix_socket_directories=" + home_.path().string()};
  settings.directory = home_.path();
  settings.as_server_user = true;
  settings.death_signal = SIGQUIT;  // takes its children along
  postmaster_ = std::make_unique<ChildProcess>(settings);
  const int previous = std::exchange(port_, port);
  bool ready = false;
  eventually([&] { return (ready = accepts_connections()) || !postmaster_->running(); }, kStartPatience);
  if (!ready || !postmaster_->running()) {
    port_ = previous;
    return false;
  }
  return true;
}

bool PostgresServer::accepts_connections() const {
  return PQping(dsn().c_str()) == PQPING_OK;
}

std::string PostgresServer::dsn(const std::string& user, const std::string& database) const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=" + conninfo_value(user) + " dbname=" + conninfo_value(database);
}

std::string PostgresServer::log() const {
  return postmaster_ ? postmaster_->errors() : "";
}

SqlClient PostgresServer::client(const std::string& user, const std::string& database) const {
  return SqlClient(dsn(user, database));
}

void PostgresServer::execute(const std::string& sql, const std::string& database) const {
  client("postgres", database).execute(sql);
}

std::string PostgresServer::scalar(const std::string& sql, const std::string& database) const {
  return client("postgres", database).scalar(sql);
}

void PostgresServer::stop(StopMode mode) {
  thaw();
  if (!postmaster_) {
    return;
  }
  postmaster_->signal(mode == StopMode::kFast ? SIGINT : SIGQUIT);
  if (!postmaster_->wait(kStartPatience)) {
    throw std::runtime_error("PostgreSQL does not stop: " + log());
  }
}

void PostgresServer::restart(StopMode mode) {
  stop(mode);
  start();
}

void PostgresServer::freeze() {
  // The postmaster first, so that it makes no more; then what it had made.
  ::kill(pid(), SIGSTOP);
  frozen_.push_back(pid());
  for (const pid_t child : descendants(pid())) {
    ::kill(child, SIGSTOP);
    frozen_.push_back(child);
  }
  const bool stopped = eventually([this] {
    return std::all_of(frozen_.begin(), frozen_.end(), [](pid_t process) {
      const char state = process_state(process);
      return state == 'T' || state == '\0' || state == 'Z';
    });
  });
  if (!stopped) {
    throw std::runtime_error("PostgreSQL does not freeze");
  }
}

void PostgresServer::thaw() {
  for (const pid_t process : frozen_) {
    ::kill(process, SIGCONT);
  }
  frozen_.clear();
}

}  // namespace pgmedic::support
