// A real PostgreSQL server of any supported major, of its own, on 127.0.0.1: started, stopped, frozen and crashed at will.
// Thread rule: one thread, which lives as long as the server. Errors are thrown.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/server_binaries.h"
#include "support/sql_client.h"
#include "support/temp_dir.h"

namespace pgmedic::support {

struct PostgresSettings {
  int major = 15;
  std::map<std::string, std::string> settings;  // lines of postgresql.conf
  bool passwords = false;                       // all roles but the superuser need theirs (scram)
  std::string data_directory = {};              // empty: a directory of its own
};

enum class StopMode { kFast, kImmediate };

class PostgresServer {
 public:
  // initdb and start; ready when it returns. The superuser is called postgres.
  explicit PostgresServer(PostgresSettings settings);
  explicit PostgresServer(int major) : PostgresServer(PostgresSettings{major, {}, false}) {}
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  int major() const { return settings_.major; }
  int port() const { return port_; }
  pid_t pid() const { return postmaster_ ? postmaster_->pid() : -1; }
  // "host=127.0.0.1 port=... user=... dbname=..."; names may hold anything.
  std::string dsn(const std::string& user = "postgres", const std::string& database = "postgres") const;
  std::string socket_directory() const { return home_.path(); }
  std::string log() const;

  // As the superuser, in a session of its own.
  void execute(const std::string& sql, const std::string& database = "postgres") const;
  std::string scalar(const std::string& sql, const std::string& database = "postgres") const;
  SqlClient client(const std::string& user = "postgres", const std::string& database = "postgres") const;

  void stop(StopMode mode = StopMode::kFast);
  // On the same port and data.
  void start();
  void restart(StopMode mode = StopMode::kFast);
  // SIGSTOP and SIGCONT for the postmaster and every process below it.
  void freeze();
  void thaw();

  // A streaming standby of this server. Restarts this one, because its files are copied cold: works with every major.
  std::unique_ptr<PostgresServer> make_standby();
  // A standby becomes a primary; returns when it is one.
  void promote() const;

 private:
  struct CopyOf {
    const PostgresServer& primary;
  };
  explicit PostgresServer(CopyOf copy);
  std::string data() const;
  std::string program(const char* name) const;
  void initialize();
  void append_configuration(const std::map<std::string, std::string>& settings) const;
  bool try_start(int port);
  bool accepts_connections() const;

  PostgresSettings settings_;
  TempDir home_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> postmaster_;
  std::vector<pid_t> frozen_;
};

}  // namespace pgmedic::support
