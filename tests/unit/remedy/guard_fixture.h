// What guards are asked about, all of it in order; cases spoil one thing and look what is said.
// Thread rule: the test's thread.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/question.h"
#include "remedy/guard.h"

namespace pgmedic {

inline const WallTime kNow = WallTime(20'000 * 24h) + 3h;  // three o'clock at night

class FakeFiles final : public HostFiles {
 public:
  Result<bool> exists(const std::string& path) const override {
    return unreadable ? Result<bool>(Error{ErrorCode::kPermission, "cannot look at " + path}) : Result<bool>(there == path);
  }
  Result<double> free_bytes(const std::string& path) const override {
    const auto found = free.find(path);
    return found == free.end() ? Result<double>(Error{ErrorCode::kUnavailable, "cannot look at " + path}) : Result<double>(found->second);
  }
  std::string there;
  bool unreadable = false;
  std::map<std::string, double> free;
};

// A server that gives one row to each question: what the case says, 0 and "" otherwise.
class FakeServer {
 public:
  Ask ask() {
    return [this](const std::string& sql, const std::vector<std::string>& parameters, std::chrono::milliseconds) {
      return answer(sql, parameters);
    };
  }
  std::map<std::string, std::map<std::string, TableRows::Value>> answers;  // by question, by column
  std::string silent;                                                      // this question fails
  std::map<std::string, std::vector<std::string>> asked;                   // with which parameters

 private:
  Result<std::unique_ptr<RowSet>> answer(const std::string& sql, const std::vector<std::string>& parameters) {
    for (const Question& question : Questions::embedded().all()) {
      if (question.queries.front().sql == sql) {
        asked[question.name] = parameters;
        return question.name == silent ? Result<std::unique_ptr<RowSet>>(Error{ErrorCode::kTimeout, "it took too long"}) : row(question);
      }
    }
    throw std::runtime_error("nobody knows this query: " + sql);
  }
  Result<std::unique_ptr<RowSet>> row(const Question& question) {
    std::vector<std::string> columns;
    std::vector<TableRows::Value> values;
    const auto add = [&](const std::string& name, const char* usual) {
      const auto said = answers[question.name].find(name);
      columns.push_back(name);
      values.push_back(said == answers[question.name].end() ? TableRows::Value(usual) : said->second);
    };
    for (const auto& [name, help] : question.numbers) {
      add(name, "0");
    }
    for (const auto& [name, help] : question.texts) {
      add(name, "");
    }
    return std::unique_ptr<RowSet>(std::make_unique<TableRows>(columns, std::vector<std::vector<TableRows::Value>>{values}));
  }
};

// Somebody outside who gives what the case says, and remembers what was asked.
class FakeOutside {
 public:
  AskOutside ask() {
    return [this](const OutsideQuestion& question) -> Result<OutsideAnswer> {
      const std::string& asks = question.query.empty() ? question.source.url : question.query;
      asked.push_back(asks);
      const auto found = answers.find(asks);
      return found == answers.end() ? Result<OutsideAnswer>(Error{ErrorCode::kUnavailable, "no way to " + question.source.url})
                                    : Result<OutsideAnswer>(found->second);
    };
  }
  void give(const std::string& query, std::vector<double> values, Milliseconds age = 0ms) {
    answers[query] = {200, std::move(values), kNow - age};
  }
  std::map<std::string, OutsideAnswer> answers;  // by expression, or by address where there is none
  std::vector<std::string> asked;
};

class GuardTest : public testing::Test {
 protected:
  GuardTest() {
    policy_.mode = Mode::kAuto;
    policy_.of(Remedy::kReindex).mode = Mode::kAuto;
    history_.read_at = kNow;
    facts_.version_num = 150018;
    facts_.version = "15.18";
    facts_.user = "pgmedic_maintainer";
    facts_.privileges = {"pg_read_all_stats"};
    candidate_.exists = true;
    candidate_.measured_at = kNow;
    candidate_.object = {"shop", "app", "orders", "by_day"};
    candidate_.statement = "REINDEX INDEX CONCURRENTLY app.by_day";
    candidate_.numbers = {{"bytes", 1e9},
                          {"rows", 1e6},
                          {"table_bytes", 3e9},
                          {"bloat_ratio", 0.6},
                          {"density", 0.36},
                          {"fillfactor", 0.9},
                          {"leaf_pages", 1e5},
                          {"deleted_pages", 0},
                          {"is_btree", 1},
                          {"is_owned", 1},
                          {"xid_age", 1000},
                          {"analyze_ratio", 3},
                          {"vacuum_ratio", 4},
                          {"dead_rows", 1e6},
                          {"vacuum_age", 1e5},
                          {"freeze_ratio", 0.8},
                          {"predicted_gain_bytes", 6e8},
                          {"predicted_seconds", 60},
                          {"predicted_wal_bytes", 4e8},
                          {"predicted_disk_bytes", 4e8}};
    server_.answers["server"] = {{"system_identifier", "42"}};
    server_.answers["privilege"] = {{"owns", "1"}, {"may_look", "1"}, {"owner", "owner"}, {"role", "pgmedic_maintainer"}};
    server_.answers["replication"] = {{"safe_bytes", std::nullopt}};
    server_.answers["wraparound"] = {{"limit", "200000000"}};
    server_.answers["disk"] = {{"is_local", "1"}, {"data_directory", "/data"}};
    files_.free = {{"/data", 1e11}, {"/data/pg_wal", 1e11}};
    policy_.prometheus.url = "http://prometheus:9090";
  }

  GuardContext context() {
    ask_ = server_.ask();
    return {policy_, remedy_,   candidate_, history_, ask_,        facts_,         files_,
            now_,    approved_, pooled_,    running_, action_pid_, outside_.ask(), proven_ours_};
  }
  std::vector<GuardResult> judge() { return evaluate_all(context()); }
  GuardResult judge(const std::string& guard) {
    for (const GuardResult& result : judge()) {
      if (result.guard == guard) {
        return result;
      }
    }
    ADD_FAILURE() << "no guard of the name " << guard;
    return {};
  }
  // "no: reason".
  std::string say(const std::string& guard) {
    const GuardResult result = judge(guard);
    return std::string(verdict_name(result.verdict)) + ": " + result.reason;
  }

  TargetPolicy policy_;
  Remedy remedy_ = Remedy::kReindex;
  Candidate candidate_;
  ObjectHistory history_;
  FakeServer server_;
  Ask ask_;
  ServerFacts facts_;
  FakeFiles files_;
  WallTime now_ = kNow;
  bool approved_ = false;
  bool pooled_ = false;
  bool running_ = false;
  int action_pid_ = 0;
  FakeOutside outside_;
  std::optional<bool> proven_ours_;
};

}  // namespace pgmedic
