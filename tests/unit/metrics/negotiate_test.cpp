#include <gtest/gtest.h>

#include "metrics/page.h"

namespace pgmedic {
namespace {

bool open_metrics(const char* accept) {
  return PageEncoding::negotiate(accept, "").format == PageFormat::kOpenMetrics;
}

bool gzip(const char* accept_encoding) {
  return PageEncoding::negotiate("", accept_encoding).gzip;
}

TEST(Negotiate, PrometheusGetsOpenMetricsAndGzip) {
  const PageEncoding chosen = PageEncoding::negotiate(
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/"
      "*;q=0.1",
      "gzip");
  EXPECT_EQ(chosen.format, PageFormat::kOpenMetrics);
  EXPECT_TRUE(chosen.gzip);
  EXPECT_STREQ(chosen.content_type(), "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

TEST(Negotiate, NobodyInParticularGetsPlainText) {
  const PageEncoding chosen = PageEncoding::negotiate("", "");
  EXPECT_EQ(chosen.format, PageFormat::kText);
  EXPECT_FALSE(chosen.gzip);
  EXPECT_STREQ(chosen.content_type(), "text/plain; version=0.0.4; charset=utf-8");
  for (const char* accept :
       {"*/*", "text/html, */*;q=0.8", "application/json", "text/plain", "nonsense;;;=,,", "text/plain;version=1.0.0"}) {
    EXPECT_FALSE(open_metrics(accept)) << accept;
  }
}

TEST(Negotiate, QualitiesDecide) {
  EXPECT_TRUE(open_metrics("application/openmetrics-text"));
  EXPECT_TRUE(open_metrics("Application/OpenMetrics-Text; Version=\"1.0.0\"; q=0.6, text/plain;version=0.0.4;q=0.3"));
  EXPECT_TRUE(
      open_metrics("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
                   "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"));
  EXPECT_TRUE(open_metrics("application/openmetrics-text;q=0.5,text/plain;q=0"));
  EXPECT_FALSE(open_metrics("application/openmetrics-text;version=0.0.1"));
  EXPECT_FALSE(open_metrics("application/openmetrics-text;q=0"));
  EXPECT_FALSE(open_metrics("application/openmetrics-text;q=0.4,text/plain;q=0.5"));
  EXPECT_FALSE(open_metrics("application/openmetrics-text;q=0.4,text/*;q=0.5"));
  EXPECT_FALSE(open_metrics("application/openmetrics-text, text/plain"));
  EXPECT_FALSE(open_metrics("application/openmetrics-text;q=banana"));
}

TEST(Negotiate, GzipIsTakenWhenItIsWanted) {
  EXPECT_TRUE(gzip("gzip"));
  EXPECT_TRUE(gzip("deflate, GZIP;q=1.0, *;q=0.5"));
  EXPECT_TRUE(gzip("x-gzip"));
  EXPECT_TRUE(gzip("*"));
  EXPECT_TRUE(gzip("gzip, identity"));
  EXPECT_FALSE(gzip("gzip;q=0"));
  EXPECT_FALSE(gzip("gzip; q=0.000"));
  EXPECT_FALSE(gzip("*;q=1, gzip;q=0"));
  EXPECT_FALSE(gzip("deflate, br"));
  EXPECT_FALSE(gzip("identity, gzip;q=0.5"));
  EXPECT_FALSE(gzip("notgzip"));
}

}  // namespace
}  // namespace pgmedic
