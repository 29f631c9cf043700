// What the configuration allows pgmedic to do to one target: modes, windows, budgets, objects, and the limits of every guard.
// Read by app/config_remedies.cpp, printed by `pgmedic config`. The defaults stand here, each with its reason.
// Thread rule: plain values.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "postgres/session.h"
#include "remedy/outside.h"
#include "remedy/remedy.h"
#include "remedy/window.h"

namespace pgmedic {

using namespace std::chrono_literals;

inline constexpr double kMegabyte = 1048576.0;
inline constexpr double kGigabyte = 1073741824.0;

// What amcheck looks at after a rebuild: nothing, the index, or also whether every row of the table is in it.
enum class IndexCheck { kNone, kLight, kHeap };
const char* index_check_name(IndexCheck check);  // "none", "light", "heap"
std::optional<IndexCheck> parse_index_check(std::string_view name);

// A number of 0 is no limit, unless its comment says otherwise.
struct RemedyPolicy {
  Mode mode = Mode::kObserve;                  // never above the target's
  std::optional<std::vector<Window>> windows;  // instead of the target's; an empty list is any time
  Milliseconds cooldown{1h};                   // since the last time; doubles after each that did not help
  Milliseconds longest_cooldown{24h};          // where doubling stops
  double min_bytes = 0;                        // smaller objects are left alone
  double max_bytes = 0;                        // larger ones too
  Milliseconds lock_timeout{2s};               // of the statement
  Milliseconds statement_timeout{};            // 0: twice the predicted time, a minute at least
  double min_bloat = 0.4;                      // reindex: part of the leaf level that a rebuild frees
  double min_gain_bytes = 100 * kMegabyte;     // reindex: what it frees at least
  IndexCheck check = IndexCheck::kNone;        // reindex: of the new index, before it counts as a success
  std::set<std::string> unattended;            // reindex: unique, expression, partial, toast: without a person's approval
  std::string maintenance_work_mem;            // reindex, vacuum, freeze; empty: the server's
  double min_ratio = 1;                        // analyze, vacuum: changed or dead rows, in thresholds of autovacuum's own
  Milliseconds min_age{};                      // analyze: statistics older than that, of a table that changed; 0 is never
  double min_freeze_ratio = 0.7;               // freeze: age of the oldest ID, as a part of 2^31; as PostgresTableWraparound has it
  double cost_delay_ms = 2;                    // vacuum, analyze: a pause after each portion of work
  bool operator==(const RemedyPolicy&) const = default;
};

// maintenance_work_mem and timeouts as the kind of work needs them.
RemedyPolicy default_remedy_policy(Remedy remedy);

// What one window may cost; where there are no windows, 24 hours.
struct Budget {
  std::size_t actions = 20;
  double bytes = 50 * kGigabyte;      // of the objects worked on
  double wal_bytes = 50 * kGigabyte;  // as predicted
  Milliseconds time{};                // spent acting
  std::size_t failures = 2;           // from here on nothing starts; after the first, half of the rest is left
  bool operator==(const Budget&) const = default;
};

// Patterns with * and ?, a backslash quotes; tables are written schema.table, each part matched for itself.
struct ObjectPatterns {
  std::vector<std::string> databases;
  std::vector<std::string> tables;
  bool operator==(const ObjectPatterns&) const = default;
};

struct GuardLimits {
  bool backup_required = false;
  Milliseconds backup_max_age{26h};             // a daily backup and its delays
  std::string backup_query;                     // for Prometheus: the Unix time at which the newest good one was made
  std::string backup_verify_query;              // the same of the newest one that was verified; empty: nobody verifies
  Milliseconds backup_verify_max_age{7 * 24h};  // a weekly verification
  Milliseconds oldest_transaction{60s};         // older ones make a concurrent rebuild wait for them
  double replication_lag_bytes = 64 * kMegabyte;
  Milliseconds replication_lag{30s};
  double slot_retained_bytes = 10 * kGigabyte;
  double disk_factor = 1.2;                     // free space, in sizes of what is written anew
  double disk_min_free_bytes = 1 * kGigabyte;   // what stays free besides
  std::optional<double> disk_unseen_max_bytes;  // what may be written where the server's disks cannot be seen; unset: nothing
  std::string disk_data_free_query;             // for Prometheus: free bytes, where the server's disks cannot be seen
  std::string disk_wal_free_query;
  double wraparound_ratio = 0.8;      // age of the table, in autovacuum_freeze_max_age: autovacuum must not be kept away
  std::size_t active_sessions = 64;   // working at this moment, ours left out
  std::size_t critical_sessions = 0;  // while running: more than that, twice in a row, and it is given up
  std::string load_query;             // for Prometheus: any measure of load
  std::optional<double> load_max;     // that it may have
  std::string slo_query;              // for Prometheus: holds while applications are well
  HttpSource veto;                    // answers 200 to HEAD while nothing forbids it
  double horizon_share = 0.5;         // vacuum: part of the dead rows that may not be removable yet
  double horizon_xids = 1e6;          // vacuum: the same for holders that have an age in transactions only
  Milliseconds yield_after{3s};       // while running: give way when a session waits for us that long
  Milliseconds input_max_age{15s};    // older answers are no answers
  bool operator==(const GuardLimits&) const = default;
};

struct TargetPolicy {
  Mode mode = Mode::kObserve;
  bool nominate_alerts = true;
  bool nominate_findings = true;
  std::string audit_database = "postgres";
  std::string kill_switch_file = "/run/pgmedic/stop";  // while it exists nothing starts, and what runs is stopped
  std::vector<Window> windows;                         // none: any time
  Budget budget;
  ObjectPatterns allow{{"*"}, {"*.*"}};
  ObjectPatterns deny;
  PrometheusSource prometheus;  // asked by guards
  GuardLimits guards;
  std::array<RemedyPolicy, kRemedies.size()> remedies;  // by Remedy
  std::vector<Milliseconds> verify_after{1h, 24h};
  Milliseconds proposal_ttl{7 * 24h};  // nobody approved it: expired
  Milliseconds retention{400 * 24h};   // of finished actions in the journal: a year, and the same week of the year before
  std::size_t quarantine_after = 3;    // failures in a row of one object

  TargetPolicy();
  const RemedyPolicy& of(Remedy remedy) const { return remedies.at(static_cast<std::size_t>(remedy)); }
  RemedyPolicy& of(Remedy remedy) { return remedies.at(static_cast<std::size_t>(remedy)); }
  // The lower of the target's mode and the remedy's: off wins.
  Mode mode_of(Remedy remedy) const;
  // The highest over all remedies: whether this target needs a maintainer's session at all.
  Mode highest_mode() const;
  const std::vector<Window>& windows_of(Remedy remedy) const;
  // Budgets count from here: the opening of the window, or a day ago.
  WallTime budget_start(Remedy remedy, WallTime now) const;
  bool operator==(const TargetPolicy&) const = default;
};

// One target of the configuration, as the remedies see it.
struct RemedyTarget {
  ConnectionSettings connection;  // of the maintainer
  bool has_connection = false;
  TargetPolicy policy;
  bool operator==(const RemedyTarget&) const = default;
};

// Whether the patterns name the table (deny) or let it through (allow).
bool matches_table(const std::string& pattern, const std::string& schema, const std::string& table);
// What is wrong with a pattern for tables; empty: nothing.
std::string table_pattern_fault(const std::string& pattern);

}  // namespace pgmedic
