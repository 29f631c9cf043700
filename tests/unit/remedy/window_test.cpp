#include "remedy/window.h"

#include <date/date.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

WallTime utc(const std::string& text) {
  std::istringstream stream(text);
  date::sys_seconds time;
  stream >> date::parse("%F %T", time);
  EXPECT_FALSE(stream.fail()) << text;
  return time;
}

Window window(const std::vector<const char*>& days, const char* start, Milliseconds length, const char* zone) {
  Window window;
  for (const char* day : days) {
    window.days.set(parse_weekday(day).value());
  }
  window.start = parse_time_of_day(start).value();
  window.length = length;
  window.zone = zone;
  return window;
}

// How long it is open during that stretch, and how often it opens, looked at every five minutes.
struct Seen {
  Milliseconds open{};
  std::set<WallTime> openings;
};
Seen walk(const std::vector<Window>& windows, WallTime from, WallTime to) {
  Seen seen;
  for (WallTime now = from; now < to; now += 5min) {
    if (const WindowState state = window_state(windows, now); state.open) {
      seen.open += 5min;
      seen.openings.insert(state.opened);
    }
  }
  return seen;
}

TEST(Windows, OpenAtTheirCivilTimeAndLastTheirLength) {
  const std::vector<Window> windows{window({"sat", "sun"}, "02:00", 4h, "Europe/Berlin")};
  const WindowState before = window_state(windows, utc("2026-11-28 00:59:59"));  // a Saturday; Berlin is an hour ahead
  EXPECT_FALSE(before.open);
  EXPECT_EQ(before.opens, utc("2026-11-28 01:00:00"));
  const WindowState first = window_state(windows, utc("2026-11-28 01:00:00"));
  EXPECT_TRUE(first.open);
  EXPECT_EQ(first.left, 4h);
  EXPECT_EQ(window_state(windows, utc("2026-11-28 04:59:59")).left, 1s);
  const WindowState after = window_state(windows, utc("2026-11-28 05:00:00"));
  EXPECT_FALSE(after.open);
  EXPECT_EQ(after.opens, utc("2026-11-29 01:00:00"));
  EXPECT_EQ(window_state(windows, utc("2026-11-30 00:00:00")).opens, utc("2026-12-05 01:00:00"));
}

TEST(Windows, CrossMidnightAndBelongToTheDayOnWhichTheyBegan) {
  const std::vector<Window> windows{window({"sun"}, "22:00", 6h, "UTC")};
  EXPECT_TRUE(window_state(windows, utc("2026-11-30 03:59:00")).open) << "Monday, still Sunday's window";
  EXPECT_FALSE(window_state(windows, utc("2026-11-29 03:59:00")).open) << "Sunday, but Saturday has none";
  EXPECT_EQ(window_state(windows, utc("2026-11-30 03:59:00")).opened, utc("2026-11-29 22:00:00"));
}

TEST(Windows, ThatNameNoDayOpenEveryDay) {
  const Seen seen = walk({window({}, "03:00", 30min, "UTC")}, utc("2026-11-02 00:00:00"), utc("2026-11-09 00:00:00"));
  EXPECT_EQ(seen.openings.size(), 7U);
  EXPECT_EQ(seen.open, 7 * 30min);
}

TEST(Windows, OpenOnceOnTheNightOnWhichClocksGoBack) {
  // Berlin, 25 October 2026: 03:00 becomes 02:00, so 02:30 comes twice: at 00:30 and at 01:30 UTC.
  const std::vector<Window> windows{window({}, "02:30", 30min, "Europe/Berlin")};
  const Seen seen = walk(windows, utc("2026-10-24 12:00:00"), utc("2026-10-25 12:00:00"));
  EXPECT_EQ(seen.openings, std::set<WallTime>{utc("2026-10-25 00:30:00")});
  EXPECT_EQ(seen.open, 30min);
}

TEST(Windows, AreNotLostOnTheNightOnWhichClocksGoForward) {
  // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC; 02:30 never comes.
  const std::vector<Window> windows{window({}, "02:30", 30min, "Europe/Berlin")};
  const Seen seen = walk(windows, utc("2026-03-28 12:00:00"), utc("2026-03-29 12:00:00"));
  EXPECT_EQ(seen.openings, std::set<WallTime>{utc("2026-03-29 01:00:00")});
  EXPECT_EQ(seen.open, 30min);
}

