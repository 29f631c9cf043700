// What the runbooks tell people to look with runs as it stands there, on every major that the block does not exclude by its first line:
// "-- PostgreSQL 17 and later" or "-- before PostgreSQL 17".
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "server/remedy/maintainer.h"
#include "support/postgres_server.h"

namespace pgmedic {
namespace {

struct SqlBlock {
  std::string runbook;
  std::string sql;
};

std::vector<SqlBlock> sql_blocks() {
  static const std::regex kBlock("```sql\n([^`]*)```");
  std::vector<SqlBlock> blocks;
  for (const auto& entry : std::filesystem::directory_iterator(PGMEDIC_SOURCE_DIR "/alerts/runbooks")) {
    std::ifstream file(entry.path());
    std::ostringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    for (auto match = std::sregex_iterator(all.begin(), all.end(), kBlock); match != std::sregex_iterator(); ++match) {
      blocks.push_back({entry.path().stem(), (*match)[1]});
    }
  }
  return blocks;
}

bool is_for(const SqlBlock& block, int major) {
  std::smatch match;
  if (std::regex_search(block.sql, match, std::regex("^-- PostgreSQL ([0-9]+) and later\n"))) {
    return major >= std::stoi(match[1]);
  }
  if (std::regex_search(block.sql, match, std::regex("^-- before PostgreSQL ([0-9]+)\n"))) {
    return major < std::stoi(match[1]);
  }
  return true;
}

std::optional<std::string> refusal(support::SqlClient& session, const std::string& sql) {
  try {
    session.rows(sql);
  } catch (const support::SqlError& error) {
    return error.what();
  }
  return std::nullopt;
}

class Runbooks : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Server, Runbooks, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

TEST_P(Runbooks, ShowSqlThatRuns) {
  PGMEDIC_NEED_SERVER(GetParam());
  const support::PostgresServer server(GetParam());
  make_maintainer(server);
  server.execute(
      "CREATE TABLE parent (id integer PRIMARY KEY); CREATE TABLE child (parent_id integer REFERENCES parent);"
      "CREATE TABLE parts (id integer) PARTITION BY RANGE (id); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)");
  support::SqlClient session = server.client();
  const std::vector<SqlBlock> blocks = sql_blocks();
  EXPECT_GT(blocks.size(), 40U) << "the blocks are not found any more";
  for (const SqlBlock& block : blocks) {
    if (is_for(block, GetParam())) {
      EXPECT_EQ(refusal(session, block.sql), std::nullopt) << block.runbook << ":\n" << block.sql;
    }
  }
}

}  // namespace
}  // namespace pgmedic
