#include "collect/runners.h"

#include <cstdint>

#include "collect/discovery.h"
#include "collect/job_run.h"

namespace pgmedic {
namespace {

// Facts of a session that stays are read again this often: extensions come, privileges go.
constexpr auto kFactsInterval = std::chrono::seconds(60);

// Runs the steady session's own chores: is the server there, is it a standby, which databases has it.
Status look_around(TargetState& state, Session& session) {
  if (Status status = session.refresh_facts(); !status) {
    return status;
  }
  const TargetSettings& settings = state.settings();
  auto databases = find_databases(session, settings.include_databases, settings.exclude_databases);
  if (!databases) {
    return databases.error();
  }
  state.server_up(session.facts());
  state.set_databases(databases->names, databases->closed);
  return {};
}

// A session that went away while nobody used it is no news when it has served before: another takes its place, and its job.
Status lost_unused(bool has_served) {
  return has_served ? Status() : Status(Error{ErrorCode::kUnavailable, "the connection was lost before it was used"});
}

// Serves one steady session until it breaks or the target stops. The error that ended it, if it was one.
Status serve_steady(TargetState& state, Session& session) {
  bool has_served = false;
  while (!state.stopping()) {
    if (session.lost()) {
      return lost_unused(has_served);
    }
    if (Status status = look_around(state, session); !status) {
      // A statement that failed in a live session (a timeout, a revoked privilege) says nothing about the server being there.
      if (session.broken()) {
        return status;
      }
      state.log().warn("cannot read the server's facts", {{"target", state.settings().name}, {"error", status.error().text()}});
      state.server_up(session.facts());
    }
    state.expire();
    state.show_state();
    const SteadyTime next_look = state.clock().steady_now() + state.settings().collect.cluster_interval;
    while (const JobPtr job = state.wait_for_job(Runner::kSteady, "", "", next_look)) {
      if (session.lost()) {
        return lost_unused(has_served);
      }
      state.session_status({"steady", true, session.facts().database, job->collector->name, ""});
      run_job(state, session, job);
      state.session_status({"steady", true, session.facts().database, "", ""});
      if (session.broken()) {
        return Error{ErrorCode::kUnavailable, "the connection was lost while collector " + job->collector->name + " ran"};
      }
      has_served = true;
    }
  }
  return {};
}

// Takes and runs jobs until the session breaks or the target stops. The error that ended it, if it was one.
Status serve_console(TargetState& state, Session& session, const std::string& name, const std::string& label) {
  bool has_served = false;
  while (!state.stopping()) {
    const SteadyTime next_look = state.clock().steady_now() + kFactsInterval;
    const JobPtr job = state.wait_for_job(Runner::kConsole, name, "", next_look);
    if (session.lost()) {
      return lost_unused(has_served);
    }
    if (job) {
      state.session_status({label, true, "pgbouncer", job->collector->name, ""});
      run_job(state, session, job);
      state.session_status({label, true, "pgbouncer", "", ""});
      if (session.broken()) {
        return Error{ErrorCode::kUnavailable, "the connection was lost"};
      }
      has_served = true;
    }
  }
  return {};
}

void count_connect(TargetState& state, const std::string& session, bool ok) {
  state.metrics().count("pgmedic_connects_total", {{"session", session}, {"outcome", ok ? "ok" : "error"}});
}

// The roaming session: which database it is in, and how it gets to the next.
class Roamer {
 public:
  Roamer(TargetState& state, Connector& connector)
      : state_(state), connector_(connector), backoff_(state.settings().collect.cluster_interval) {}

  void run() {
    while (wait_until_up()) {
      JobPtr job = state_.take_due(Runner::kRoaming, "", here_);
      if (!job) {
        // Idle in a database, we would stand in the way of its DROP DATABASE; the main one has the steady session in it anyway.
        if (session_ && here_ != state_.main_database()) {
          leave("");
        }
        job = state_.wait_for_job(Runner::kRoaming, "", here_, state_.clock().steady_now() + kFactsInterval);
      }
      if (job && enter(job->database.empty() ? state_.main_database() : job->database, job)) {
        run_here(job);
      }
    }
    leave("");
  }

 private:
  // A session with a server that is gone is none: it must not be shown as one.
  bool wait_until_up() {
    if (session_ && !state_.is_up()) {
      leave("");
    }
    return state_.wait_until_up();
  }

