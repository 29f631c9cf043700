#include "app/shard.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(Shard, ReadsIOfN) {
  const Result<Shard> shard = parse_shard("2/3");
  ASSERT_TRUE(shard.ok());
  EXPECT_EQ(*shard, (Shard{2, 3}));
}

TEST(Shard, RefusesWhatIsNoPartOfAWhole) {
  for (const char* text : {"", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "a/b", "1/", "/3", " 1/3", "99999999999/99999999999"}) {
    EXPECT_FALSE(parse_shard(text).ok()) << text;
  }
  EXPECT_EQ(parse_shard("4/3").error().text(), "--shard: \"4/3\" is no part of a whole; write i/n with i from 1 to n: --shard=1/3");
}

TEST(Shard, EveryTargetBelongsToExactlyOne) {
  for (int number = 0; number < 200; ++number) {
    const std::string name = "db" + std::to_string(number);
    int owners = 0;
    for (std::uint32_t index = 1; index <= 3; ++index) {
      owners += is_in_shard(name, {index, 3}) ? 1 : 0;
    }
    EXPECT_EQ(owners, 1) << name;
  }
}

// Fixed for ever: replicas of different versions must agree.
TEST(Shard, HashIsStable) {
  EXPECT_TRUE(is_in_shard("", {14695981039346656037ULL % 1000 + 1, 1000}));
  EXPECT_TRUE(is_in_shard("a", {0xaf63dc4c8601ec8cULL % 1000 + 1, 1000}));
  EXPECT_TRUE(is_in_shard("foobar", {0x85944171f73967e8ULL % 1000 + 1, 1000}));
}

TEST(Shard, SelectsInOrder) {
  std::vector<TargetSettings> targets(20);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    targets[i].name = "t" + std::to_string(i);
  }
  EXPECT_EQ(select_shard(targets, {1, 1}).size(), 20U);
  const std::vector<TargetSettings> first = select_shard(targets, {1, 2});
  const std::vector<TargetSettings> second = select_shard(targets, {2, 2});
  EXPECT_EQ(first.size() + second.size(), 20U);
  EXPECT_FALSE(first.empty());
  EXPECT_FALSE(second.empty());
}

}  // namespace
}  // namespace pgmedic
