// Which invalid index is ours: by table, name, definition and OID, and only if all agree.
#include <gtest/gtest.h>

#include "remedy/index_state.h"

namespace pgmedic {
namespace {

Action rebuild(const std::string& index = "orders_v") {
  Action action;
  action.remedy = Remedy::kReindex;
  action.object = {"shop", "app", "orders", index};
  action.started = WallTime{};
  action.index_oid = 10;
  action.new_index_oid = 20;
  action.invalid_before = {5};
  action.definition = " ON app.orders USING btree (v)";
  return action;
}

InvalidIndex left(std::uint32_t oid, const std::string& name) {
  return {oid, name, false, 0, " ON app.orders USING btree (v)", "", false};
}

TEST(Leftover, OursAreTheCopyThatWeSawAndTheIndexThatItReplaced) {
  EXPECT_TRUE(is_ours(left(20, "orders_v_ccnew"), rebuild()));
  EXPECT_TRUE(is_ours(left(20, "orders_v_ccnew3"), rebuild()));
  EXPECT_TRUE(is_ours(left(10, "orders_v_ccold"), rebuild()));
  Action unseen = rebuild();
  unseen.new_index_oid = 0;
  unseen.state = State::kCleaning;
  EXPECT_TRUE(is_ours(left(21, "orders_v_ccnew"), unseen));
  unseen.state = State::kFailed;  // by now it may be what a person's rebuild has left
  EXPECT_FALSE(is_ours(left(21, "orders_v_ccnew"), unseen));
}

TEST(Leftover, OthersAreNot) {
  EXPECT_FALSE(is_ours(left(21, "orders_v_ccnew"), rebuild()));  // another copy than the one that we saw
  EXPECT_FALSE(is_ours(left(20, "orders_v_ccold"), rebuild()));  // not the index that was replaced
  EXPECT_FALSE(is_ours(left(10, "orders_v_ccnew"), rebuild()));
  EXPECT_FALSE(is_ours(left(20, "orders_ccnew"), rebuild()));
  EXPECT_FALSE(is_ours(left(20, "orders_v"), rebuild()));
  InvalidIndex other = left(20, "orders_v_ccnew");
  other.definition = " ON app.orders USING btree (id)";
  EXPECT_FALSE(is_ours(other, rebuild()));
  Action before = rebuild();
  before.invalid_before = {20};
  EXPECT_FALSE(is_ours(left(20, "orders_v_ccnew"), before));
  Action never_sent = rebuild();
  never_sent.started.reset();
  EXPECT_FALSE(is_ours(left(20, "orders_v_ccnew"), never_sent));
  Action vacuum = rebuild();
  vacuum.remedy = Remedy::kVacuum;
  EXPECT_FALSE(is_ours(left(20, "orders_v_ccnew"), vacuum));
  Action undefined = rebuild();
  undefined.definition.clear();
  InvalidIndex bare = left(20, "orders_v_ccnew");
  bare.definition.clear();
  EXPECT_FALSE(is_ours(bare, undefined));
}

TEST(Leftover, SuffixesHaveDigits) {
  EXPECT_EQ(leftover_suffix("a_ccnew"), "_ccnew");
  EXPECT_EQ(leftover_suffix("a_ccold12"), "_ccold12");
  EXPECT_EQ(leftover_suffix("_ccnew"), "");
  EXPECT_EQ(leftover_suffix("a_ccnewx"), "");
  EXPECT_EQ(leftover_suffix("a12"), "");
  EXPECT_EQ(leftover_suffix(""), "");
}

TEST(Leftover, LongNamesAreCutAsTheServerCutsThem) {
  const std::string longest(63, 'n');
  EXPECT_TRUE(is_copy_name(std::string(57, 'n') + "_ccnew", longest));
  EXPECT_TRUE(is_copy_name(std::string(56, 'n') + "_ccnew1", longest));
  EXPECT_FALSE(is_copy_name(std::string(40, 'n') + "_ccnew", longest));
  EXPECT_FALSE(is_copy_name(std::string(57, 'm') + "_ccnew", longest));
  EXPECT_TRUE(is_copy_name(std::string(57, 'n') + "_ccnew", std::string(57, 'n')));
  EXPECT_FALSE(is_copy_name(std::string(56, 'n') + "_ccnew", std::string(57, 'n')));
  // A character of three bytes does not fit into the last two.
  const std::string wide = std::string(55, 'n') + "\xE2\x82\xAC" + "nnnnn";
  EXPECT_TRUE(is_copy_name(std::string(55, 'n') + "_ccnew", wide));
}

}  // namespace
}  // namespace pgmedic