  void leave(const std::string& error) {
    session_.reset();
    here_.clear();
    state_.session_status({"roaming", false, "", "", error});
  }

  bool enter(const std::string& database, const JobPtr& job) {
    if (session_ && here_ == database && !session_->lost()) {
      return true;
    }
    session_.reset();
    const std::uint64_t roles = state_.roles_seen();
    auto session = connector_.connect(database);
    count_connect(state_, "roaming", session.ok());
    if (!session) {
      leave(session.error().text());
      if (state_.database_down(database, job, session.error())) {
        state_.pause(backoff_.next());  // the server lets nobody in: not to be asked for hundreds of databases in a row
      }
      return false;
    }
    backoff_.reset();
    session_ = std::move(session).value();
    here_ = database;
    note_facts_read(state_.clock().steady_now(), roles);
    state_.database_up(database);
    return true;
  }

  void note_facts_read(SteadyTime now, std::uint64_t roles) {
    facts_read_ = now;
    roles_known_ = roles;
  }

  // False: the session broke over it. The job was not begun, and is due in the next one.
  bool renew_facts() {
    const SteadyTime now = state_.clock().steady_now();
    const std::uint64_t roles = state_.roles_seen();
    if ((now - facts_read_ > kFactsInterval || roles != roles_known_) && session_->refresh_facts().ok()) {
      note_facts_read(now, roles);
    }
    return !session_->broken();
  }

  void run_here(const JobPtr& job) {
    if (!renew_facts()) {
      leave("the connection was lost");
      return;
    }
    state_.session_status({"roaming", true, here_, job->collector->name, ""});
    run_job(state_, *session_, job);
    state_.session_status({"roaming", true, here_, "", ""});
    if (session_->broken()) {
      leave("the connection was lost while collector " + job->collector->name + " ran");
    }
  }

  TargetState& state_;
  Connector& connector_;
  Backoff backoff_;
  std::unique_ptr<Session> session_;
  std::string here_;
  SteadyTime facts_read_{};
  std::uint64_t roles_known_ = 0;  // to the facts that were read
};

// One steady session from its beginning to its end, after which nobody holds it. The error that ended it, if it was one.
Status visit_server(TargetState& state, Connector& connector, Backoff& backoff) {
  auto session = connector.connect("");
  count_connect(state, "steady", session.ok());
  if (!session) {
    return session.error();
  }
  state.connected_to(connector.server_name());
  state.session_status({"steady", true, (*session)->facts().database, "", ""});
  const SteadyTime since = state.clock().steady_now();
  Status ended = serve_steady(state, **session);
  if (state.clock().steady_now() - since > kFactsInterval) {
    backoff.reset();  // it was a good connection: the next attempt need not wait long
  }
  return ended;
}

Status visit_console(TargetState& state, Connector& connector, Backoff& backoff, const std::string& name, const std::string& label) {
  auto session = connector.connect("");
  count_connect(state, label, session.ok());
  if (!session) {
    return session.error();
  }
  backoff.reset();
  state.console_up(name);
  return serve_console(state, **session, name, label);
}

}  // namespace

void run_steady(TargetState& state, Connector& connector) {
  Backoff backoff(state.settings().collect.cluster_interval);
  while (!state.stopping()) {
    const Status ended = visit_server(state, connector, backoff);
    if (state.stopping()) {
      return;
    }
    if (!ended) {
      state.session_status({"steady", false, "", "", ended.error().text()});
      state.server_down(ended.error());
      state.expire();
      state.show_state();
      state.pause(backoff.next());
    }
  }
}

void run_roaming(TargetState& state, Connector& connector) {
  Roamer(state, connector).run();
}

void run_console(TargetState& state, Connector& connector, const std::string& name) {
  const std::string label = "pgbouncer " + name;
  Backoff backoff(state.settings().collect.cluster_interval);
  while (!state.stopping()) {
    const Status ended = visit_console(state, connector, backoff, name, label);
    if (state.stopping()) {
      return;
    }
    if (!ended) {
      state.session_status({label, false, "", "", ended.error().text()});
      state.console_down(name, ended.error());
      state.pause(backoff.next());
    }
  }
}

}  // namespace pgmedic
