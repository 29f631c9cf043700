// The promised names stand in the catalog, whatever server there is to try them on.
#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "server/declared_differences.h"
#include "server/metrics_text.h"
#include "server/peer_names.h"

namespace pgmedic::tests {
namespace {

PageShape catalog_shape() {
  PageShape shape;
  const Catalog catalog = Catalog::embedded();
  for (const Collector& collector : catalog.collectors()) {
    for (const MetricFamily& family : collector.families) {
      for (const MetricColumn& sample : family.samples) {
        LabelNames labels(family.labels.begin(), family.labels.end());
        for (const auto& constant : sample.constant_labels) {
          labels.insert(constant.first);
        }
        shape[family.name].insert(labels);
      }
    }
  }
  return shape;
}

void expect_all(const std::vector<PeerFamily>& promised, const PageShape& shape) {
  for (const PeerFamily& family : promised) {
    const auto found = shape.find(family.name);
    EXPECT_TRUE(found != shape.end() && found->second.count(family.labels) == 1)
        << describe(family.name, family.labels) << " is promised in docs/compatibility.md, no collector has it";
  }
}

TEST(CompatibilityNames, TheCatalogHasThoseOfPostgresExporter) {
  expect_all(postgres_exporter_names(), catalog_shape());
}

TEST(CompatibilityNames, TheCatalogHasThoseOfPgBouncerExporter) {
  expect_all(pgbouncer_exporter_names(), catalog_shape());
  expect_all(pgbouncer_exporter_newer_names(), catalog_shape());
}

TEST(CompatibilityNames, ListsExpandToFamiliesWithLabels) {
  const std::vector<PeerFamily> names = expand_names("\na_{x,y}_total[l,m]\nb[]\n");
  ASSERT_EQ(names.size(), 3U);
  EXPECT_EQ(describe(names[0].name, names[0].labels), "a_x_total{l,m}");
  EXPECT_EQ(describe(names[1].name, names[1].labels), "a_y_total{l,m}");
  EXPECT_EQ(describe(names[2].name, names[2].labels), "b{}");
}

TEST(MetricsText, KeepsNamesAndLabelsOfSamplesThatAreNumbers) {
  const PageShape shape = shape_of(
      "# HELP a Text.\n# TYPE a gauge\na{x=\"1,y=\\\"2\\\"}\",z=\"\"} 1\na{x=\"2\"} NaN\nb 2 1700000000\nc{x=\"1\"} NaN\nd{x=\"NaN\"} 1\n");
  EXPECT_EQ(shape, (PageShape{{"a", {{"x", "z"}}}, {"b", {LabelNames{}}}, {"d", {{"x"}}}}));
}

constexpr std::string_view kDocument = R"(text
<!-- differences: and so on -->
| family | here | why |
|---|---|---|
| `*` | without `server` | Not needed. |
| `pg_a` | with `b`, `c` | Better. |
| `go_*` | absent | No Go. |
<!-- end of differences -->
| `pg_z` | absent | not read |
)";

TEST(DeclaredDifferences, SayWhichLabelsToExpect) {
  const DeclaredDifferences differences(kDocument);
  EXPECT_EQ(differences.expected("pg_a", {"server", "x"}), (LabelNames{"b", "c", "x"}));
  EXPECT_EQ(differences.expected("pg_b", {"server"}), LabelNames{});
  EXPECT_TRUE(differences.is_absent("go_threads"));
  EXPECT_FALSE(differences.is_absent("pg_z"));
}

TEST(DeclaredDifferences, MustBeReadableToTheLastRow) {
  EXPECT_THROW(DeclaredDifferences("no table"), std::runtime_error);
  EXPECT_THROW(DeclaredDifferences("<!-- differences: -->\n<!-- end of differences -->\n"), std::runtime_error);
  EXPECT_THROW(DeclaredDifferences("<!-- differences: -->\n| `a` | elsewhere | x |\n<!-- end of differences -->\n"), std::runtime_error);
  EXPECT_THROW(DeclaredDifferences("<!-- differences: -->\n| `a` | with | x |\n<!-- end of differences -->\n"), std::runtime_error);
}

}  // namespace
}  // namespace pgmedic::tests
