#include "health/own_checks.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "base/amount.h"
#include "health/levels.h"
#include "metrics/self_metrics.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

struct OwnCheck {
  const char* name;
  const char* metric;
  Direction direction;
  Severity severity;
  double threshold;
  std::chrono::milliseconds hold;
  std::vector<std::string> labels;
  const char* summary;
  const char* advice;
};

Check make_check(const OwnCheck& own) {
  Check check;
  check.name = own.name;
  check.metric = own.metric;
  check.value = own.metric;
  check.direction = own.direction;
  (own.severity == Severity::kCritical ? check.critical : check.warning) = own.threshold;
  check.hold = own.hold;
  check.labels = own.labels;
  check.summary = own.summary;
  check.advice = own.advice;
  check.runbook = runbook_url(own.name);
  return check;
}

// Told about one thing of the target.
class Witness {
 public:
  Witness(const Check& check, Judgement& judgement) : check_(check), judgement_(judgement) {}

  // `words` are for the summary only.
  void tell(double value, const std::string& place, const Labels& labels, const std::vector<Evidence>& evidence, const Labels& words = {}) {
    ++told_;
    if (!is_of_interest(check_, value)) {
      return;
    }
    Observation observation;
    observation.place = place;
    for (const auto& [name, text] : labels) {
      if (!text.empty()) {
        observation.labels.emplace_back(name, text);
      }
    }
    observation.key = object_key(observation.labels);
    observation.value = value;
    observation.summary = summary(value, labels, evidence, words);
    std::copy_if(evidence.begin(), evidence.end(), std::back_inserter(observation.evidence),
                 [](const auto& one) { return !one.text.empty(); });
    judgement_.observations.push_back(std::move(observation));
  }
  std::size_t told() const { return told_; }

 private:
  std::vector<std::string> summary(double value, const Labels& labels, const std::vector<Evidence>& evidence, const Labels& words) const {
    std::map<std::string, std::string> known(labels.begin(), labels.end());
    known.insert(words.begin(), words.end());
    for (const Evidence& one : evidence) {
      known.emplace(one.name, one.text);
    }
    return fill_summary(split_summary(check_.summary), amount_text(value, check_.unit),
                        [&](const std::string& name) { return known[name]; });
  }

  const Check& check_;
  Judgement& judgement_;
  std::size_t told_ = 0;
};

bool was_asked(const CollectorStatus& collector) {
  return collector.supported && (collector.runs > 0 || collector.failing);
}

std::string error_of(const TargetStatus& status, const std::string& session) {
  const auto found = std::find_if(status.sessions.begin(), status.sessions.end(), [&](const auto& one) { return one.name == session; });
  return found == status.sessions.end() ? std::string() : found->last_error;
}

bool is_reachable(const TargetStatus& status, const CollectorStatus& collector) {
  if (collector.scope == Scope::kPgBouncer) {
    return std::any_of(status.pgbouncers.begin(), status.pgbouncers.end(),
                       [&](const auto& pgbouncer) { return pgbouncer.first == collector.database && pgbouncer.second; });
  }
  const auto database = status.databases_up.find(collector.database);
  return status.up && (database == status.databases_up.end() || database->second);
}

void server(const TargetStatus& status, WallTime /*now*/, Witness& witness) {
  if (status.asked) {
    witness.tell(status.up ? 1 : 0, "", {},
                 {{"server", std::nullopt, status.server}, {"error", std::nullopt, status.up ? "" : server_error(status)}});
  }
}

void databases(const TargetStatus& status, WallTime /*now*/, Witness& witness) {
  if (!status.up) {
    return;  // that says it all
  }
  for (const auto& [name, up] : status.databases_up) {
    const auto error = status.database_errors.find(name);
    witness.tell(up ? 1 : 0, name, {{"datname", name}},
                 {{"error", std::nullopt, error == status.database_errors.end() ? std::string() : error->second}});
  }
}

void pgbouncers(const TargetStatus& status, WallTime /*now*/, Witness& witness) {
  for (const auto& [name, up] : status.pgbouncers) {
    if (status.pgbouncers_asked.contains(name)) {
      const bool several = status.pgbouncers.size() > 1;  // as the page labels them
      witness.tell(up ? 1 : 0, name, several ? Labels{{"pgbouncer", name}} : Labels{},
                   {{"error", std::nullopt, up ? "" : error_of(status, "pgbouncer " + name)}}, {{"name", name}});
    }
  }
}

Labels labels_of(const CollectorStatus& collector) {
  return {{"collector", collector.collector}, {collector.scope == Scope::kPgBouncer ? "pgbouncer" : "datname", collector.database}};
}

