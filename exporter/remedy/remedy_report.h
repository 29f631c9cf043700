// What the remedies tell the layers above: what became of a nomination, what would be done, what is being done.
// Thread rule: plain values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/distribution.h"
#include "remedy/action.h"

namespace pgmedic {

enum class NominationFate {
  kAccepted,       // a new action, in the journal
  kDuplicate,      // one that is open, or was a short while ago
  kNotConfigured,  // no such target, or it only observes, or does not take nominations from there
  kOverloaded,     // too much at once: again later
  kUnavailable,    // the journal cannot be written: again later
};
struct NominationOutcome {
  NominationFate fate = NominationFate::kUnavailable;
  std::string action_id;
  std::string detail;  // for people
};

struct ActionFilter {
  std::optional<State> state;
  std::optional<Remedy> remedy;
  bool open_only = false;
  std::string object;  // a part of its name
  int limit = 100;
};

struct GuardSaying {
  std::string guard;
  std::string verdict;  // "ok", "no", "unknown"
  std::string reason;
  std::optional<double> age_seconds;
};

// What would be done about one object now, and why it is not.
struct PlannedAction {
  Remedy remedy = Remedy::kAnalyze;
  ObjectName object;
  std::string action_id;  // empty: not in the journal
  std::string state;
  Mode mode = Mode::kObserve;
  std::string sql;       // empty: nothing to do
  std::string decision;  // one sentence
  Facts predicted;
  std::vector<GuardSaying> guards;
};

// Of the action that runs now.
struct Progress {
  std::string action_id;
  Remedy remedy = Remedy::kAnalyze;
  ObjectName object;
  State state = State::kRunning;
  std::string phase;
  double done_bytes = 0;   // of this phase's total_bytes
  double total_bytes = 0;  // 0: not known
  double ratio = 0;        // of everything, estimated
  std::optional<double> seconds_left;
  double seconds = 0;  // so far
  std::optional<double> predicted_seconds;
};

struct RemedyStatus {
  std::string target;
  bool journal_ok = false;
  std::string journal_error;
  bool paused = false;
  bool killed = false;  // the kill switch is on
  std::string paused_by;
  std::optional<Progress> running;
  std::map<std::string, int> open_by_state;
  std::string waiting_for;  // what the next action waits for
};

// One for the page, of a family that metrics/own_families.cpp knows.
struct RemedySample {
  std::string family;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
  std::optional<Distribution> distribution = std::nullopt;  // of a histogram, instead of the value
};

struct ActionDetails {
  std::string target;
  Action action;
  std::vector<ActionEvent> events;
};

}  // namespace pgmedic
