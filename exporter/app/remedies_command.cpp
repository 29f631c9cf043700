#include "app/remedies_command.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/check_command.h"
#include "app/remedies_text.h"
#include "app/remedies_wiring.h"
#include "app/shutdown.h"
#include "app/watch.h"
#include "app/wiring.h"
#include "base/text.h"
#include "web/action_json.h"

namespace pgmedic {
namespace {

Error usage(const std::string& message, const std::string& hint = "see pgmedic --help") {
  return Error{ErrorCode::kInvalid, message, hint};
}

int fail(const Startup& startup, const Error& error) {
  startup.err << "pgmedic: " << error.text() << "\n";
  return kExitFailed;
}

bool is_one_of(const std::string& word, const std::set<std::string>& words) {
  return words.contains(word);
}

const std::set<std::string>& verbs_with_id() {
  static const std::set<std::string> kVerbs{"show", "approve", "reject", "cancel", "release"};
  return kVerbs;
}

const std::set<std::string>& verbs_alone() {
  static const std::set<std::string> kVerbs{"list", "pause", "resume", "abort"};
  return kVerbs;
}

// Targets that take part; an error where --target names none, or where there are none.
Result<std::vector<TargetRemedies>> chosen(const Startup& startup, bool observing_too) {
  std::vector<TargetRemedies> targets = remedies_of(startup.config);
  std::erase_if(targets, [&](const TargetRemedies& target) {
    return (!observing_too && target.policy.highest_mode() == Mode::kObserve) ||
           (!startup.options.target.empty() && startup.options.target != target.target);
  });
  if (targets.empty()) {
    const std::string which = startup.options.target.empty() ? "no target" : "not the target \"" + startup.options.target + "\"";
    return usage("the configuration gives remedies to " + which,
                 observing_too ? "give it a maintenance_dsn" : "see remedies.mode and maintenance_dsn in the configuration");
  }
  return targets;
}

// Who is asked by the system, not by the environment: it goes into the journal.
std::string who() {
  constexpr std::size_t kEnough = 16'384;
  std::vector<char> buffer(kEnough);
  passwd entry{};
  passwd* found = nullptr;
  const bool known = getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
  return known ? std::string(entry.pw_name) : "uid " + std::to_string(getuid());
}

// Remedies without any collecting, for as long as the command takes.
class Desk {
 public:
  Desk(const Startup& startup, const std::vector<TargetRemedies>& targets) : remedies_(context(startup)) { remedies_.apply(targets); }
  Remedies& operator*() { return remedies_; }
  Remedies* operator->() { return &remedies_; }

