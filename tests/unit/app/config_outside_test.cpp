// Prometheus, the page that may forbid, and the expressions of guards in the configuration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/remedies_wiring.h"
#include "unit/app/support.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const char* const kEverything = R"(
remedies:
  windows: [{start: "01:00", duration: 1h, zone: UTC, at_end: cancel}, {start: "03:00", duration: 1h, zone: UTC}]
  prometheus:
    url: https://prometheus:9090/prefix
    basic_auth: {username: medic, password_file: /run/p}
    tls_config: {ca_file: /etc/ca.pem}
    timeout: 1s
    max_age: 5m
  guards:
    backup: {required: true, query: 'max(t{s="{target}"})', verify_query: v, verify_max_age: 30d}
    disk: {data_free_query: 'd{m="/"}', wal_free_query: w}
    load: {max_sessions: 10, critical_sessions: 90, query: cpu, max: 0.75}
    slo: {query: "errors < 0.01"}
    veto: {url: "http://localhost:8080/ok", bearer_token_file: /run/t, timeout: 500ms}
targets:
- {name: a, dsn: ""}
- {name: b, dsn: "", remedies: {prometheus: {url: "http://other"}, guards: {slo: {query: ""}, veto: {url: ""}}}}
)";

TEST(OutsideSettings, AreReadWhole) {
  const TargetPolicy policy = config_of(kEverything).remedies;
  EXPECT_EQ(policy.windows.at(0).at_end, AtEnd::kCancel);
  EXPECT_EQ(policy.windows.at(1).at_end, AtEnd::kFinish);
  EXPECT_EQ(policy.prometheus.url, "https://prometheus:9090/prefix");
  EXPECT_EQ(policy.prometheus.username, "medic");
  EXPECT_EQ(policy.prometheus.password_file, "/run/p");
  EXPECT_EQ(policy.prometheus.ca_file, "/etc/ca.pem");
  EXPECT_EQ(policy.prometheus.timeout, 1s);
  EXPECT_EQ(policy.prometheus.max_age, 5min);
  EXPECT_EQ(policy.guards.backup_query, "max(t{s=\"{target}\"})");
  EXPECT_EQ(policy.guards.backup_verify_query, "v");
  EXPECT_EQ(policy.guards.backup_verify_max_age, 30 * 24h);
  EXPECT_EQ(policy.guards.disk_data_free_query, "d{m=\"/\"}");
  EXPECT_EQ(policy.guards.disk_wal_free_query, "w");
  EXPECT_EQ(policy.guards.critical_sessions, 90U);
  EXPECT_EQ(policy.guards.load_query, "cpu");
  EXPECT_EQ(policy.guards.load_max, 0.75);
  EXPECT_EQ(policy.guards.slo_query, "errors < 0.01");
  EXPECT_EQ(policy.guards.veto.url, "http://localhost:8080/ok");
  EXPECT_EQ(policy.guards.veto.bearer_token_file, "/run/t");
  EXPECT_EQ(policy.guards.veto.timeout, 500ms);
}

TEST(OutsideSettings, OfATargetStartFromThoseAtTheTop) {
  const TargetPolicy policy = config_of(kEverything).target_remedies.at("b").policy;
  EXPECT_EQ(policy.prometheus.url, "http://other");
  EXPECT_EQ(policy.prometheus.username, "medic");
  EXPECT_EQ(policy.guards.load_query, "cpu");
  EXPECT_EQ(policy.guards.slo_query, "");
  EXPECT_EQ(policy.guards.veto.url, "");
}

