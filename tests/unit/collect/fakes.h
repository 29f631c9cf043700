// A server without a server: sessions that answer from a script. What SQL means is the server suite's business.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "collect/live_fleet.h"
#include "collect/target.h"
#include "postgres/session.h"

namespace pgmedic::test {

class SilentLog final : public Log {
 public:
  void write(LogLevel /*level*/, std::string_view /*message*/, std::initializer_list<LogField> /*fields*/) override {}
};

// A clock that stands still until it is told to go.
class ManualClock final : public Clock {
 public:
  SteadyTime steady_now() const override { return SteadyTime(std::chrono::hours(1)) + offset_.load(); }
  WallTime wall_now() const override { return WallTime(std::chrono::hours(24 * 365)) + offset_.load(); }
  void advance(Milliseconds by) { offset_.store(offset_.load() + by); }

 private:
  std::atomic<Milliseconds> offset_{Milliseconds(0)};
};

// What the fake server does, and what was done to it.
struct FakeServer {
  std::mutex mutex;
  bool reachable = true;
  bool silent = false;  // connection attempts wait
  int cuts = 0;         // as often were all sessions ended, without a word
  std::set<std::string> unreachable_databases;
  std::map<std::string, std::string> closed_databases;  // unreachable too, and the list of databases says why
  std::vector<std::string> databases{"postgres"};
  ServerFacts facts = default_facts();
  std::map<std::string, Error> failing;  // by SQL
  std::map<std::string, int> runs;       // by SQL
  int open = 0;
  int most_open = 0;
  int connects = 0;
  int knocks = 0;  // attempts to enter a closed database

  static ServerFacts default_facts() {
    ServerFacts facts;
    facts.version_num = 150018;
    facts.version = "15.18";
    facts.user = "pgmedic";
    facts.database = "postgres";
    return facts;
  }
  template <class Function>
  auto with_lock(Function function) {
    const std::lock_guard lock(mutex);
    return function(*this);
  }
};

class FakeSession final : public Session {
 public:
  FakeSession(FakeServer& server, std::string database) : server_(server), cuts_(server.cuts), facts_(server.facts) {
    if (!database.empty()) {
      facts_.database = std::move(database);
    }
    server_.most_open = std::max(server_.most_open, ++server_.open);
  }
  ~FakeSession() override {
    const std::lock_guard lock(server_.mutex);
    --server_.open;
  }
  FakeSession(const FakeSession&) = delete;
  FakeSession& operator=(const FakeSession&) = delete;

  const ServerFacts& facts() const override { return facts_; }
  bool broken() const override { return broken_; }
  bool lost() override {
    const std::lock_guard lock(server_.mutex);
    broken_ = broken_ || is_cut();
    return broken_;
  }
  Status refresh_facts() override {
    const std::lock_guard lock(server_.mutex);
    if (is_cut()) {
      return end();
    }
    const std::string database = facts_.database;
    facts_ = server_.facts;
    facts_.database = database;
    return {};
  }
  Result<std::unique_ptr<RowSet>> query(const std::string& sql, std::chrono::milliseconds /*statement_timeout*/) override {
    const std::lock_guard lock(server_.mutex);
    if (is_cut()) {
      return end();
    }
    ++server_.runs[sql];
    const auto failing = server_.failing.find(sql);
    if (failing != server_.failing.end()) {
      return failing->second;
    }
    if (sql.find("pg_database") != std::string::npos) {
      std::vector<std::vector<TableRows::Value>> rows;
      for (const std::string& database : server_.databases) {
        const auto closed = server_.closed_databases.find(database);
        rows.push_back({database, closed == server_.closed_databases.end() ? std::nullopt : TableRows::Value(closed->second)});
      }
      return std::unique_ptr<RowSet>(std::make_unique<TableRows>(std::vector<std::string>{"datname", "closed"}, std::move(rows)));
    }
    return std::unique_ptr<RowSet>(std::make_unique<TableRows>(
        std::vector<std::string>{"datname", "value"}, std::vector<std::vector<TableRows::Value>>{{facts_.database, std::string("1")}}));
  }

 private:
  bool is_cut() const { return !server_.reachable || server_.cuts != cuts_; }
  Error end() {
    broken_ = true;
    return Error{ErrorCode::kUnavailable, "connection lost"};
  }
  FakeServer& server_;
  const int cuts_;  // when it began
  ServerFacts facts_;
  bool broken_ = false;
};

class FakeConnector final : public Connector {
 public:
  explicit FakeConnector(FakeServer& server) : server_(server) {}
  Result<std::unique_ptr<Session>> connect(const std::string& database) override {
    while (!interrupted_ && server_.with_lock([](FakeServer& server) { return server.silent; })) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const std::lock_guard lock(server_.mutex);
    ++server_.connects;
    if (server_.closed_databases.contains(database)) {
      ++server_.knocks;
    }
    if (!server_.reachable || server_.unreachable_databases.contains(database) || server_.closed_databases.contains(database)) {
      return Error{ErrorCode::kUnavailable, "connection refused"};
    }
    return std::unique_ptr<Session>(std::make_unique<FakeSession>(server_, database));
  }
  void interrupt() override { interrupted_ = true; }
  std::string server_name() const override { return "fake:5432"; }

 private:
  FakeServer& server_;
  std::atomic<bool> interrupted_{false};
};

inline Collector make_collector(const std::string& name, Scope scope, Lane lane = Lane::kFast) {
  Collector collector;
  collector.name = name;
  collector.help = "A fixture.";
  collector.scope = scope;
  collector.lane = lane;
  collector.timeout = std::chrono::seconds(2);
  collector.labels = {"datname"};
  MetricFamily family;
  family.name = "pg_" + name;
  family.help = "A fixture.";
  family.labels = {"datname"};
  family.samples.push_back(MetricColumn{});
  family.samples.back().columns = {"value"};
  collector.families.push_back(std::move(family));
  collector.queries.push_back(QueryVariant{0, "SELECT " + name, name + ".sql"});
  return collector;
}

// Waits for a condition that another thread brings about; the bound is for a machine that is very busy.
template <class Condition>
bool eventually(const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace pgmedic::test
