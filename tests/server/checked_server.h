// A real server whose collectors are judged by the health layer, with a clock that is turned by hand: a check that must hold for
// an hour is tested in two looks.
// Thread rule: the test's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "health/check_settings.h"
#include "health/finding.h"
#include "health/health.h"
#include "postgres/connect.h"
#include "support/fake_clock.h"
#include "support/postgres_server.h"
#include "support/recording_log.h"

namespace pgmedic {

class CheckedServer {
 public:
  // A server with the role "pgmedic".
  explicit CheckedServer(const support::PostgresServer& server);
  // A PgBouncer's console.
  explicit CheckedServer(const std::string& console_dsn);

  // What the check finds in that database when nothing else is changed about it than `change`: the collector is asked, then
  // `between` happens and the time passes that the value must hold or grow in, and the collector is asked again.
  std::vector<Finding> judge(const std::string& check, const CheckOverride& change = {}, const std::string& database = "postgres",
                             const std::function<void()>& between = {});

  // What all checks say, with their own figures, when the server stays as it is for days.
  HealthReport judge_everything(const std::vector<std::string>& databases);

 private:
  void look(Health& health, const Collector& collector, const std::string& database);
  Session& session(const std::string& database);

  Catalog catalog_ = Catalog::embedded();
  support::RecordingLog log_;
  Watchdog watchdog_;
  support::FakeClock clock_;
  bool is_console_ = false;
  std::unique_ptr<Connector> connector_;
  std::map<std::string, std::unique_ptr<Session>> sessions_;  // by database
  TargetStatus status_;
};

// Each finding's object: the values of its labels, joined by dots; ascending.
std::vector<std::string> objects(const std::vector<Finding>& findings);

// Changes of a check, to be read in a test.
CheckOverride warn_at(double limit);
CheckOverride when(const std::string& column, double minimum);
CheckOverride operator+(CheckOverride left, const CheckOverride& right);

}  // namespace pgmedic