TEST(OutsideSettings, NameTheTargetOnlyWhereTheyAreUsed) {
  const Config config = config_of(
      "remedies: {prometheus: {url: 'http://p'}, guards: {backup: {query: 't{s=\"{target}\"}'}, slo: {query: '{target=\"{target}\"}'}}}\n"
      "targets: [{name: 'a\"b', dsn: '', maintenance_dsn: ''}]\n");
  const std::vector<TargetRemedies> targets = remedies_of(config);
  ASSERT_EQ(targets.size(), 1U);
  EXPECT_EQ(targets[0].policy.guards.backup_query, R"(t{s="a\"b"})");
  EXPECT_EQ(targets[0].policy.guards.slo_query, R"({target="a\"b"})");
  EXPECT_THAT(print_config(config), HasSubstr(R"(query: "t{s=\"{target}\"}")"));
}

TEST(OutsideSettings, PrintAsTheyRead) {
  for (const std::string& text : {std::string(kEverything), std::string("targets: [{name: a, dsn: ''}]\n")}) {
    const Config config = config_of(text);
    const Config again = config_of(print_config(config));
    EXPECT_EQ(again.remedies, config.remedies) << print_config(config);
    EXPECT_EQ(again.target_remedies, config.target_remedies) << print_config(config);
  }
  EXPECT_THAT(print_config(config_of("{}")), AllOf(HasSubstr("prometheus:\n    url: \"\""), HasSubstr("critical_sessions: 0")));
}

TEST(OutsideSettings, TakeAddressesWithoutSecrets) {
  const auto said = [](const std::string& url) { return problems("remedies: {prometheus: {url: \"" + url + "\"}}\n"); };
  for (const char* url : {"", "http://p", "https://p:9090/a/b", "http://[::1]:9090"}) {
    EXPECT_EQ(said(url), "") << url;
  }
  EXPECT_THAT(said("https://medic:s3cret@p"),
              AllOf(HasSubstr("pgmedic.yml:1:30: \"url\" holds a user or a password: name them in basic_auth"), Not(HasSubstr("s3cret"))));
  EXPECT_THAT(said("https://p/?token=s3cret"), AllOf(HasSubstr("ends in a query"), Not(HasSubstr("s3cret"))));
  EXPECT_THAT(said("ftp://p"), HasSubstr("begins with http:// or https://"));
  for (const char* url : {"http://", "http:///x", "http://:9090", "http://p q"}) {
    EXPECT_THAT(said(url), HasSubstr("\"url\" names no host")) << url;
  }
  EXPECT_THAT(problems("remedies: {prometheus: {url: [x]}}\n"), HasSubstr("begins with http:// or https://"));
}

TEST(OutsideSettings, TellMistakesWithTheirPlace) {
  const std::string said = problems(R"(remedies:
  windows: [{start: "01:00", duration: 1h, zone: UTC, at_end: abort}]
  prometheus: {uri: x, timeout: 1m, basic_auth: {user: x}}
  guards: {slo: {query: 'up{target}'}, veto: {tls_config: {ca: x}}, load: {query: [a]}}
)");
  for (const char* expected : {"pgmedic.yml:2:63: unknown at_end \"abort\"; write finish or cancel\n",
                               "pgmedic.yml:3:16: unknown key \"uri\" (did you mean \"url\"?)", "pgmedic.yml:3:33: \"timeout\"",
                               "pgmedic.yml:3:50: unknown key \"user\"",
                               "pgmedic.yml:4:25: \"query\": {target} stands for the target's name, and only inside a text",
                               "pgmedic.yml:4:60: unknown key \"ca\"", "pgmedic.yml:4:83: \"query\" needs a text"}) {
    EXPECT_THAT(said, HasSubstr(expected));
  }
}

TEST(OutsideSettings, MustFitTogether) {
  const auto said = [](const std::string& remedies) { return problems("targets:\n- {name: a, dsn: '', remedies: {" + remedies + "}}\n"); };
  EXPECT_EQ(said("guards: {slo: {query: x}}"), "pgmedic.yml:2:32: remedies.guards.slo.query needs remedies.prometheus.url\n");
  EXPECT_THAT(said("prometheus: {url: 'http://p'}, guards: {disk: {data_free_query: x}}"), HasSubstr("needs both \"data_free_query\" and"));
  EXPECT_THAT(said("prometheus: {url: 'http://p'}, guards: {load: {query: x}}"), HasSubstr("needs both \"query\" and \"max\""));
  EXPECT_THAT(said("guards: {load: {max: 1}}"), HasSubstr("needs both \"query\" and \"max\""));
  EXPECT_THAT(said("prometheus: {bearer_token_file: x, basic_auth: {username: y, password_file: z}}"), HasSubstr("not both"));
  EXPECT_THAT(said("guards: {veto: {basic_auth: {username: y}}}"),
              HasSubstr("remedies.guards.veto.basic_auth needs both \"username\" and \"password_file\""));
}

TEST(OutsideSettings, WarnOfWhatIsHardlyMeant) {
  const auto warnings = [](const std::string& remedies) {
    return config_of("targets:\n- {name: a, dsn: '', maintenance_dsn: '', remedies: {mode: propose, " + remedies + "}}\n").warnings;
  };
  EXPECT_THAT(warnings("guards: {backup: {required: true}}"),
              ElementsAre(HasSubstr("target \"a\": what needs a fresh backup will wait for ever")));
  EXPECT_THAT(warnings("prometheus: {url: 'https://p'}, guards: {backup: {query: x}}"),
              ElementsAre(HasSubstr("nobody asks remedies.guards.backup.query")));
  EXPECT_THAT(warnings("prometheus: {url: 'http://p', bearer_token_file: /t}"),
              ElementsAre(HasSubstr("crosses the network in clear text")));
  EXPECT_THAT(warnings("prometheus: {url: 'http://p'}"), testing::IsEmpty());
}

}  // namespace
}  // namespace pgmedic
