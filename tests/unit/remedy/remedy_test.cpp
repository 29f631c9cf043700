#include "remedy/remedy.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(RemedyNames, ComeBackAsTheyWere) {
  for (const Remedy remedy : kRemedies) {
    EXPECT_EQ(parse_remedy(remedy_name(remedy)), remedy);
  }
  EXPECT_EQ(parse_remedy("cluster"), std::nullopt);
  for (const Mode mode : {Mode::kObserve, Mode::kPropose, Mode::kApprove, Mode::kAuto}) {
    EXPECT_EQ(parse_mode(mode_name(mode)), mode);
  }
  EXPECT_EQ(parse_mode("Auto"), std::nullopt);
}

TEST(ObjectNames, AreWrittenForPeople) {
  EXPECT_EQ((ObjectName{"db", "app", "orders", ""}).text(), "db: app.orders");
  EXPECT_EQ((ObjectName{"db", "app", "orders", "by_day"}).text(), "db: app.orders, index by_day");
  EXPECT_EQ((ObjectName{"db", "app", "", "by_day"}).text(), "db: app.by_day");
}

}  // namespace
}  // namespace pgmedic
