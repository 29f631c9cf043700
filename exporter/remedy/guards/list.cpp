#include "remedy/guards/list.h"

namespace pgmedic {
namespace {

const std::set<Remedy>& all() {
  static const std::set<Remedy> kAll(kRemedies.begin(), kRemedies.end());
  return kAll;
}

}  // namespace

const std::vector<Guard>& all_guards() {
  using namespace guards;  // NOLINT(google-build-using-namespace): one table of that namespace's functions
  static const std::set<Remedy> kReindex{Remedy::kReindex};
  static const std::set<Remedy> kConcurrent{Remedy::kReindex, Remedy::kDropLeftover};
  static const std::set<Remedy> kWritesMuch{Remedy::kReindex, Remedy::kVacuum, Remedy::kFreeze};
  static const std::vector<Guard> kGuards{
      {"kill_switch", "Is the file kill_switch_file there?", all(), true, judge_kill_switch},
      {"paused", "Has somebody paused this target?", all(), false, judge_paused},
      {"window", "Is a window open, and does the work fit into what is left of it?", all(), true, judge_window},
      {"budget", "Is there something left of what the window may cost?", all(), false, judge_budget},
      {"one_at_a_time", "Does nothing else of ours run on this target?", all(), false, judge_one_at_a_time},
      {"primary", "Does the server take writes?", all(), false, judge_primary},
      {"system_identifier", "Is it still the server that the proposal was written for?", all(), false, judge_system_identifier},
      {"version", "Is it free of the bugs of minor versions that make this remedy dangerous?", all(), false, judge_version},
      {"direct_connection", "Is there no pooler between us and the server?", all(), false, judge_direct_connection},
      {"superuser", "Is the maintainer no superuser?", all(), false, judge_superuser},
      {"object", "Is the object there, allowed, of a kind and size that may be worked on?", all(), false, judge_object},
      {"need", "Does the measurement say that there is something to gain?", all(), false, judge_need},
      {"approval", "Has a person released it, where one must?", all(), false, judge_approval},
      {"privilege", "May the maintainer do it?", all(), false, judge_privilege},
      {"cooldown", "Was the last time long enough ago?", all(), false, judge_cooldown},
      {"quarantine", "Has it not failed too often?", all(), false, judge_quarantine},
      {"regrowth", "Does the index not grow back, and is it not what random insertions leave?", kReindex, false, judge_regrowth},
      {"on_conflict", "May INSERT ... ON CONFLICT fail while a unique index is rebuilt?", kReindex, false, judge_on_conflict},
      {"leftover", "Has the table no invalid index from an earlier failure?", kReindex, false, judge_leftover},
      {"conflicting_maintenance", "Does nobody else maintain or change the table?", all(), false, judge_conflicting_maintenance},
      {"old_transactions", "Is there no old transaction that it would wait for?", kConcurrent, false, judge_old_transactions},
      {"horizon", "Can the dead rows be removed at all?", {Remedy::kVacuum, Remedy::kFreeze}, false, judge_horizon},
      {"wraparound", "Is autovacuum not needed there soon to prevent wraparound?", kConcurrent, false, judge_wraparound},
      {"replication", "Do standbys keep up, and is there room in slots?", kWritesMuch, true, judge_replication},
      {"archiver", "Is WAL archived?", kWritesMuch, true, judge_archiver},
      {"disk", "Is there space for what is written?", kWritesMuch, true, judge_disk},
      {"load", "Is the server not busy?", all(), true, judge_load},
      {"backup", "Is there a fresh backup, where one is required, and none being taken?", kWritesMuch, false, judge_backup},
      {"slo", "Are applications well, as Prometheus sees it?", all(), true, judge_slo},
      {"veto", "Does the page that may forbid it answer 200?", all(), true, judge_veto},
  };
  return kGuards;
}

}  // namespace pgmedic
