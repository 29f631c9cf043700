// Guards: what must hold before an action starts, and while it runs. Each answers ok, no or unknown with a reason for people and
// the age of what it looked at; all of them are asked, and unknown counts as no. One file each in guards/.
// Thread rule: on the thread that owns the session behind `ask`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "postgres/session.h"
#include "remedy/ask.h"
#include "remedy/candidate.h"
#include "remedy/history.h"
#include "remedy/outside.h"
#include "remedy/policy.h"

namespace pgmedic {

enum class Verdict { kOk, kNo, kUnknown };
const char* verdict_name(Verdict verdict);  // "ok", "no", "unknown"

// What a "no" that waiting cannot change does to the action.
enum class Settles { kNothing, kRefused, kSuppressed, kSuperseded };

struct GuardResult {
  std::string guard;
  Verdict verdict = Verdict::kUnknown;
  std::string reason;
  std::optional<double> age_seconds;  // of the input; absent: it has none
  // kNothing: it may change, wait. kRefused: not allowed. kSuppressed: it was of no use before. kSuperseded: nothing to gain.
  Settles settles = Settles::kNothing;
};

// The machine's own files, as the kill switch and the disk guard see them.
class HostFiles {
 public:
  virtual ~HostFiles() = default;
  // Whether the file is there. An error where that cannot be told (no right to look).
  virtual Result<bool> exists(const std::string& path) const = 0;
  // Bytes that an ordinary user can still write where the path lies.
  virtual Result<double> free_bytes(const std::string& path) const = 0;
};
std::unique_ptr<HostFiles> make_host_files();

struct GuardContext {
  const TargetPolicy& policy;
  Remedy remedy;
  const Candidate& candidate;
  const ObjectHistory& history;
  const Ask& ask;            // the maintainer, in the object's database; while it runs, in the journal's
  const ServerFacts& facts;  // of that session
  const HostFiles& files;
  WallTime now;
  bool approved = false;                           // a person has released this action
  bool pooled = false;                             // something stands between the session and the server
  bool running = false;                            // the statement is at work: what matters only before it is ok
  int action_pid = 0;                              // the backend that works, while running
  AskOutside outside = {};                         // Prometheus and the page that may forbid it; empty: nobody can be asked
  std::optional<bool> proven_ours = std::nullopt;  // drop_leftover: the journal proves that we left it behind
};

// One guard as it stands in its file; the list of all is guards/list.cpp.
struct Guard {
  const char* name;
  const char* asks;           // what it asks, for the documentation
  std::set<Remedy> remedies;  // that it matters for; for others it is ok
  bool while_running;         // asked again while the statement works
  // Errors of the server's become unknown.
  GuardResult (*judge)(const GuardContext& context);
};

// All guards in the order in which they are shown.
const std::vector<Guard>& all_guards();

// Asks every guard, whatever the others say; an exception in one is its unknown.
std::vector<GuardResult> evaluate_all(const GuardContext& context, const std::vector<Guard>& guards = all_guards());

// What the answers mean together.
struct GuardSummary {
  bool go = false;
  Settles settles = Settles::kNothing;  // the strongest: refused before suppressed before superseded
  std::string reason;                   // of the first that says no, the final ones first
};
GuardSummary summarize(const std::vector<GuardResult>& results);

// Why this object waits for a person even in mode auto, one reason each; empty: it need not.
std::vector<std::string> approval_reasons(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate, int version_num);

}  // namespace pgmedic
