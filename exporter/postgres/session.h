// The only door to a PostgreSQL server: one session, its facts, and queries under deadlines.
// Every statement is bounded twice: by the server's statement_timeout, and by a client-side deadline after which the
// socket is shut down, because nothing else bounds a frozen backend.
// Thread rule: a session belongs to one thread; interrupt() may be called from any.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/rows.h"

namespace pgmedic {

// What the server and this session's role are, read when the session starts and again by refresh_facts().
struct ServerFacts {
  int version_num = 0;       // server_version_num: 150018
  std::string version;       // "15.18 (Debian 15.18-0+deb12u1)"
  std::string full_version;  // version()
  bool in_recovery = false;  // a standby
  bool superuser = false;
  std::string user;
  std::string database;              // of this session
  std::string server_life;           // changes when the server restarts or is another one; empty behind a pooler, where nobody knows
  std::set<std::string> extensions;  // created in this database
  std::set<std::string> privileges;  // predefined roles (pg_monitor, ...) that the role can use

  int major() const { return version_num / 10000; }
};

class Session {
 public:
  virtual ~Session() = default;
  virtual const ServerFacts& facts() const = 0;
  // Reads the facts again: after a promotion, a CREATE EXTENSION, a GRANT.
  virtual Status refresh_facts() = 0;
  // Runs one read-only statement. statement_timeout is the server's bound; the client's follows limits::kDeadlineGrace later.
  // After kUnavailable or kDeadline the session is broken: drop it.
  virtual Result<std::unique_ptr<RowSet>> query(const std::string& sql, std::chrono::milliseconds statement_timeout) = 0;
  virtual bool broken() const = 0;
  // Looks whether the connection went away since the last statement, without asking the server: broken() from then on. Before
  // work is begun that would fail for nothing.
  virtual bool lost() { return broken(); }
};

// How to reach a server. Secrets live here and nowhere else; nothing prints this.
struct ConnectionSettings {
  std::string dsn;       // URI or keywords; empty: libpq's own defaults and PG* variables
  std::string dsn_file;  // read at every connect, instead of dsn
  std::string user;      // overrides, when not empty
  std::string password;  // for DATA_SOURCE_PASS
  std::string user_file;
  std::string password_file;                      // read at every connect
  std::map<std::string, std::string> parameters;  // settings pgmedic.NAME that collectors read; numbers only
  bool operator==(const ConnectionSettings&) const = default;
};

// Makes sessions with one server; the database may differ from the DSN's.
class Connector {
 public:
  virtual ~Connector() = default;
  // database empty: the main database, the one that the DSN names.
  virtual Result<std::unique_ptr<Session>> connect(const std::string& database) = 0;
  // Cuts every session and connection attempt of this connector now and fails later ones: for shutdown. Any thread.
  virtual void interrupt() = 0;
  // host:port as far as the DSN says, for pages and logs; never a password.
  virtual std::string server_name() const = 0;
};

}  // namespace pgmedic
