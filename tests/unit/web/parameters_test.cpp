#include "web/parameters.h"

#include <gmock/gmock.h>

namespace pgmedic::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string error_of(std::string_view query) {
  const auto asked = Parameters::read(query, {"target", "check"});
  return asked.ok() ? "" : asked.error().text();
}

TEST(Parameters, AreDecodedAndEmptyWhenAbsent) {
  const auto asked = Parameters::read("t%61rget=a%20b+c&", {"target", "check"});
  ASSERT_TRUE(asked.ok());
  EXPECT_EQ(asked->get("target"), "a b c");
  EXPECT_TRUE(asked->has("target"));
  EXPECT_EQ(asked->get("check"), "");
  EXPECT_FALSE(asked->has("check"));
}

TEST(Parameters, WhatIsEmptyIsThereNevertheless) {
  for (const char* query : {"target", "target="}) {
    const auto asked = Parameters::read(query, {"target"});
    ASSERT_TRUE(asked.ok());
    EXPECT_TRUE(asked->has("target")) << query;
  }
}

TEST(Parameters, UnknownAndRepeatedOnesAreRefused) {
  EXPECT_EQ(error_of("target=a&check=b"), "");
  EXPECT_EQ(error_of("tagret=a"), "unknown parameter; there are target, check");
  EXPECT_EQ(error_of("target=a&target=a"), "target stands more than once");
  EXPECT_EQ(error_of("target=&check=&target=a"), "target stands more than once");
  EXPECT_THAT(error_of("<b>=a"), Not(HasSubstr("<b>")));
  EXPECT_THAT(Parameters::read("x", {}).error().text(), HasSubstr("none is taken here"));
}

TEST(Parameters, WordsAreThoseOfTheSet) {
  const auto asked = Parameters::read("check=a&target=", {"target", "check"});
  ASSERT_TRUE(asked.ok());
  EXPECT_TRUE(asked->check_word("check", {"a", "b"}).ok());
  EXPECT_TRUE(asked->check_word("target", {"a", "b"}).ok()) << "empty: not asked";
  EXPECT_EQ(asked->check_word("check", {"A", "b"}).error().text(), "unknown check; one of A, b");
}

}  // namespace
}  // namespace pgmedic::test