// " in app", " of PgBouncer front", or nothing for the whole server.
std::string where(const CollectorStatus& collector) {
  if (collector.database.empty()) {
    return {};
  }
  return (collector.scope == Scope::kPgBouncer ? " of PgBouncer " : " in ") + collector.database;
}

void collectors(const TargetStatus& status, WallTime /*now*/, Witness& witness) {
  for (const CollectorStatus& collector : status.collectors) {
    if (was_asked(collector) && is_reachable(status, collector)) {
      witness.tell(collector.failing ? 0 : 1, collector.database, labels_of(collector),
                   {{"error", std::nullopt, collector.failing ? collector.last_error : std::string()}}, {{"where", where(collector)}});
    }
  }
}

void ages(const TargetStatus& status, WallTime now, Witness& witness) {
  for (const CollectorStatus& collector : status.collectors) {
    const double interval = std::chrono::duration<double>(collector.effective_interval).count();
    if (was_asked(collector) && is_reachable(status, collector) && collector.last_success && interval > 0) {
      const double age = std::chrono::duration<double>(now - *collector.last_success).count();
      witness.tell(age / interval, collector.database, labels_of(collector),
                   {{"age", age, amount_text(age, "seconds")}, {"interval", interval, amount_text(interval, "seconds")}},
                   {{"where", where(collector)}});
    }
  }
}

void explain_silence(const Check& check, const TargetStatus& status, Judgement& judgement) {
  const bool of_databases = check.name == "PostgresDatabaseDown" && status.up;
  if (status.asked && !status.up) {
    judgement.reason = "failing";
    judgement.detail = "the server cannot be reached";
  } else if (of_databases && !status.visits_databases) {
    judgement.reason = "unsupported";
    judgement.detail = "no collector visits databases";
  } else {
    judgement.reason = "no_data";
    judgement.detail =
        of_databases && status.databases_known && status.databases.empty() ? kNoDatabaseLeft : "nothing of the kind was tried yet";
  }
}

}  // namespace

std::string server_error(const TargetStatus& status) {
  return error_of(status, "steady");
}

const std::vector<Check>& own_checks() {
  static const std::vector<Check> kChecks{
      make_check({"PgBouncerDown",
                  "pgbouncer_up",
                  Direction::kBelow,
                  Severity::kCritical,
                  1,
                  0s,
                  {"pgbouncer"},
                  "PgBouncer {name} does not answer: {error}",
                  "See whether it runs and whether its console accepts pgmedic's role."}),
      make_check({"PgmedicCollectorFailing",
                  "pgmedic_collector_success",
                  Direction::kBelow,
                  Severity::kWarning,
                  1,
                  10min,
                  {"collector", "datname"},
                  "collector {collector} fails{where}: {error}",
                  "What it measures is not watched now; the error says what it lacks."}),
      make_check({"PgmedicDataTooOld",
                  "pgmedic_collector_last_success_timestamp_seconds",
                  Direction::kAbove,
                  Severity::kWarning,
                  3,
                  1min,
                  {"collector", "datname"},
                  "collector {collector} last worked{where} {age} ago and should every {interval}",
                  "See what the session waits for: long statements of other collectors, locks, or a server that is slow to answer."}),
      make_check({"PostgresDatabaseDown",
                  "pg_database_up",
                  Direction::kBelow,
                  Severity::kWarning,
                  1,
                  2min,
                  {"datname"},
                  "database {datname} cannot be entered: {error}",
                  "See whether it accepts connections and whether the role may connect."}),
      make_check({"PostgresDown",
                  "pg_up",
                  Direction::kBelow,
                  Severity::kCritical,
                  1,
                  0s,
                  {},
                  "PostgreSQL at {server} does not answer: {error}",
                  "See whether the server runs and whether it can be reached from here."}),
  };
  return kChecks;
}

std::optional<Judgement> judge_own(const Check& check, const TargetStatus& status, WallTime now) {
  using Look = void (*)(const TargetStatus&, WallTime, Witness&);
  struct Judge {
    std::string_view name;
    Look look;
  };
  static constexpr std::array<Judge, 5> kJudges{{{"PgBouncerDown", pgbouncers},
                                                 {"PgmedicCollectorFailing", collectors},
                                                 {"PgmedicDataTooOld", ages},
                                                 {"PostgresDatabaseDown", databases},
                                                 {"PostgresDown", server}}};
  if (check.name == "PgBouncerDown" && status.pgbouncers.empty()) {
    return std::nullopt;
  }
  Judgement judgement;
  Witness witness(check, judgement);
  for (const Judge& judge : kJudges) {
    if (judge.name == check.name) {
      judge.look(status, now, witness);
    }
  }
  if (witness.told() == 0) {
    explain_silence(check, status, judgement);
  }
  return judgement;
}

}  // namespace pgmedic
