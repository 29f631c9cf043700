// Executor: finding out what became of a statement that nobody watched. The session that ran it is looked for by process id and
// start time; when it is gone, the catalog tells.
#include "remedy/executor.h"
#include "remedy/index_state.h"

namespace pgmedic {

void Executor::resume(Action action) {
  session_.reset();
  Change change;
  if (action.state == State::kStarting) {
    // "running" is written before the statement is sent.
    change.reason = "it was given up before the statement was sent";
    if (!is_called_off(action)) {
      step(action, Event::kBackOff, std::move(change));
    }
  } else if (action.state == State::kRunning || action.state == State::kCancelling) {
    change.reason = "nobody has watched it for a while";
    if (step(action, Event::kLose, std::move(change))) {
      reconcile(action);
    }
  } else if (action.state == State::kUnknown) {
    reconcile(action);
  } else if (action.state == State::kCleaning) {
    clean(action);
  } else if (action.state == State::kVerifying) {
    verify(action);
  }
  session_.reset();
  bench_.orders.show(std::nullopt);
}

void Executor::reconcile(Action& action) {
  if (!wait_for_backend(action)) {
    return;
  }
  if (MaintenanceSession* const session = session_to_end(action, "reconcile")) {
    examine(action, *session);
  }
}

Result<BackendState> Executor::find_backend(const Backend& backend) {
  Result<BackendState> state = Error{ErrorCode::kUnavailable, "no connection with the journal"};
  static_cast<void>(bench_.journal.connect().ok());
  bench_.journal.with_session([&](MaintenanceSession* session) {
    if (session != nullptr) {
      state = look_at_backend(*session, backend);
    }
    if (state && *state == BackendState::kIdle) {
      // Done, but its client is gone for good; its locks would stay until the network notices.
      static_cast<void>(end_idle_backend(*session, backend).ok());
    }
  });
  return state;
}

// True when the session that ran the statement is gone.
bool Executor::wait_for_backend(Action& action) {
  const Backend backend = backend_of(action);
  while (!bench_.orders.stopping()) {
    const Result<BackendState> state = find_backend(backend);
    if (!state) {
      return false;
    }
    if (*state == BackendState::kGone) {
      return true;
    }
    if (*state != BackendState::kBusy) {
      bench_.orders.rest(bench_.tick);
    } else if (!watch_to_its_end(action)) {
      return false;
    }
  }
  return false;
}

// Of a session that is still at work. False: let go of the action.
bool Executor::watch_to_its_end(Action& action) {
  Change adopts;
  adopts.reason = "its session is still at work";
  if (action.state == State::kUnknown && !step(action, Event::kAdopt, std::move(adopts))) {
    return false;
  }
  watch_adopted(action);
  Change loses;
  loses.reason = bench_.orders.stopping() ? "pgmedic ends; the statement goes on" : "its session has ended";
  loses.lets_go = bench_.orders.stopping();
  return step(action, Event::kLose, std::move(loses));
}

void Executor::examine(Action& action, MaintenanceSession& session) {
  Change change;
  if (action.remedy != Remedy::kReindex) {
    change.reason = "its session is gone; what it did is measured";
    if (step(action, Event::kFindDone, std::move(change))) {
      verify(action);
    }
    return;
  }
  const Result<std::vector<InvalidIndex>> invalid = invalid_indexes(session, action.table_oid);
  const Result<IndexState> index = read_index(session, action.object);
  if (!invalid || !index) {
    return;
  }
  bool left = false;
  for (const InvalidIndex& one : *invalid) {
    left = left || is_ours(one, action);
  }
  if (left) {
    change.reason = "its session is gone and has left an invalid index behind";
    if (step(action, Event::kFindLeftover, std::move(change))) {
      clean(action);
    }
  } else if (index->exists && index->usable && index->oid != action.index_oid) {
    change.reason = "its session is gone; the index has been replaced";
    if (step(action, Event::kFindDone, std::move(change))) {
      verify(action);
    }
  } else {
    change.reason = "its session is gone and nothing has changed";
    step(action, Event::kFindNothing, std::move(change));
  }
}

}  // namespace pgmedic
