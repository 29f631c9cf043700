#include "server/remedy/chaos.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pgmedic {

using support::eventually;

namespace {

constexpr std::size_t kMostSessions = 4;
constexpr const char* kActing = " FROM pg_stat_activity WHERE application_name LIKE 'pgmedic/action/%' AND backend_type = 'client backend'";

}  // namespace

void Chaos::SetUp() {
  PGMEDIC_NEED_SERVER(15);
  start();
  make_tables();
  remember();
  known_.changing.insert("app.ledger");
  // Each is one transaction: a row that must be there, and a write without a trace.
  application_ = std::make_unique<Workload>(server(), "shop", 2, [tables = tables_](int client, long n) {
    return "INSERT INTO app.ledger VALUES (" + std::to_string(client) + ", " + std::to_string(n) + "); UPDATE app.c" +
           std::to_string(static_cast<std::size_t>(n) % tables) + " SET note = note WHERE id = 3";
  });
  for (const char* slot : {"left", "right"}) {
    revive(slot);
  }
}

// Each has two bloated indexes, and dead and unanalyzed rows.
void Chaos::make_tables() {
  ground().shop("CREATE TABLE app.ledger (client integer, n integer, PRIMARY KEY (client, n))");
  for (std::size_t i = 0; i < tables_; ++i) {
    const std::string name = "c" + std::to_string(i);
    const std::string table = "app." + name;
    ground().shop("CREATE TABLE " + table + " (id integer, v integer, note text DEFAULT 'x')");
    ground().shop("INSERT INTO " + table + " SELECT i, i FROM generate_series(1, 4000) AS i");
    ground().shop("CREATE INDEX " + name + "_v ON " + table + " (v); CREATE INDEX " + name + "_id ON " + table + " (id)");
    ground().shop("DELETE FROM " + table + " WHERE id % 3 <> 0");
    ground().shop_client().execute("VACUUM ANALYZE " + table);
    ground().shop("UPDATE " + table + " SET note = 'y' WHERE id % 2 = 0");
  }
}

void Chaos::revive(const std::string& slot) {
  TargetPolicy all = policy();
  all.budget = Budget{0, 0, 0, {}, 0};
  all.quarantine_after = 0;
  all.guards.yield_after = 1s;
  for (const Remedy remedy : kRemedies) {
    all.of(remedy).cooldown = 0ms;
  }
  names_[slot] = slot + std::to_string(lives_++);
  replicas_[slot] = remedies(names_[slot], all);
}

const std::vector<Chaos::Fault>& Chaos::faults() {
  static const std::vector<Fault> kFaults{{"nominate something", 20, &Chaos::nominate_something},
                                          {"open a writer", 9, &Chaos::open_writer},
                                          {"open a reader", 9, &Chaos::open_reader},
                                          {"open a snapshot", 3, &Chaos::open_snapshot},
                                          {"close a session", 12, &Chaos::close_session},
                                          {"maintain by hand", 4, &Chaos::maintain_by_hand},
                                          {"cancel the backend", 6, &Chaos::cancel_backend},
                                          {"terminate the backend", 6, &Chaos::terminate_backend},
                                          {"kill the backend", 1, &Chaos::kill_backend},
                                          {"kill a replica", 4, &Chaos::kill_replica},
                                          {"stop a replica", 2, &Chaos::stop_replica},
                                          {"let time pass", 6, &Chaos::let_time_pass},
                                          {"pull the kill switch", 2, &Chaos::pull_kill_switch},
                                          {"reset the kill switch", 6, &Chaos::reset_kill_switch},
                                          {"pause", 2, &Chaos::pause},
                                          {"resume", 6, &Chaos::resume},
                                          {"restart the server", 1.5, &Chaos::restart_server}};
  return kFaults;
}

std::string Chaos::strike() {
  std::vector<double> weights;
  for (const Fault& fault : faults()) {
    weights.push_back(fault.weight);
  }
  const Fault& fault = faults()[std::discrete_distribution<std::size_t>(weights.begin(), weights.end())(random_)];
  try {
    (this->*fault.happens)();
  } catch (const support::SqlError& error) {
    return std::string(fault.name) + ", in vain: " + error.what();  // the server is just recovering
  }
  return fault.name;
}

// Where people are in the way of what comes next.
std::string Chaos::pick_table() {
  return "app.c" + std::to_string((nominated_ + pick(2)) % tables_);
}

Remedies& Chaos::pick_replica() {
  return *replicas_[pick(2) == 0 ? "left" : "right"];
}

// By a person: nothing that was tried a moment ago is too recent for one.
void Chaos::nominate_something() {
  const std::size_t table = nominated_++ % tables_;
  const std::string name = "c" + std::to_string(table);
  Nomination nomination = on_table(pick(2) == 0 ? Remedy::kAnalyze : Remedy::kVacuum, name);
  if (pick(3) != 0) {
    nomination = {"main", Remedy::kReindex, {"shop", "app", name, name + (pick(2) == 0 ? "_v" : "_id")}, "", "", "", {}};
  }
  nomination.trigger = kByOperator;
  pick_replica().nominate({nomination});
}

