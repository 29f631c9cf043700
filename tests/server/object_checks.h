// A server with a database and a schema under names that trip careless code, in which a test plants an ailment and lets its check look.
// Sizes and ages that would take hours to plant are overridden, and the test says so.
// Thread rule: the test's thread.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "server/checked_server.h"
#include "server/hostile_cluster.h"
#include "support/eventually.h"

namespace pgmedic {

// 63 bytes, the longest that there is, with everything that has a meaning somewhere.
inline std::string odd(std::string name) {
  name += " \"'\n\\{x} ";
  name.resize(63, 'x');
  return name;
}

class ObjectChecks : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    support::PostgresSettings settings;
    settings.major = GetParam();
    settings.settings = {{"autovacuum", "off"}, {"track_commit_timestamp", "on"}};
    server_ = std::make_unique<support::PostgresServer>(settings);
    server_->execute("CREATE DATABASE " + support::quote_name(database_));
    make_monitor_role(*server_, database_);
    run({"CREATE SCHEMA " + support::quote_name(schema_)});
    checked_ = std::make_unique<CheckedServer>(*server_);
  }

  // Each in a transaction of its own, in a session of its own for all: its counters are handed in when it ends.
  void run(const std::vector<std::string>& statements) const {
    support::SqlClient client = server_->client("postgres", database_);
    for (const std::string& statement : statements) {
      client.execute(statement);
    }
  }
  void make_table(const std::string& name, int rows, const std::string& more = "") const {
    run({"CREATE TABLE " + table(name) + " (id int, v int) " + more,
         "INSERT INTO " + table(name) + " SELECT i, i FROM generate_series(1, " + std::to_string(rows) + ") AS i"});
  }

  std::string table(const std::string& name) const { return support::quote_name(schema_) + "." + support::quote_name(odd(name)); }
  std::string object(const std::string& name) const { return database_ + "." + schema_ + "." + odd(name); }
  std::string object(const std::string& name, const std::string& part) const { return object(name) + "." + part; }

  // The objects that the check finds in the end: statistics need a moment.
  template <typename Matcher>
  void expect(const std::string& check, const CheckOverride& change, const Matcher& matcher) {
    std::vector<std::string> found;
    support::eventually([&] {
      found = objects(checked_->judge(check, change, database_));
      return testing::Value(found, matcher);
    });
    EXPECT_THAT(found, matcher) << check;
  }
  void expect_nothing(const std::string& check) {
    EXPECT_THAT(objects(checked_->judge(check, {}, database_)), testing::IsEmpty()) << check;
  }

  const std::string database_ = odd("database");
  const std::string schema_ = odd("schema");
  std::unique_ptr<support::PostgresServer> server_;
  std::unique_ptr<CheckedServer> checked_;
};

}  // namespace pgmedic
