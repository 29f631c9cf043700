// What the layer speaks of: a nomination (somebody names an object), and the action that came of it, as the journal keeps it.
// Thread rule: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "remedy/remedy.h"
#include "remedy/states.h"

namespace pgmedic {

// Facts as text, in the order in which people shall read them; later ones win where a name comes twice.
using Facts = std::vector<std::pair<std::string, std::string>>;
// The fact of that name; empty without one.
const std::string& fact_of(const Facts& facts, const std::string& name);
std::optional<double> number_of(const Facts& facts, const std::string& name);
std::string facts_text(const Facts& facts);  // "bytes 1.2 GB, rows 3"

// What set it off: "alertmanager", "finding", "operator" or "schedule".
inline constexpr const char* kByAlert = "alertmanager";
inline constexpr const char* kByFinding = "finding";
inline constexpr const char* kByOperator = "operator";
inline constexpr const char* kBySchedule = "schedule";

// Whether it looks like the ID of an action, a UUID; they come from outside, too.
bool is_action_id(std::string_view text);

// A hint, not an order: which object somebody holds to be in need of which remedy. Names are keys to look up, nothing else.
struct Nomination {
  std::string target;
  Remedy remedy = Remedy::kAnalyze;
  ObjectName object;
  std::string trigger = kByOperator;
  std::string check;  // of the finding or alert; may be empty
  std::string actor;  // the person or the system that nominated
  Facts evidence;
};

// Labels of a finding or an alert -> the object that they name, for that remedy. Nothing: they name none.
std::optional<ObjectName> object_of_labels(Remedy remedy, const std::map<std::string, std::string>& labels);

struct Action {
  std::string id;  // a UUID that the server made
  Remedy remedy = Remedy::kAnalyze;
  ObjectName object;
  State state = State::kProposed;
  WallTime state_since;
  WallTime created;
  std::string reason;  // of the state
  // Of the newest measurement; index OIDs change by reindexing.
  std::uint32_t database_oid = 0;
  std::uint32_t table_oid = 0;
  std::uint32_t index_oid = 0;
  std::string sql;  // as the server composed it; empty: not measured yet
  Facts evidence;
  Facts guards;  // guard -> "ok", "no: ..." or "unknown: ..." as of the newest judgement
  Facts predicted;
  Facts before;
  Facts after;
  std::string trigger;
  std::string check;
  std::string actor;
  std::string approved_by;  // a person; empty: nobody, or the policy
  // The session that the statement runs in. Times are the server's own words, to be compared as text.
  int backend_pid = 0;
  std::string backend_start;
  std::string postmaster_start;
  std::vector<std::uint32_t> invalid_before;  // invalid indexes of the table when it began: not ours
  std::uint32_t new_index_oid = 0;            // the index that the statement was seen building
  std::string definition;                     // pg_get_indexdef() when it began
  std::string replica;                        // in whose hands it is
  std::string system_identifier;              // of the server that it was proposed for
  int attempts = 0;
  std::optional<WallTime> started;
  std::optional<WallTime> ended;
  std::optional<WallTime> verify_at;  // when to look at a success again
  std::string sqlstate;
  std::string message;
  std::vector<std::string> notices;
};

struct ActionEvent {
  WallTime at;
  std::string from;  // states; equal when only something was noted
  std::string to;
  std::string event;
  std::string reason;
  Facts data;
};

}  // namespace pgmedic
