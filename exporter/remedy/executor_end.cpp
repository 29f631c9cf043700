// Executor: what comes after the statement. Leftovers are dropped, where they are ours; failures are counted.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "remedy/executor.h"
#include "remedy/index_state.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kNotices = 20;
constexpr std::size_t kNoticeBytes = 2000;
constexpr const char* kUniqueViolation = "23505";
constexpr const char* kNotPermitted = "42501";

std::vector<std::string> texts_of(const std::vector<Notice>& notices) {
  std::vector<std::string> texts;
  for (const Notice& notice : notices) {
    if (texts.size() < kNotices) {
      texts.emplace_back(truncate_utf8(notice.severity + ": " + notice.text, kNoticeBytes));
    }
  }
  return texts;
}

// VACUUM and ANALYZE skip a table that others hold, and call that done.
std::string contention_in(const std::vector<Notice>& notices) {
  const auto told = std::find_if(notices.begin(), notices.end(), [](const Notice& notice) { return is_contention(notice.sqlstate); });
  return told == notices.end() ? "" : told->sqlstate;
}

int failures_in_a_row(const std::vector<PastRun>& past) {
  const auto other = std::find_if(past.begin(), past.end(), [](const PastRun& run) { return run.outcome != Outcome::kFailed; });
  return static_cast<int>(std::distance(past.begin(), other));
}

}  // namespace

void Executor::conclude(Action& action, ActionReply reply) {
  Change change;
  change.notices = texts_of(reply.notices);
  change.sqlstate = reply.end == ActionEnd::kCompleted ? contention_in(reply.notices) : reply.sqlstate;
  change.message = reply.message;
  action.notices = *change.notices;
  action.sqlstate = *change.sqlstate;
  action.message = reply.message;
  switch (reply.end) {
    case ActionEnd::kCompleted:
      change.reason = "the server says that it is done";
      if (step(action, Event::kFinish, std::move(change))) {
        verify(action);
      }
      return;
    case ActionEnd::kFailed:
      change.reason = reply.sqlstate.empty() ? reply.message : fmt::format("{} (SQLSTATE {})", reply.message, reply.sqlstate);
      if (step(action, Event::kBreak, std::move(change))) {
        clean(action);
      }
      return;
    case ActionEnd::kUnknown:
      bench_.tally.lost_connection();
      session_.reset();
      change.reason = "the connection is lost: " + reply.message;
      if (step(action, Event::kLose, std::move(change))) {
        reconcile(action);
      }
      return;
  }
}

void Executor::clean(Action& action) {
  MaintenanceSession* const session = session_to_end(action, "action");
  if (session == nullptr || (action.remedy == Remedy::kReindex && !drop_leftovers(action, *session))) {
    return;
  }
  end_after_cleaning(action, *session);
}

// Should it have to stay, the journal proves later that it is ours, even where nobody saw it being built.
bool Executor::note_leftover(Action& action, const InvalidIndex& index) {
  Change change;
  change.reason = "dropping what was left behind: " + index.name;
  if (action.new_index_oid == 0 && index.oid != action.index_oid) {
    change.new_index_oid = index.oid;
  }
  const Result<bool> noted = bench_.journal.note(action.id, action.state, change);
  if (!noted || !*noted) {
    return false;
  }
  action.new_index_oid = change.new_index_oid.value_or(action.new_index_oid);
  return true;
}

// False: not all are gone; again later.
bool Executor::drop_leftovers(Action& action, MaintenanceSession& session) {
  const Result<std::vector<InvalidIndex>> invalid = invalid_indexes(session, action.table_oid);
  if (!invalid) {
    return false;
  }
  for (const InvalidIndex& index : *invalid) {
    if (!is_ours(index, action)) {
      continue;
    }
    if (index.busy || !note_leftover(action, index)) {
      return false;
    }
    const Status prepared = session.prepare_action({60s, 5s, {}});
    const ActionReply reply =
        prepared.ok() ? run_kept(action, session, index.drop) : ActionReply{ActionEnd::kFailed, "", "", prepared.error().text(), {}};
    if (reply.end != ActionEnd::kCompleted) {
      bench_.log.warn("a leftover cannot be dropped yet",
                      {{"target", bench_.target}, {"action", action.id}, {"index", index.name}, {"error", reply.message}});
      if (reply.sqlstate == kNotPermitted) {
        Change change;
        change.reason = "the invalid index " + index.name + " stays: " + reply.message;
        fail(action, std::move(change));
      }
      return false;
    }
    bench_.tally.dropped_leftover();
  }
  return true;
}

void Executor::end_after_cleaning(Action& action, MaintenanceSession& session) {
  if (action.remedy == Remedy::kReindex) {
    const Result<IndexState> index = read_index(session, action.object);
    if (!index) {
      return;
    }
    if (index->exists && index->usable && index->oid != action.index_oid && index->table_oid == action.table_oid) {
      Change change;
      change.reason = "the index had been replaced before it was interrupted";
      if (step(action, Event::kCleaned, std::move(change))) {
        verify(action);
      }
      return;
    }
  }
  const Result<std::vector<ActionEvent>> events = bench_.journal.events(action.id);
  if (!events) {
    return;
  }
  const auto stopped =
      std::find_if(events->rbegin(), events->rend(), [](const ActionEvent& event) { return event.event == event_name(Event::kStop); });
  Change change;
  if (stopped != events->rend()) {
    change.reason = "cancelled, and nothing is left behind; " + stopped->reason;
    step(action, Event::kCancel, std::move(change));
  } else if (is_contention(action.sqlstate)) {
    change.reason = "others held the table: " + action.message;
    step(action, Event::kCancel, std::move(change));
  } else {
    change.reason = action.message.empty() ? action.reason : action.message;
    fail(action, std::move(change));
  }
}

// Duplicates in a unique index are damage that a repetition only makes worse to find.
void Executor::fail(Action& action, Change change) {
  Event event = Event::kFail;
  const WallTime now = bench_.clock.wall_now();
  const Result<ObjectHistory> history =
      bench_.journal.history(action.object, action.remedy, bench_.policy.budget_start(action.remedy, now), action.id);
  const bool too_often = history && bench_.policy.quarantine_after > 0 &&
                         static_cast<std::size_t>(failures_in_a_row(history->past)) + 1 >= bench_.policy.quarantine_after;
  if (action.sqlstate == kUniqueViolation || too_often) {
    event = Event::kQuarantine;
    change.reason += too_often ? "; it has failed too often in a row, somebody has to look" : "; the data needs a look";
  }
  step(action, event, std::move(change));
}

}  // namespace pgmedic
