#include "base/quantity.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

std::string quantity(std::string_view text) {
  const Result<std::string> parsed = parse_quantity(text);
  return parsed ? *parsed : "error";
}

TEST(Quantity, NumbersStayThemselves) {
  EXPECT_EQ(quantity("0.4"), "0.4");
  EXPECT_EQ(quantity("500000"), "500000");
  const std::string tiny = "0." + std::string(200, '0') + "1";
  EXPECT_EQ(quantity(tiny), tiny);
  EXPECT_EQ(quantity("-1"), "-1");
}

TEST(Quantity, DurationsBecomeSeconds) {
  EXPECT_EQ(quantity("7d"), "604800");
  EXPECT_EQ(quantity("250ms"), "0.25");
  EXPECT_EQ(quantity("1h30m"), "5400");
}

TEST(Quantity, SizesBecomeBytes) {
  EXPECT_EQ(quantity("1GB"), "1073741824");
  EXPECT_EQ(quantity("64 MB"), "67108864");
  EXPECT_EQ(quantity("1.5kB"), "1536");
  EXPECT_EQ(quantity("8B"), "8");
  EXPECT_EQ(quantity("2TB"), "2199023255552");
}

TEST(Quantity, RefusesTheRest) {
  for (const char* text : {"", "many", "1e99", "nan", "inf", "0x10", "1 2", "1GiB", "GB", "-1GB", "9999999TB", "7days", "1;2"}) {
    EXPECT_EQ(quantity(text), "error") << text;
  }
}

TEST(Amounts, MustFitTheirUnit) {
  EXPECT_EQ(*read_amount("7d", "seconds"), 604800);
  EXPECT_EQ(*read_amount("100MB", "bytes"), 104857600);
  EXPECT_EQ(*read_amount("0.4", "bytes"), 0.4);
  EXPECT_EQ(read_amount("7d", "bytes").error().text(), "\"7d\" is a duration, but this is not measured in seconds");
  EXPECT_EQ(read_amount("1GB", "").error().text(), "\"1GB\" is a size, but this is not measured in bytes");
}

}  // namespace
}  // namespace pgmedic
