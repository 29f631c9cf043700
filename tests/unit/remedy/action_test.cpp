// Facts: pairs of text that people read and code looks into.
#include "remedy/action.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(Facts, TheLaterOneCounts) {
  const Facts facts{{"bytes", "10"}, {"density", "70.5"}, {"bytes", "20"}};
  EXPECT_EQ(fact_of(facts, "bytes"), "20");
  EXPECT_EQ(fact_of(facts, "nothing"), "");
  EXPECT_EQ(number_of(facts, "density"), 70.5);
}

TEST(Facts, WhatIsNoNumberIsNone) {
  const Facts facts{{"a", ""}, {"b", "12x"}, {"c", "unknown"}};
  for (const char* name : {"a", "b", "c", "d"}) {
    EXPECT_EQ(number_of(facts, name), std::nullopt) << name;
  }
}

TEST(ActionId, IsAUuid) {
  EXPECT_TRUE(is_action_id("01234567-89ab-cdef-0123-456789abcdef"));
  EXPECT_TRUE(is_action_id("01234567-89AB-CDEF-0123-456789ABCDEF"));
  for (const char* other :
       {"", "x", "01234567-89ab-cdef-0123-456789abcde", "01234567-89ab-cdef-0123-456789abcdef0", "------------------------------------",
        "01234567089ab0cdef001230456789abcdef", "01234567-89ab-cdef-0123-456789abcde'"}) {
    EXPECT_FALSE(is_action_id(other)) << other;
  }
}

}  // namespace
}  // namespace pgmedic
