// A real PgBouncer in front of a PostgresServer.
// Thread rule: one thread, which lives as long as the pooler. Errors are thrown.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/postgres_server.h"
#include "support/temp_dir.h"

namespace pgmedic::support {

struct PgBouncerSettings {
  std::string pool_mode = "transaction";
  std::vector<std::string> users;               // who may pass, next to postgres, stats and admin; nobody is asked for a password
  std::map<std::string, std::string> settings;  // more lines of [pgbouncer]
};

class PgBouncerServer {
 public:
  // `stats` may look at the console, `admin` may command it.
  PgBouncerServer(const PostgresServer& behind, PgBouncerSettings settings);
  explicit PgBouncerServer(const PostgresServer& behind) : PgBouncerServer(behind, PgBouncerSettings{}) {}
  ~PgBouncerServer();
  PgBouncerServer(const PgBouncerServer&) = delete;
  PgBouncerServer& operator=(const PgBouncerServer&) = delete;

  static bool available();
  static std::string unavailable_reason();

  int port() const { return port_; }
  pid_t pid() const { return process_ ? process_->pid() : -1; }
  // Through the pooler, or to the console when the database is "pgbouncer".
  std::string dsn(const std::string& user, const std::string& database) const;
  std::string log() const;

  void stop();
  void start();  // on the same port
  // A console command as admin: "RELOAD", "PAUSE", "RESUME".
  void command(const std::string& text) const;
  void freeze();
  void thaw();

 private:
  void write_configuration(int port) const;
  bool try_start(int port);

  const PostgresServer& behind_;
  PgBouncerSettings settings_;
  TempDir home_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace pgmedic::support
