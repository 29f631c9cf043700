#include <gtest/gtest.h>

#include "unit/app/support.h"

namespace pgmedic {
namespace {

TEST(PrintConfig, ShowsDefaultsAndNoSecrets) {
  const std::string printed =
      print_config(config_of("targets:\n- {name: main, dsn: \"postgresql://u:s3cret@db1/x?sslpassword=s3cret\"}\n"));
  EXPECT_EQ(printed.substr(0, printed.find("remedies:\n")), R"(targets:
  - name: "main"
    dsn: "postgresql://u:***@db1/x?sslpassword=***"
    databases:
      include: ["*"]
      exclude: ["template0", "template1"]
intervals:
  cluster: 15s
  database: 1m
  slow: 5m
collectors:
  enable: []
  disable: []
  override: {}
limits:
  series_per_target: 500000
  label_bytes: 200
parameters: {}
checks:
  Deadlocks: {warning: 3, critical: off, for: 0s, hysteresis: 0.05, enabled: true}
  IndexBloat: {warning: 0.4, critical: 0.6, for: 10m, hysteresis: 0.05, when: {bloat_bytes: 100MB}, enabled: true}
  OldData: {warning: 1w, critical: 2w, for: 0s, hysteresis: 0.05, enabled: true}
)");
}

TEST(PrintConfig, ParsesAgainAsTheSame) {
  const Config config = config_of(R"(
targets:
  - name: "odd: \"name\" # 'x'"
    dsn: host=db1 dbname='a b'
    user: "1"
    password_file: /run/secrets/pg
    databases: {include: ["app\\*"], exclude: []}
    pgbouncers: [{name: "null", dsn: "", user_file: "~"}]
    labels: {"null": "yes", env: ""}
    intervals: {slow: 90s}
    collectors: {disable: [], override: {tables: {timeout: 1500ms}}}
    parameters: {bloat_budget: 0.25}
    checks: {IndexBloat: {critical: off, when: {bloat_bytes: 1.5GB}}, OldData: {enabled: false}}
  - {name: b, dsn_file: /run/dsn}
collectors: {disable: [locks], override: {index_bloat: {interval: 1h}}}
parameters: {stale_statistics_age: 14d}
checks: {OldData: {warning: 8d}, Deadlocks: {critical: 10, for: 1m}}
)");
  const Config again = config_of(print_config(config));
  EXPECT_EQ(again.targets, config.targets);
  EXPECT_EQ(again.collect, config.collect);
  EXPECT_EQ(again.parameters, config.parameters);
  const std::string printed = print_config(config);
  EXPECT_EQ(print_config(again), printed);
  EXPECT_NE(printed.find("    checks:\n      IndexBloat: {warning: 0.4, critical: off, for: 10m, hysteresis: 0.05, when: {bloat_bytes: "
                         "1536MB}, enabled: true}\n"),
            std::string::npos)
      << printed;
}

TEST(PrintConfig, SaysThatThereIsAPasswordWithoutShowingIt) {
  Config config;
  config.targets.resize(1);
  config.targets[0].connection.password = "s3cret";
  const std::string text = print_config(config);
  EXPECT_EQ(text.find("s3cret"), std::string::npos);
  EXPECT_NE(text.find("# and the password of DATA_SOURCE_PASS"), std::string::npos);
  EXPECT_EQ(config_of(text).targets.size(), 1U);
}

}  // namespace
}  // namespace pgmedic
