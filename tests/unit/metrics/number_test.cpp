#include "metrics/number.h"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(PageNumber, CopiesWhatPostgresqlWrites) {
  for (const char* text :
       {"0", "-0", "1", "-17", "9223372036854775807", "18446744073709551615", "0.1", "-0.000001", "123456789012345678901234567890.5",
        "1e+20", "1E20", "1.5e-05", "-2.2250738585072014e-308", "1.7976931348623157e+308", "0.30000000000000004", "007"}) {
    EXPECT_EQ(page_number(text), text);
  }
}

TEST(PageNumber, TranslatesWords) {
  EXPECT_EQ(page_number("NaN"), "NaN");
  EXPECT_EQ(page_number("Infinity"), "+Inf");
  EXPECT_EQ(page_number("-Infinity"), "-Inf");
}

TEST(PageNumber, RefusesEverythingElse) {
  for (const char* text : {"",  "-", "+1",   ".5",  "5.",  "1e",  "1e+",  "e5",  "1 ",    " 1",    "1,5",   "0x10", "1_000",
                           "t", "f", "true", "nan", "inf", "Inf", "+Inf", "--1", "1.2.3", "1e5.5", "12:30", "1\n2", "1 2"}) {
    EXPECT_EQ(page_number(text), "") << text;
  }
  EXPECT_EQ(page_number(std::string_view("1\0", 2)), "");
}

TEST(PageNumber, RefusesWhatNoDoubleCanHoldBecauseOneSuchNumberSpoilsAPage) {
  EXPECT_EQ(page_number("1e309"), "");
  EXPECT_EQ(page_number(std::string(400, '9')), "");
  EXPECT_EQ(page_number("1e-400"), "0");
  EXPECT_EQ(page_number(std::string(305, '9')), std::string(305, '9'));
  const std::string fraction = "0." + std::string(500, '3');
  EXPECT_EQ(page_number(fraction), fraction);
}

TEST(ParseNumber, GivesTheValue) {
  EXPECT_EQ(parse_number("0.1"), 0.1);
  EXPECT_EQ(parse_number("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(parse_number("NaN").value()));
  EXPECT_EQ(parse_number("abc"), std::nullopt);
}

TEST(FormatNumber, IsShortAndReadsBackExactly) {
  NumberBuffer buffer;
  EXPECT_EQ(format_number(0, buffer), "0");
  EXPECT_EQ(format_number(100000, buffer), "100000");
  EXPECT_EQ(format_number(-3, buffer), "-3");
  EXPECT_EQ(format_number(0.1 + 0.2, buffer), "0.30000000000000004");
  EXPECT_EQ(format_number(1732300000.125, buffer), "1732300000.125");
  EXPECT_EQ(format_number(1e300, buffer), "1e+300");
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN(), buffer), "NaN");
  EXPECT_EQ(format_number(std::numeric_limits<double>::infinity(), buffer), "+Inf");
  EXPECT_EQ(format_number(-std::numeric_limits<double>::infinity(), buffer), "-Inf");
  for (const double value : {1.0 / 3.0, 9007199254740993.0, -1.7976931348623157e308, 5e-324, 123456789.123456789}) {
    EXPECT_EQ(parse_number(format_number(value, buffer)), value);
  }
}

}  // namespace
}  // namespace pgmedic