TEST(Windows, LastTheirLengthInRealTimeAcrossAChangeOfClocks) {
  const std::vector<Window> windows{window({}, "01:00", 4h, "Europe/Berlin")};
  for (const char* noon : {"2026-10-24 12:00:00", "2026-03-28 12:00:00"}) {
    const Seen seen = walk(windows, utc(noon), utc(noon) + 24h);
    EXPECT_EQ(seen.openings.size(), 1U);
    EXPECT_EQ(seen.open, 4h) << noon;
  }
}

TEST(Windows, FollowTheirZoneThroughTheYear) {
  const std::vector<Window> windows{window({}, "02:00", 1h, "America/New_York")};
  EXPECT_TRUE(window_state(windows, utc("2026-01-15 07:30:00")).open);
  EXPECT_TRUE(window_state(windows, utc("2026-07-15 06:30:00")).open);
  EXPECT_FALSE(window_state(windows, utc("2026-07-15 07:30:00")).open);
}

TEST(Windows, ThatTouchCountAsOneForWhatFitsButNotForBudgets) {
  const std::vector<Window> windows{window({}, "00:00", 24h, "UTC")};
  const WindowState state = window_state(windows, utc("2026-11-04 23:00:00"));
  EXPECT_GE(state.left, 48h);
  EXPECT_EQ(state.opened, utc("2026-11-04 00:00:00"));
}

TEST(Windows, WithoutAnyAreAlwaysOpen) {
  const WindowState state = window_state({}, utc("2026-11-04 23:00:00"));
  EXPECT_TRUE(state.open);
  EXPECT_EQ(window_misfit(state, 1000h), "");
}

TEST(Windows, OfAnUnknownZoneNeverOpen) {
  const WindowState state = window_state({window({}, "00:00", 24h, "Mars/Base")}, utc("2026-11-04 23:00:00"));
  EXPECT_FALSE(state.open);
  EXPECT_EQ(window_misfit(state, 1s), "no window opens within a week");
}

TEST(Fitting, ComparesWithTheTimeThatIsLeft) {
  const std::vector<Window> windows{window({"sat"}, "02:00", 4h, "Europe/Berlin")};
  const WindowState late = window_state(windows, utc("2026-11-28 04:00:00"));
  EXPECT_EQ(window_misfit(late, 59min), "");
  EXPECT_EQ(window_misfit(late, 1h), "");
  EXPECT_EQ(window_misfit(late, 1h + 1ms), "it would take 3601s, and the window is open for 1h more");
  const WindowState closed = window_state(windows, utc("2026-11-28 06:00:00"));
  EXPECT_EQ(window_misfit(closed, 1s), "the next window opens at Sat 2026-12-05 02:00 CET");
}

TEST(TimesOfDay, AreReadStrictly) {
  EXPECT_EQ(parse_time_of_day("00:00").value(), 0min);
  EXPECT_EQ(parse_time_of_day("23:59").value(), 1439min);
  EXPECT_EQ(format_time_of_day(125min), "02:05");
  for (const char* wrong : {"", "24:00", "2:00", "02:60", "02-00", "02:00:00", "ab:cd", "-1:00"}) {
    EXPECT_FALSE(parse_time_of_day(wrong).ok()) << wrong;
  }
}

TEST(Weekdays, HaveShortAndLongNames) {
  EXPECT_EQ(parse_weekday("mon"), 0U);
  EXPECT_EQ(parse_weekday("sunday"), 6U);
  EXPECT_EQ(parse_weekday("Mon"), std::nullopt);
  EXPECT_STREQ(weekday_name(5), "sat");
}

TEST(Zones, ThatAreUnknownAreToldWithTheNearest) {
  EXPECT_TRUE(check_zone("Europe/Berlin").ok());
  EXPECT_TRUE(check_zone("UTC").ok());
  const Status status = check_zone("Europe/Berln");
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().text().find("did you mean \"Europe/Berlin\"?"), std::string::npos) << status.error().text();
  for (const char* wrong : {"", "../../etc/passwd", "/etc/localtime", "CET-1CEST", "Europe"}) {
    EXPECT_FALSE(check_zone(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace pgmedic
