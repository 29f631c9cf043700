#include "postgres/sqlstate.h"

#include <gmock/gmock.h>

#include <map>

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

ErrorCode code_of(const std::string& sqlstate) {
  return statement_error({sqlstate, "text"}, 1ms, 2s).code;
}

TEST(SqlState, SaysWhatKindOfFailureItIs) {
  for (const auto& [sqlstate, code] : std::map<std::string, ErrorCode>{{"55P03", ErrorCode::kLockTimeout},
                                                                       {"42501", ErrorCode::kPermission},
                                                                       {"42P01", ErrorCode::kUnsupported},
                                                                       {"42883", ErrorCode::kUnsupported},
                                                                       {"42704", ErrorCode::kUnsupported},
                                                                       {"0A000", ErrorCode::kUnsupported},
                                                                       {"58P01", ErrorCode::kUnsupported},
                                                                       {"55000", ErrorCode::kUnsupported},
                                                                       {"42703", ErrorCode::kQuery},
                                                                       {"42601", ErrorCode::kQuery},
                                                                       {"40001", ErrorCode::kQuery},
                                                                       {"57P01", ErrorCode::kUnavailable},
                                                                       {"57P02", ErrorCode::kUnavailable},
                                                                       {"57P03", ErrorCode::kUnavailable},
                                                                       {"53300", ErrorCode::kUnavailable},
                                                                       {"08006", ErrorCode::kUnavailable}}) {
    EXPECT_EQ(code_of(sqlstate), code) << sqlstate;
  }
}

TEST(SqlState, TheClockTellsATimeoutFromACancel) {
  EXPECT_EQ(statement_error({"57014", "text"}, 2001ms, 2s).code, ErrorCode::kTimeout);
  EXPECT_EQ(statement_error({"57014", "text"}, 1998ms, 2s).code, ErrorCode::kTimeout);
  EXPECT_EQ(statement_error({"57014", "text"}, 100ms, 2s).code, ErrorCode::kQuery);
}

TEST(SqlState, MessagesCarryTheCode) {
  EXPECT_EQ(statement_error({"22012", "division by zero"}, 0ms, 2s).message, "division by zero (SQLSTATE 22012)");
}

TEST(SqlState, KnowsThatAPreparedStatementIsGone) {
  EXPECT_TRUE(is_plan_complaint("26000"));
  EXPECT_TRUE(is_plan_complaint("42P05"));
  EXPECT_TRUE(is_plan_complaint("0A000"));
  EXPECT_FALSE(is_plan_complaint("42P01"));
  EXPECT_FALSE(is_plan_complaint(""));
}

}  // namespace
}  // namespace pgmedic