 private:
  RemediesContext context(const Startup& startup) {
    RemediesContext context = passive_context(startup.clock, startup.log);
    context.connectors = [this, &log = startup.log](const ConnectionSettings& settings) {
      return make_maintenance_connector(settings, watchdog_, log);
    };
    return context;
  }
  Watchdog watchdog_;
  Remedies remedies_;
};

int tell_plans(const Startup& startup, const std::vector<TargetPlan>& plans) {
  startup.out << (startup.options.format == "json" ? plan_json(plans) : plan_text(plans));
  startup.out.flush();
  const bool told = std::all_of(plans.begin(), plans.end(), [](const TargetPlan& plan) { return plan.error.empty(); });
  return told && startup.out ? kExitOk : kExitFailed;
}

// What kept it from being written; empty: it is in the journal, and the plan names it.
std::string write_proposal(Remedies& desk, const Nomination& nomination, PlannedAction& planned) {
  const NominationOutcome outcome = desk.nominate({nomination}).at(0);
  if (outcome.fate != NominationFate::kAccepted && outcome.fate != NominationFate::kDuplicate) {
    return "not nominated: " + outcome.detail;
  }
  planned.action_id = outcome.action_id;
  const Result<ActionDetails> written = desk.find(outcome.action_id);
  planned.state = written ? state_name(written->action.state) : "";
  return "";
}

int explain_object(const Startup& startup, const std::vector<TargetRemedies>& targets) {
  const auto remedy = parse_remedy(startup.options.remedy);
  const Result<ObjectName> object = parse_object_name(startup.options.object);
  Desk desk(startup, targets);
  std::vector<TargetPlan> plans;
  for (const TargetRemedies& target : targets) {
    Nomination nomination;
    nomination.target = target.target;
    nomination.remedy = *remedy;
    nomination.object = *object;
    nomination.actor = who();
    Result<PlannedAction> planned = desk->explain(nomination);
    plans.push_back({target.target, {}, planned ? "" : planned.error().text()});
    if (!planned) {
      continue;
    }
    if (startup.options.nominate) {
      plans.back().error = write_proposal(*desk, nomination, *planned);
    }
    plans.back().actions.push_back(std::move(*planned));
  }
  return tell_plans(startup, plans);
}

// Only what can nominate is collected.
Result<Config> nominating_config(const Startup& startup) {
  std::set<std::string> only;
  for (const Check& check : startup.config.known_checks) {
    if (!check.remedy.empty() && (startup.options.remedy.empty() || check.remedy == startup.options.remedy)) {
      only.insert(check.name);
    }
  }
  return narrow_config(startup.config, startup.options.target, only);
}

int plan_findings(const Startup& startup, const std::vector<TargetRemedies>& targets) {
  const Result<Config> config = nominating_config(startup);
  if (!config) {
    return fail(startup, config.error());
  }
  const Startup narrowed{startup.options, startup.environment, startup.catalog, *config,
                         startup.clock,   startup.log,         startup.out,     startup.err};
  Watch watch(narrowed, RemedyUse::kLook);
  look_once(watch.fleet(), startup.clock);
  ActionFilter filter;
  filter.remedy = parse_remedy(startup.options.remedy);
  std::vector<TargetPlan> plans;
  for (const TargetRemedies& target : targets) {
    Result<std::vector<PlannedAction>> planned = watch.remedies()->plan(target.target, filter);
    plans.push_back({target.target, {}, planned ? "" : planned.error().text()});
    if (planned) {
      plans.back().actions = std::move(*planned);
    }
  }
  const int code = tell_plans(startup, plans);
  stop_within(
      limits::kShutdownTime, [&] { watch.stop(); }, code, startup.log);
  return code;
}

int list_actions(const Startup& startup, Remedies& desk) {
  desk.look();
  if (startup.options.format == "json") {
    startup.out << actions_json(desk, {});
    return kExitOk;
  }
  std::vector<std::pair<std::string, Action>> all;
  std::map<std::string, Progress> running;
  int code = kExitOk;
  for (const std::string& target : desk.targets()) {
    const Result<RemedyStatus> status = desk.status(target);
    if (status) {
      startup.out << paused_text(*status);
    }
    if (status && status->running) {
      running.emplace(status->running->action_id, *status->running);
    }
    const Result<std::vector<Action>> actions = desk.actions(target, {});
    if (!actions) {
      code = fail(startup, actions.error());
      continue;
    }
    for (const Action& action : *actions) {
      all.emplace_back(target, action);
    }
  }
  if (code == kExitOk || !all.empty()) {
    startup.out << actions_text(all, running);
  }
  return code;
}

int show_action(const Startup& startup, Remedies& desk, const std::string& id) {
  const Result<ActionDetails> details = desk.find(id);
  if (!details) {
    return fail(startup, details.error());
  }
  startup.out << (startup.options.format == "json" ? action_json(*details) : action_text(*details));
  return kExitOk;
}

bool is_at_work(Remedies& desk, const std::string& id) {
  const Result<ActionDetails> details = desk.find(id);
  return details && is_executing(details->action.state);
}

int steer(const Startup& startup, Remedies& desk, const std::string& verb, const std::string& id) {
  using Decision = Status (Remedies::*)(const std::string&, const std::string&);
  static const std::map<std::string, Decision> kDecisions{
      {"approve", &Remedies::approve}, {"reject", &Remedies::reject}, {"cancel", &Remedies::cancel}, {"release", &Remedies::release},
      {"pause", &Remedies::pause},     {"resume", &Remedies::resume}, {"abort", &Remedies::abort}};
  const bool all = verbs_alone().contains(verb);
  const Status status = (desk.*kDecisions.at(verb))(all ? startup.options.target : id, who());
  if (!status.ok()) {
    return fail(startup, status.error());
  }
  startup.out << steered_text(verb, all ? "" : id, verb == "abort" || (verb == "cancel" && is_at_work(desk, id)));
  return kExitOk;
}

Status check_verb(const std::vector<std::string>& words) {
  if (words.empty()) {
    return {};
  }
  const std::string& verb = words.front();
  const bool with_id = is_one_of(verb, verbs_with_id());
  if (!with_id && !is_one_of(verb, verbs_alone())) {
    return usage("actions: \"" + verb + "\" is none of list, show, approve, reject, cancel, release, pause, resume, abort");
  }
  const std::size_t wanted = with_id ? 2 : 1;
  if (words.size() != wanted) {
    return usage("actions " + verb + (with_id ? " takes the ID of one action" : " takes no further word"));
  }
  return {};
}

}  // namespace

Status check_remedy_words(const Options& options) {
  if (!options.remedy.empty() && !parse_remedy(options.remedy)) {
    return usage("--remedy: \"" + options.remedy + "\" is none of reindex, analyze, vacuum, freeze, drop_leftover");
  }
  if (!options.object.empty()) {
    if (options.remedy.empty()) {
      return usage("--object needs --remedy too");
    }
    const Result<ObjectName> object = parse_object_name(options.object);
    if (!object) {
      return object.error();
    }
    if (is_for_indexes(*parse_remedy(options.remedy)) == object->index.empty()) {
      return usage("--object: the remedy " + options.remedy + " works on " +
                   (object->index.empty() ? "an index: db.schema.table.index" : "a table: db.schema.table"));
    }
  }
  if (options.nominate && options.object.empty()) {
    return usage("--nominate needs --object and --remedy too");
  }
  return options.command == "actions" ? check_verb(options.words) : Status{};
}

int plan(const Startup& startup) {
  const auto targets = chosen(startup, true);
  if (!targets) {
    startup.err << "pgmedic: " << targets.error().text() << "\n";
    return kExitUsage;
  }
  if (startup.options.nominate && targets->size() > 1) {
    startup.err << "pgmedic: --nominate: which of the targets is meant? Give --target=NAME\n";
    return kExitUsage;
  }
  return startup.options.object.empty() ? plan_findings(startup, *targets) : explain_object(startup, *targets);
}

int actions(const Startup& startup) {
  const auto targets = chosen(startup, false);
  if (!targets) {
    startup.err << "pgmedic: " << targets.error().text() << "\n";
    return kExitUsage;
  }
  Desk desk(startup, *targets);
  const std::vector<std::string>& words = startup.options.words;
  const std::string verb = words.empty() ? "list" : words.front();
  const std::string id = words.size() > 1 ? words[1] : "";
  if (verb == "list") {
    return list_actions(startup, *desk);
  }
  return verb == "show" ? show_action(startup, *desk, id) : steer(startup, *desk, verb, id);
}

}  // namespace pgmedic
