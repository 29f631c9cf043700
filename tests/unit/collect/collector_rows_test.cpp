// When a collector's rows are asked for their parents, and when what is known is enough.
#include "collect/collector_rows.h"

#include <gtest/gtest.h>

#include <map>

#include "fakes.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using Answer = std::vector<std::vector<TableRows::Value>>;

const char* const kQuery = "SELECT rows";
const char* const kParents = "SELECT parents";

class Server final : public Session {
 public:
  const ServerFacts& facts() const override { return facts_; }
  Status refresh_facts() override { return {}; }
  bool broken() const override { return false; }
  Result<std::unique_ptr<RowSet>> query(const std::string& sql, Milliseconds /*statement_timeout*/) override {
    ++asked[sql];
    if (sql == failing) {
      return Error{ErrorCode::kTimeout, "too slow"};
    }
    return std::unique_ptr<RowSet>(sql == kQuery ? std::make_unique<TableRows>(std::vector<std::string>{"id", "table", "index"}, rows)
                                                 : std::make_unique<TableRows>(std::vector<std::string>{"child", "parent"}, parents));
  }

  Answer rows{{"1", "t", std::nullopt}, {"10", std::nullopt, "i"}};
  Answer parents{{"10", "1"}};
  std::string failing;
  std::map<std::string, int> asked;
  ServerFacts facts_;  // NOLINT(readability-identifier-naming): the plain name is the method's
};

class CollectorRows : public testing::Test {
 protected:
  CollectorRows() {
    collector_.labels = {"table", "index"};
    collector_.inherit = Inheritance{"id", kParents};
    collector_.queries = {QueryVariant{0, kQuery, ""}};
    server_.facts_.server_life = "first";
  }
  Result<std::unique_ptr<RowSet>> look() { return collector_rows(server_, collector_, 15, 1s, memory_); }
  // The table of each row, one after the other.
  std::string tables() {
    const Result<std::unique_ptr<RowSet>> rows = look();
    std::string tables;
    for (std::size_t row = 0; rows && row < (*rows)->rows(); ++row) {
      tables += std::string((*rows)->value(row, 1)) + " ";
    }
    return rows ? tables : rows.error().text();
  }
  int parents_asked() { return server_.asked[kParents]; }

  Server server_;
  Collector collector_;
  ParentMemory memory_;
};

TEST_F(CollectorRows, AreAskedForTheirParentsOnce) {
  EXPECT_EQ(tables(), "t t ");
  EXPECT_EQ(tables(), "t t ");
  EXPECT_EQ(parents_asked(), 1);
}

TEST_F(CollectorRows, AreAskedAgainWhenOneIsNewOrGone) {
  tables();
  server_.rows.push_back({"11", std::nullopt, "j"});
  server_.parents.push_back({"11", "1"});
  EXPECT_EQ(tables(), "t t t ");
  EXPECT_EQ(parents_asked(), 2);
  server_.rows.pop_back();
  EXPECT_EQ(tables(), "t t ");
  EXPECT_EQ(parents_asked(), 3);
}

TEST_F(CollectorRows, AreAskedAgainWhenTheServerIsAnotherOne) {
  tables();
  server_.rows.push_back({"2", "u", std::nullopt});
  server_.parents = {{"10", "2"}};
  EXPECT_EQ(tables(), "t t u ");
  server_.facts_.server_life = "second";
  EXPECT_EQ(tables(), "t u u ");
}

TEST_F(CollectorRows, AreAlwaysAskedWhereNobodyKnowsTheServer) {
  server_.facts_.server_life.clear();
  tables();
  EXPECT_EQ(tables(), "t t ");
  EXPECT_EQ(parents_asked(), 2);
}

TEST_F(CollectorRows, AreNotAskedWithoutChildren) {
  server_.rows.pop_back();
  EXPECT_EQ(tables(), "t ");
  EXPECT_EQ(parents_asked(), 0);
}

TEST_F(CollectorRows, FailWithEitherQuery) {
  server_.failing = kParents;
  EXPECT_EQ(look().error().code, ErrorCode::kTimeout);
  server_.failing = kQuery;
  EXPECT_EQ(look().error().code, ErrorCode::kTimeout);
  server_.failing.clear();
  EXPECT_EQ(tables(), "t t ");
}

TEST_F(CollectorRows, OfOtherCollectorsAreTheirQuerysAnswer) {
  collector_.inherit.reset();
  EXPECT_EQ(tables(), "t  ");
  EXPECT_EQ(parents_asked(), 0);
}

}  // namespace
}  // namespace pgmedic
