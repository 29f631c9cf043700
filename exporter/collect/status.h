// What pgmedic knows about its own work on a target, for the status page, the API and its own metrics.
// Thread rule: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "catalog/collector.h"

namespace pgmedic {

// Why a server that is up has no database to look into.
inline constexpr const char* kNoDatabaseLeft = "databases.include and exclude leave none of the server's databases";

// One collector in one database (empty: the whole server, or a PgBouncer by name).
struct CollectorStatus {
  std::string collector;
  std::string database;
  Scope scope = Scope::kCluster;
  Lane lane = Lane::kFast;
  bool supported = true;
  std::string unsupported_reason;     // "server", "role", "extension", "privilege", "disabled"; empty when supported
  std::string unsupported_detail;     // for people: "needs PostgreSQL 16 or newer"
  Milliseconds interval{};            // as configured
  Milliseconds effective_interval{};  // stretched when it costs the server too much
  std::optional<WallTime> last_success;
  std::chrono::duration<double> last_duration{};
  std::uint64_t runs = 0;
  std::uint64_t failures = 0;
  bool failing = false;           // the last run failed
  std::string last_error_reason;  // "timeout", ...; empty when the last run was fine
  std::string last_error;         // for people, without secrets
  std::size_t series = 0;
  bool expired = false;  // had data once, too old to be served now
};

struct SessionStatus {
  std::string name;  // "steady", "roaming", "pgbouncer front"
  bool connected = false;
  std::string database;  // where it is
  std::string running;   // the collector that runs now; empty: idle
  std::string last_error;
};

struct TargetStatus {
  std::string name;
  std::string server;  // host:port
  bool up = false;
  bool asked = false;  // the first attempt to reach it has ended: until then nobody knows that it is down
  std::string version;
  bool in_recovery = false;
  bool superuser = false;  // more privilege than needed: the page warns
  bool has_pg_monitor = false;
  std::vector<std::string> databases;
  bool databases_known = false;                          // the server was asked for them
  bool visits_databases = true;                          // some collector belongs into databases
  std::map<std::string, bool> databases_up;              // those that were visited: whether the last visit worked
  std::map<std::string, std::string> database_errors;    // of those that are down: why
  std::vector<std::pair<std::string, bool>> pgbouncers;  // name, up
  std::set<std::string> pgbouncers_asked;                // as with the server
  std::vector<SessionStatus> sessions;
  std::vector<CollectorStatus> collectors;
  std::size_t series = 0;
  double server_seconds_per_second = 0;  // the server's time that collecting takes, over the last minutes
};

}  // namespace pgmedic
