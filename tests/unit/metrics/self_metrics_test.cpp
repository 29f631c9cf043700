#include "metrics/self_metrics.h"

#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/escape.h"
#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace {

using fixtures::text_of;
using testing::HasSubstr;

TEST(OwnFamilies, AreCompleteAndInOrder) {
  std::string_view last;
  for (const OwnFamily& family : own_families()) {
    EXPECT_LT(last, family.name);
    last = family.name;
    EXPECT_TRUE(is_metric_name(family.name)) << family.name;
    EXPECT_FALSE(family.help.empty()) << family.name;
    EXPECT_EQ(family.help.back(), '.') << family.name;
    EXPECT_TRUE(family.type == "counter" || family.type == "gauge" || family.type == "histogram") << family.name;
    const bool total = family.name.size() > 6 && family.name.substr(family.name.size() - 6) == "_total";
    EXPECT_EQ(total, family.type == "counter") << family.name;
    EXPECT_EQ(find_own_family(family.name), &family);
  }
  EXPECT_EQ(find_own_family("pg_nothing"), nullptr);
  EXPECT_EQ(find_own_family(""), nullptr);
}

TEST(SelfMetrics, CountsAndRendersInOrder) {
  SelfMetrics metrics;
  metrics.count("pgmedic_collector_errors_total", {{"collector", "locks"}, {"reason", "timeout"}});
  metrics.count("pgmedic_collector_errors_total", {{"collector", "indexes"}, {"reason", "query"}}, 2);
  metrics.count("pgmedic_collector_errors_total", {{"reason", "timeout"}, {"collector", "locks"}});
  metrics.count("pgmedic_deadline_cuts_total", {});
  const auto part = metrics.render({{"pg_up", {}, 1}, {"pgmedic_build_info", {{"version", "0.1.0"}, {"revision", ""}}, 1}});
  EXPECT_EQ(text_of(*part),
            "pg_up 1\n"
            "pgmedic_build_info{version=\"0.1.0\"} 1\n"
            "pgmedic_collector_errors_total{collector=\"indexes\",reason=\"query\"} 2\n"
            "pgmedic_collector_errors_total{collector=\"locks\",reason=\"timeout\"} 2\n"
            "pgmedic_deadline_cuts_total 1\n");
  EXPECT_EQ(part->series, 5U);
}

TEST(SelfMetrics, HistogramsAreCumulative) {
  SelfMetrics metrics;
  metrics.observe("pgmedic_collector_duration_seconds", {{"collector", "locks"}}, 0.004);
  metrics.observe("pgmedic_collector_duration_seconds", {{"collector", "locks"}}, 0.75);
  metrics.observe("pgmedic_collector_duration_seconds", {{"collector", "locks"}}, 1000);
  const auto part = metrics.render({});
  ASSERT_EQ(part->families.size(), 1U);
  EXPECT_EQ(part->families[0].type, MetricType::kHistogram);
  const std::string text = text_of(*part);
  EXPECT_THAT(text, HasSubstr("pgmedic_collector_duration_seconds_bucket{collector=\"locks\",le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("pgmedic_collector_duration_seconds_bucket{collector=\"locks\",le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("pgmedic_collector_duration_seconds_bucket{collector=\"locks\",le=\"1.0\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("pgmedic_collector_duration_seconds_bucket{collector=\"locks\",le=\"+Inf\"} 3\n"
                              "pgmedic_collector_duration_seconds_sum{collector=\"locks\"} 1000.754\n"
                              "pgmedic_collector_duration_seconds_count{collector=\"locks\"} 3\n"));
}

TEST(SelfMetrics, HistogramsMayBeGiven) {
  Distribution seconds({1, 60});
  for (const double value : {0.5, 1.0, 60.5, 61.0, 7.0}) {
    seconds.observe(value);
  }
  const auto part = SelfMetrics().render({{"pgmedic_action_duration_seconds", {{"remedy", "vacuum"}}, 0, seconds}});
  EXPECT_EQ(text_of(*part),
            "pgmedic_action_duration_seconds_bucket{remedy=\"vacuum\",le=\"1.0\"} 2\n"
            "pgmedic_action_duration_seconds_bucket{remedy=\"vacuum\",le=\"60.0\"} 3\n"
            "pgmedic_action_duration_seconds_bucket{remedy=\"vacuum\",le=\"+Inf\"} 5\n"
            "pgmedic_action_duration_seconds_sum{remedy=\"vacuum\"} 130\n"
            "pgmedic_action_duration_seconds_count{remedy=\"vacuum\"} 5\n");
  EXPECT_EQ(part->series, 5U);
}

TEST(SelfMetrics, NumbersAreExactAndLabelsEscaped) {
  const SelfMetrics metrics;
  const auto part = metrics.render(
      {{"pgmedic_collector_last_success_timestamp_seconds", {{"collector", "a"}, {"datname", "x\"y\xFF"}}, 1732300000.1234567},
       {"process_virtual_memory_bytes", {}, 123456789012}});
  EXPECT_EQ(text_of(*part),
            "pgmedic_collector_last_success_timestamp_seconds{collector=\"a\",datname=\"x\\\"y\xEF\xBF\xBD\"} 1732300000.1234567\n"
            "process_virtual_memory_bytes 123456789012\n");
}

TEST(SelfMetrics, NothingCountedRendersNothing) {
  EXPECT_TRUE(SelfMetrics().render({})->families.empty());
}

TEST(SelfMetrics, CountsFromManyThreadsWhileOthersRender) {
  SelfMetrics metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&metrics, t] {
      for (int i = 0; i < 500; ++i) {
        metrics.count("pgmedic_deadline_cuts_total", {});
        metrics.count("pgmedic_connects_total", {{"session", std::to_string(t)}, {"outcome", "ok"}});
        metrics.observe("pgmedic_collector_duration_seconds", {{"collector", std::to_string(i % 4)}}, 1);
      }
      metrics.render({});
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_THAT(text_of(*metrics.render({})), HasSubstr("pgmedic_deadline_cuts_total 2000\n"));
}

#ifndef NDEBUG
TEST(SelfMetricsDeathTest, AnUnknownFamilyIsAProgrammingError) {
  SelfMetrics metrics;
  EXPECT_DEATH(metrics.count("pgmedic_no_such_total", {}), "");
  EXPECT_DEATH(metrics.observe("pgmedic_deadline_cuts_total", {}, 1), "");
}
#else
TEST(SelfMetrics, AnUnknownFamilyIsIgnoredInRelease) {
  SelfMetrics metrics;
  metrics.count("pgmedic_no_such_total", {});
  EXPECT_TRUE(metrics.render({})->families.empty());
}
#endif

}  // namespace
}  // namespace pgmedic
