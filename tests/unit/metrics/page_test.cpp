#include "metrics/page.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace {

using fixtures::family_part;
using fixtures::gunzip;
using fixtures::part;
using fixtures::Written;
using fixtures::written;

constexpr PageEncoding kText{PageFormat::kText, false};
constexpr PageEncoding kTextGzip{PageFormat::kText, true};
constexpr PageEncoding kOpenMetrics{PageFormat::kOpenMetrics, false};
constexpr PageEncoding kOpenMetricsGzip{PageFormat::kOpenMetrics, true};

PartList sample_parts() {
  return {
      part({family_part("pg_locks_count", MetricType::kGauge, "Locks \"held\".", "pg_locks_count{datname=\"a\"} 1\n"),
            family_part("pg_stat_database_xact_commit", MetricType::kCounter, "Commits.",
                        "pg_stat_database_xact_commit{datname=\"a\"} 7\n")}),
      part({family_part("pg_index_scans_total", MetricType::kCounter, "Scans\nof \\ indexes.", "pg_index_scans_total 3\n"),
            family_part("pg_locks_count", MetricType::kCounter, "Other help.", "pg_locks_count{datname=\"b\"} 2\n")}),
  };
}

const char* const kGoldenText =
    "# HELP pg_index_scans_total Scans\\nof \\\\ indexes.\n"
    "# TYPE pg_index_scans_total counter\n"
    "pg_index_scans_total 3\n"
    "# HELP pg_locks_count Locks \"held\".\n"
    "# TYPE pg_locks_count gauge\n"
    "pg_locks_count{datname=\"a\"} 1\n"
    "pg_locks_count{datname=\"b\"} 2\n"
    "# HELP pg_stat_database_xact_commit Commits.\n"
    "# TYPE pg_stat_database_xact_commit counter\n"
    "pg_stat_database_xact_commit{datname=\"a\"} 7\n";

const char* const kGoldenOpenMetrics =
    "# HELP pg_index_scans Scans\\nof \\\\ indexes.\n"
    "# TYPE pg_index_scans counter\n"
    "pg_index_scans_total 3\n"
    "# HELP pg_locks_count Locks \\\"held\\\".\n"
    "# TYPE pg_locks_count gauge\n"
    "pg_locks_count{datname=\"a\"} 1\n"
    "pg_locks_count{datname=\"b\"} 2\n"
    "# HELP pg_stat_database_xact_commit Commits.\n"
    "# TYPE pg_stat_database_xact_commit unknown\n"
    "pg_stat_database_xact_commit{datname=\"a\"} 7\n"
    "# EOF\n";

TEST(Page, TextIsGolden) {
  const Page page(sample_parts(), kText);
  EXPECT_EQ(written(page).bytes, kGoldenText);
  EXPECT_EQ(page.content_length(), std::string(kGoldenText).size());
}

TEST(Page, OpenMetricsIsGolden) {
  EXPECT_EQ(written(Page(sample_parts(), kOpenMetrics)).bytes, kGoldenOpenMetrics);
}

TEST(Page, GzipHoldsTheSameTextWithAndWithoutCompressedHeads) {
  HeadCache heads;
  for (HeadCache* cache : {static_cast<HeadCache*>(nullptr), &heads, &heads}) {
    const Page text(sample_parts(), kTextGzip, cache);
    const Written bytes = written(text);
    EXPECT_EQ(gunzip(bytes.bytes), kGoldenText);
    EXPECT_EQ(bytes.bytes.size(), text.content_length());
    EXPECT_EQ(gunzip(written(Page(sample_parts(), kOpenMetricsGzip, cache)).bytes), kGoldenOpenMetrics);
  }
  EXPECT_LT(Page(sample_parts(), kTextGzip, &heads).content_length(), Page(sample_parts(), kTextGzip).content_length());
}

TEST(Page, RememberedHeadsAreThoseOfTheFamily) {
  HeadCache heads;
  const auto head = [&](MetricType type, const std::string& help, const PageEncoding& encoding) {
    const Page page({part({family_part("pg_x_total", type, help, "pg_x_total 1\n")})}, encoding, &heads);
    const std::string text = gunzip(written(page).bytes);
    return text.substr(0, text.find("\npg_x_total 1"));
  };
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(head(MetricType::kCounter, "\"One\".", kTextGzip), "# HELP pg_x_total \"One\".\n# TYPE pg_x_total counter");
    EXPECT_EQ(head(MetricType::kCounter, "Other.", kTextGzip), "# HELP pg_x_total Other.\n# TYPE pg_x_total counter");
    EXPECT_EQ(head(MetricType::kGauge, "Other.", kTextGzip), "# HELP pg_x_total Other.\n# TYPE pg_x_total gauge");
    EXPECT_EQ(head(MetricType::kGauge, "\"One\".", kOpenMetricsGzip), "# HELP pg_x_total \\\"One\\\".\n# TYPE pg_x_total gauge");
    EXPECT_EQ(head(MetricType::kGauge, "\"One\".", kTextGzip), "# HELP pg_x_total \"One\".\n# TYPE pg_x_total gauge");
  }
}

