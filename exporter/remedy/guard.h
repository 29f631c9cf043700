// Guards: what must hold before an action starts, and while it runs. Each answers ok, no or unknown with a reason for people and
// the age of what it looked at; all of them are asked, and unknown counts as no. One file each in guards/.
// Thread rule: on the thread that owns the session behind `ask`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "postgres/session.h"
#include "remedy/ask.h"
#include "remedy/candidate.h"
#include "remedy/history.h"
#include "remedy/policy.h"

namespace pgmedic {

enum class Verdict { kOk, kNo, kUnknown };
const char* verdict_name(Verdict verdict);  // "ok", "no", "unknown"

struct GuardResult {
  std::string guard;
  Verdict verdict = Verdict::kUnknown;
  std::string reason;
  std::optional<double> age_seconds;  // of the input; absent: it has none
  bool final_no = false;              // waiting cannot change it: refuse
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
  const Ask& ask;            // the maintainer, in the object's database
  const ServerFacts& facts;  // of that session
  const HostFiles& files;
  WallTime now;
  bool approved = false;                               // a person has released this action
  bool pooled = false;                                 // something stands between the session and the server
  bool running = false;                                // the statement is at work: what matters only before it is ok
  int action_pid = 0;                                  // the backend that works, while running
  std::optional<WallTime> last_backup = std::nullopt;  // the newest good one that any series tells of
};

class Guard {
 public:
  virtual ~Guard() = default;
  virtual const char* name() const = 0;
  // Errors of the server's become unknown.
  virtual GuardResult evaluate(const GuardContext& context) const = 0;
};

// All guards in the order in which they are shown.
const std::vector<std::unique_ptr<Guard>>& all_guards();

// Asks every guard, whatever the others say; an exception in one is its unknown.
std::vector<GuardResult> evaluate_all(const GuardContext& context);

// What the answers mean together.
struct GuardSummary {
  bool go = false;
  bool refuse = false;  // one of the answers is final
  std::string reason;   // of the first that says no, the final ones first
};
GuardSummary summarize(const std::vector<GuardResult>& results);

// Why this object waits for a person even in mode auto; empty: it need not. ("it is unique, and ON CONFLICT fails while ...")
std::vector<std::string> approval_reasons(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate, int version_num);

}  // namespace pgmedic
