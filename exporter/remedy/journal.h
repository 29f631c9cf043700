// The journal: every action and every step of its life, in schema pgmedic of one database of the target. A step is written
// durably before it is taken; where it cannot be written it is not taken. Also the only memory: after a crash, another replica
// or the next start reads here what may still be under way.
// Every change says from which state it starts and fails to happen (false) when somebody else was faster.
// Thread rule: any thread; calls are done one after the other. Errors: kUnavailable without a connection, kUnsupported where
// schema or server cannot hold a journal (with what to do about it), kPermission without the rights.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "postgres/maintenance_session.h"
#include "remedy/action.h"
#include "remedy/history.h"

namespace pgmedic {

enum class Proposed {
  kNew,
  kOpen,   // there is such an action already: this is it, with one more piece of evidence
  kQuiet,  // there was one a short while ago, which is not to be repeated yet
};
struct Proposal {
  Proposed outcome = Proposed::kNew;
  std::string id;
  State state = State::kProposed;
  std::string reason;
};

// What changes along with the state. What is not set stays.
struct Change {
  std::string reason;
  Facts data;  // for the event only
  std::optional<ObjectName> object;
  std::optional<std::uint32_t> database_oid, table_oid, index_oid, new_index_oid;
  std::optional<std::string> sql, definition, approved_by, backend_start, postmaster_start, sqlstate, message;
  std::optional<Facts> guards, predicted, before, after;
  std::optional<int> backend_pid;
  std::optional<std::vector<std::uint32_t>> invalid_before;
  std::optional<std::vector<std::string>> notices;
  std::optional<std::chrono::seconds> verify_in;  // negative: never again
  std::optional<std::chrono::seconds> quiet_for;  // nominations of the same are not taken up that long
  bool starts = false;                            // counts an attempt and notes the time
  bool quietly = false;                           // of a note: the reason is only worded anew, and makes no event
  bool lets_go = false;                           // of an executing action: any replica may take it up at once
};

struct ControlState {
  bool paused = false;
  std::string actor;
  WallTime since;
};

// Of all objects of one remedy.
struct RemedyCensus {
  std::optional<WallTime> last_success;
  std::size_t quarantined = 0;  // objects
  std::size_t suppressed = 0;   // objects that are not taken up yet
};

class Tally;

class Journal {
 public:
  // Opens a session with the database that holds the journal.
  using Open = std::function<Result<std::unique_ptr<MaintenanceSession>>()>;
  // replica: names this process among those that share the journal. tally: counts steps and failures; may be null.
  Journal(Open open, std::string target, std::string replica, Tally* tally = nullptr);

  // Connects if need be, and checks that schema and rights are as they must be.
  Status connect();
  void disconnect();
  bool connected() const;

  Result<std::vector<Proposal>> propose(const std::vector<Nomination>& nominations);
  Result<Proposal> propose(const Nomination& nomination);

  // One step: state and event row in one statement. False: the action was in another state, or in other hands.
  Result<bool> move(const std::string& id, State from, Event event, const Change& change);
  // As move() with kBegin, but only while no other action of this target executes and nobody has paused; takes the action into
  // these hands.
  Result<bool> begin(const std::string& id, State from, const Change& change);
  // Changes columns only, while the action is in that state; writes no event without a reason.
  Result<bool> note(const std::string& id, State in, const Change& change);

  // Hands: an executing action belongs to the replica that last said so. keep() says so again.
  Result<bool> keep(const std::string& id);
  // Takes over an action whose replica has said nothing for kHold; true when it is in our hands.
  Result<bool> take_over(const std::string& id);

  // Oldest first. Asked once a second, with thousands open on a bad day: a row is read again only when it has changed.
  Result<std::vector<Action>> open_actions();
  Result<std::vector<Action>> recent(int limit);
  Result<std::optional<Action>> find(const std::string& id);
  Result<std::vector<ActionEvent>> events(const std::string& id);
  // Successes that are due for another look, for this replica alone: the next ones to ask get them again only in ten minutes.
  Result<std::vector<Action>> due_for_verification();
  // What guards need to know about one object; of an action in the journal, if it has one. budget_start: TargetPolicy's.
  Result<ObjectHistory> history(const ObjectName& object, Remedy remedy, WallTime budget_start, const std::string& id);
  // The rebuilds that ran on a table: one of them may have left an invalid index behind.
  Result<std::vector<Action>> rebuilds_of(std::uint32_t database_oid, std::uint32_t table_oid);

  // From the newest runs of a remedy that are large enough to tell about one for which so much time is reckoned.
  Result<Experience> experience(Remedy remedy, double reckoned_seconds);
  // Rebuilds that came to no good end: any of them may have left something behind.
  Result<std::vector<Action>> broken_rebuilds();
  // What all that started since then has cost.
  Result<WindowUsage> usage(WallTime since);
  Result<std::map<Remedy, RemedyCensus>> census();

  Status set_baseline(const ObjectName& object, double bytes_per_row);
  Status count_regrowth(const ObjectName& object);

  Result<ControlState> control();
  // Nothing begins any more once it has returned.
  Status set_paused(bool paused, const std::string& actor);
  // Wants an action stopped that may be at work; whoever watches it obeys at its next look.
  Status ask_to_stop(const std::string& id, const std::string& actor);
  // Pauses, and wants everything of this target stopped.
  Status abort(const std::string& actor);
  // "cancelled by ..."; empty: nobody wants that.
  Result<std::string> stop_wanted(const std::string& id);

  // Of the journal's server; empty: there is none with that OID.
  Result<std::string> database_name(std::uint32_t oid);
  // Takes in open actions that were made for this server under another target's name that nobody uses any more. Who does use it
  // would have let them expire, or have kept what runs in its hands.
  Status adopt_orphans(std::chrono::hours proposal_ttl);

  // Removes what ended longer ago than that.
  Result<int> forget(std::chrono::hours age);

  // For looking at the server beside the action, in the journal's own session. The session is null without a connection.
  void with_session(const std::function<void(MaintenanceSession*)>& use);

 private:
  using Rows = Result<std::unique_ptr<RowSet>>;
  struct Seen {
    std::string version;  // of the row: another one after each change
    Action action;
  };
  Rows ask(const std::string& sql, const Parameters& parameters);
  Result<std::vector<std::unique_ptr<RowSet>>> ask_at_once(const std::vector<Statement>& statements);  // in one transaction
  Statement proposing(const Nomination& nomination) const;
  Status propose_together(const std::vector<Nomination>& nominations, std::span<const std::size_t> which, std::vector<Proposal>& proposals);
  Result<std::vector<Action>> select(const std::string& condition, const Parameters& parameters);
  Status read_again(const std::vector<std::string>& ids);
  Result<bool> step(const std::string& id, State from, Event event, const Change& change, bool alone);
  Status together(const std::vector<Statement>& statements);
  void count_new(const Nomination& nomination, const Proposal& proposal);
  void count_step(const RowSet& moved, State from, State to);
  Error failed(Error error);
  static Error told(Error error, const std::string& sqlstate);
  Status check();

  const Open open_;
  const std::string target_;
  const std::string replica_;
  Tally* const tally_;
  mutable std::recursive_mutex mutex_;
  // Both guarded by mutex_.
  std::unique_ptr<MaintenanceSession> session_;
  std::map<std::string, Seen> seen_;  // what was open when open_actions() was last asked in this session, by id
};

// How long an executing action stays in the hands of a replica that says nothing.
inline constexpr std::chrono::seconds kHold{20};
// How often that is said again.
inline constexpr std::chrono::seconds kKeepEvery{5};

}  // namespace pgmedic