TEST(Page, EmptyPagesAreValid) {
  for (const PartList& parts : {PartList{}, PartList{part({}), nullptr}}) {
    EXPECT_EQ(written(Page(parts, kText)).bytes, "");
    EXPECT_EQ(gunzip(written(Page(parts, kTextGzip)).bytes), "");
    EXPECT_EQ(written(Page(parts, kOpenMetrics)).bytes, "# EOF\n");
    EXPECT_EQ(gunzip(written(Page(parts, kOpenMetricsGzip)).bytes), "# EOF\n");
  }
}

TEST(Page, OpenMetricsNeverAnnouncesANameTwice) {
  const PartList parts{part({family_part("pg_x", MetricType::kGauge, "G.", "pg_x 1\n"),
                             family_part("pg_x_total", MetricType::kCounter, "C.", "pg_x_total 2\n")})};
  EXPECT_EQ(written(Page(parts, kOpenMetrics)).bytes,
            "# HELP pg_x G.\n# TYPE pg_x gauge\npg_x 1\n# HELP pg_x_total C.\n# TYPE pg_x_total unknown\npg_x_total 2\n# EOF\n");
}

TEST(Page, WithoutHelpThereIsOnlyTheType) {
  EXPECT_EQ(written(Page({part({family_part("pg_x", MetricType::kGauge, "", "pg_x 1\n")})}, kText)).bytes, "# TYPE pg_x gauge\npg_x 1\n");
}

// Parts as hundreds of databases give them: the same families, small and large.
PartList random_parts(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  PartList parts;
  for (std::size_t p = 0; p < count; ++p) {
    std::vector<FamilyPart> families;
    for (int f = 0; f < 15; ++f) {
      if (random() % 4 == 0) {
        continue;
      }
      const std::string name = "pg_family_" + std::to_string(10 + f) + (f % 3 == 0 ? "_total" : "");
      std::string lines;
      const std::size_t samples = random() % 50 == 0 ? 3'000 : 1 + random() % 6;
      for (std::size_t i = 0; i < samples; ++i) {
        lines +=
            name + "{datname=\"d" + std::to_string(p) + "\",n=\"" + std::to_string(random()) + "\"} " + std::to_string(random()) + "\n";
      }
      families.push_back(
          family_part(name, f % 3 == 0 ? MetricType::kCounter : MetricType::kGauge, "Help " + std::to_string(f), lines, samples));
    }
    parts.push_back(part(std::move(families)));
  }
  return parts;
}

TEST(Page, GzipAndPlainAlwaysHoldTheSameText) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const PartList parts = random_parts(seed, 40);
    for (const PageFormat format : {PageFormat::kText, PageFormat::kOpenMetrics}) {
      const Page plain(parts, {format, false});
      const Page zipped(parts, {format, true});
      const Written text = written(plain);
      const Written bytes = written(zipped);
      EXPECT_EQ(text.bytes.size(), plain.content_length());
      EXPECT_EQ(bytes.bytes.size(), zipped.content_length());
      EXPECT_TRUE(gunzip(bytes.bytes) == text.bytes) << seed;
    }
  }
}

TEST(Page, ManyChunksKeepOneHeadForEachFamilyAndAllSamplesTogether) {
  std::vector<FamilyPart> families;
  for (int f = 0; f < 15; ++f) {
    const std::string name = "pg_f" + std::to_string(10 + f);
    families.push_back(family_part(name, MetricType::kGauge, "H.", name + " 1\n"));
  }
  const auto shared = part(std::move(families));
  const Page page(PartList(7'500, shared), kTextGzip);
  const std::string text = gunzip(written(page).bytes);
  std::size_t heads = 0;
  for (std::size_t at = text.find("# TYPE"); at != std::string::npos; at = text.find("# TYPE", at + 1)) {
    ++heads;
  }
  EXPECT_EQ(heads, 15U);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 15 * 2 + 15 * 7'500);
  EXPECT_EQ(text.substr(text.size() - 9), "pg_f24 1\n");
}

TEST(Page, WritesAreLarge) {
  for (const bool zipped : {false, true}) {
    const Written result = written(Page(random_parts(7, 200), {PageFormat::kText, zipped}));
    ASSERT_GT(result.writes.size(), 2U);
    for (std::size_t i = 0; i + 1 < result.writes.size(); ++i) {
      EXPECT_GE(result.writes[i], 16U * 1024) << i;
    }
  }
}

TEST(Page, StopsWhenTheReaderIsGone) {
  for (const bool zipped : {false, true}) {
    std::size_t writes = 0;
    EXPECT_FALSE(Page(random_parts(7, 200), {PageFormat::kText, zipped}).write([&writes](std::string_view) { return ++writes < 2; }));
    EXPECT_EQ(writes, 2U);
  }
}

}  // namespace
}  // namespace pgmedic
