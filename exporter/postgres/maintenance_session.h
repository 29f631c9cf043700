// The session that acts: of the maintainer role, with bound parameters, with notices and SQLSTATEs kept, and with one kind of
// statement that may run for hours. It refuses to exist where acting would be unsafe: as a superuser, or through a pooler.
// What the role's or the database's defaults say about timeouts does not hold here; that is checked, not hoped.
// Thread rule: a session belongs to one thread at a time; interrupt() may be called from any. Errors never hold a secret.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "base/rows.h"
#include "postgres/session.h"
#include "postgres/watchdog.h"

namespace pgmedic {

struct Notice {
  std::string severity;  // "WARNING", "INFO", ... in English
  std::string sqlstate;
  std::string text;  // the message, and its detail on further lines
};

// $1, $2, ... as text; nullopt is NULL.
using Parameter = std::optional<std::string>;
using Parameters = std::vector<Parameter>;

struct Statement {
  std::string sql;
  Parameters parameters;
};

// A PostgreSQL array of texts, for a parameter that is cast to text[].
std::string array_literal(const std::vector<std::string>& values);

// Who the session is, to the server and to whoever looks for it later.
struct MaintenanceFacts {
  ServerFacts server;
  int backend_pid = 0;
  std::string backend_start;     // in the server's words
  std::string postmaster_start;  // in the server's words
  std::string system_identifier;
  std::uint32_t database_oid = 0;
};

// The bounds of the statement that acts. Zero: none.
struct ActionLimits {
  Milliseconds statement_timeout{};
  Milliseconds lock_timeout{};
  std::vector<std::pair<std::string, std::string>> settings;  // vacuum_cost_delay, maintenance_work_mem, ...
};

enum class ActionEnd {
  kCompleted,  // as far as the server says
  kFailed,     // the server says why
  kUnknown,    // nobody says anything: it may still be at work
};
struct ActionReply {
  ActionEnd end = ActionEnd::kUnknown;
  std::string tag;       // "REINDEX"; proves nothing
  std::string sqlstate;  // of the failure
  std::string message;   // of the failure, without secrets
  std::vector<Notice> notices;
};

class MaintenanceSession {
 public:
  virtual ~MaintenanceSession() = default;
  virtual const MaintenanceFacts& facts() const = 0;
  // One statement in a transaction of its own. After kUnavailable or kDeadline the session is broken: drop it.
  virtual Result<std::unique_ptr<RowSet>> query(const std::string& sql, const Parameters& parameters, Milliseconds timeout) = 0;
  // All or none; the answer of each. The timeout holds for each statement.
  virtual Result<std::vector<std::unique_ptr<RowSet>>> transaction(const std::vector<Statement>& statements, Milliseconds timeout) = 0;
  // SQLSTATE of the newest failure; empty when it was not the server that complained.
  virtual const std::string& sqlstate() const = 0;
  // Makes limits hold for the next run_action(), and proves it. Apart, so that it fails before anything is announced.
  virtual Status prepare_action(const ActionLimits& limits) = 0;
  // The one statement that acts, outside any transaction block, for as long as the limits let it. No deadline on our side: a
  // connection that is cut does not end the statement.
  virtual ActionReply run_action(const std::string& sql) = 0;
  virtual bool broken() const = 0;
  // Cuts the connection. The statement may go on.
  virtual void interrupt() = 0;
};

// Opens sessions with one server.
class MaintenanceConnector {
 public:
  virtual ~MaintenanceConnector() = default;
  // database empty: the DSN's. purpose: what the session calls itself, "pgmedic/PURPOSE". Errors: kPermission for a superuser,
  // kUnsupported behind a pooler, kUnavailable.
  virtual Result<std::unique_ptr<MaintenanceSession>> connect(const std::string& database, const std::string& purpose) = 0;
  // Cuts all sessions and attempts, fails later ones. Any thread.
  virtual void interrupt() = 0;
  virtual std::string server_name() const = 0;
};

// The watchdog and log outlive the connector and its sessions.
std::unique_ptr<MaintenanceConnector> make_maintenance_connector(ConnectionSettings settings, Watchdog& watchdog, Log& log);

}  // namespace pgmedic