// Nobody waits for long, or two of them would wait for each other for ever: they are one thread.
support::SqlClient& Chaos::open_session(const std::string& begin) {
  support::SqlClient& session = sessions_.emplace_back(ground().shop_client());
  session.execute("SET lock_timeout = '1s'");
  session.execute(begin);
  return session;
}

void Chaos::open_writer() {
  support::SqlClient& session = open_session("BEGIN");
  session.execute("UPDATE " + pick_table() + " SET note = 'changed' WHERE id = 6");
}

void Chaos::open_reader() {
  support::SqlClient& session = open_session("BEGIN");
  session.execute("SELECT count(*) FROM " + pick_table());
}

void Chaos::open_snapshot() {
  support::SqlClient& session = open_session("BEGIN ISOLATION LEVEL REPEATABLE READ");
  session.execute("SELECT count(*) FROM pg_class");
}

void Chaos::close_session() {
  while (!sessions_.empty()) {
    sessions_.erase(std::next(sessions_.begin(), static_cast<std::ptrdiff_t>(pick(sessions_.size()))));
    if (sessions_.size() < kMostSessions) {
      return;
    }
  }
}

// Somebody who does not wait for long.
void Chaos::maintain_by_hand() {
  support::SqlClient person = ground().shop_client();
  person.execute("SET lock_timeout = '1500ms'");
  person.execute(pick(2) == 0 ? "VACUUM " + pick_table() : "COMMENT ON TABLE " + pick_table() + " IS 'looked at'");
}

void Chaos::cancel_backend() {
  server().execute(std::string("SELECT pg_cancel_backend(pid)") + kActing);
}

void Chaos::terminate_backend() {
  server().execute(std::string("SELECT pg_terminate_backend(pid)") + kActing);
}

// The server takes that for a crash.
void Chaos::kill_backend() {
  const std::string pid = server().scalar(std::string("SELECT pid") + kActing);
  if (!pid.empty()) {
    ::kill(std::stoi(pid), SIGKILL);
  }
}

void Chaos::kill_replica() {
  const std::string slot = pick(2) == 0 ? "left" : "right";
  kill_abruptly(std::move(replicas_[slot]), names_[slot]);
  revive(slot);
}

void Chaos::stop_replica() {
  const std::string slot = pick(2) == 0 ? "left" : "right";
  replicas_[slot].reset();
  revive(slot);
}

// What a dead replica held is free at once.
void Chaos::let_time_pass() {
  std::string living;
  for (const auto& [slot, name] : names_) {
    living += (living.empty() ? "'" : ", '") + name + "'";
  }
  server().execute("UPDATE pgmedic.action SET held_until = clock_timestamp() WHERE replica NOT IN (" + living +
                   ") AND held_until IS NOT NULL");
}

void Chaos::pull_kill_switch() {
  std::ofstream(directory_.path() / "stop") << "";
}

void Chaos::reset_kill_switch() {
  std::filesystem::remove(directory_.path() / "stop");
}

void Chaos::pause() {
  static_cast<void>(pick_replica().pause("main", "chaos").ok());
}

void Chaos::resume() {
  static_cast<void>(pick_replica().resume("main", "chaos").ok());
}

void Chaos::restart_server() {
  const std::size_t manner = pick(3);
  if (manner == 2) {
    ::kill(server().pid(), SIGKILL);
    server().start();
  } else {
    server().restart(manner == 0 ? support::StopMode::kFast : support::StopMode::kImmediate);
  }
}

void Chaos::end_faults() {
  sessions_.clear();
  reset_kill_switch();
  ASSERT_TRUE(eventually([&] { return pick_replica().resume("main", "chaos").ok(); }, 60s));
  ASSERT_TRUE(eventually(
      [&] {
        try {
          let_time_pass();
          return true;
        } catch (const support::SqlError&) {
          return false;
        }
      },
      60s));
}

bool Chaos::settles() {
  return eventually(
      [&] {
        try {
          return what_is_open().empty();
        } catch (const support::SqlError&) {
          return false;
        }
      },
      180s);
}

std::string Chaos::what_is_open() {
  return ask_journal("SELECT string_agg(id || ' ' || state || ' ' || reason, E'\\n') FROM pgmedic.action WHERE ended IS NULL");
}

void Chaos::expect_ledger() {
  application_->stop();
  for (const auto& [error, times] : application_->errors()) {
    known_.application_errors.push_back(error + " (" + std::to_string(times) + " times)");
  }
  const long written = std::stol(ground().shop_value("SELECT count(*) FROM app.ledger"));
  EXPECT_GE(written, application_->done());
  EXPECT_LE(written, application_->done() + application_->in_doubt());
}

}  // namespace pgmedic
