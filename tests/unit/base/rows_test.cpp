#include "base/rows.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(TableRows, GivesValuesNullsAndColumns) {
  const TableRows rows({"a", "b"}, {{"1", std::nullopt}});
  EXPECT_EQ(rows.rows(), 1U);
  EXPECT_EQ(rows.find_column("b"), 1U);
  EXPECT_EQ(rows.find_column("B"), std::nullopt);
  EXPECT_EQ(rows.value(0, 0), "1");
  EXPECT_TRUE(rows.is_null(0, 1));
  EXPECT_EQ(rows.value(0, 1), "");
}

}  // namespace
}  // namespace pgmedic
