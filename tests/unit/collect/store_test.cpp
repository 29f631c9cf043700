#include "collect/store.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

std::shared_ptr<const Part> part(std::size_t series) {
  auto made = std::make_shared<Part>();
  made->series = series;
  return made;
}

const SteadyTime kStart{std::chrono::hours(1)};
constexpr auto kMinute = std::chrono::minutes(1);

TEST(SnapshotStore, ServesPartsUntilTheyAreTooOld) {
  SnapshotStore store;
  store.publish({"a", ""}, part(1), kStart + kMinute);
  store.publish({"b", ""}, part(2), kStart + 2 * kMinute);
  EXPECT_EQ(store.fresh(kStart).size(), 2U);
  EXPECT_EQ(store.fresh(kStart + kMinute).size(), 1U);
  EXPECT_EQ(store.expire(kStart + kMinute), (std::vector<SnapshotStore::Key>{{"a", ""}}));
  EXPECT_EQ(store.series(), 2U);
}

TEST(SnapshotStore, CountsSeriesOnceWhenAPartIsReplaced) {
  SnapshotStore store;
  store.publish({"a", "x"}, part(5), kStart);
  store.publish({"a", "x"}, part(7), kStart);
  store.publish({"a", "y"}, part(1), kStart);
  EXPECT_EQ(store.series(), 8U);
  EXPECT_EQ(store.series_without({"a", "x"}), 1U);
  store.remove({"a", "x"});
  EXPECT_EQ(store.series(), 1U);
}

TEST(SnapshotStore, KeepsWhatAReaderHolds) {
  SnapshotStore store;
  store.publish({"a", ""}, part(5), kStart + kMinute);
  const auto held = store.fresh(kStart);
  store.remove({"a", ""});
  EXPECT_EQ(held.front()->series, 5U);
}

}  // namespace
}  // namespace pgmedic
