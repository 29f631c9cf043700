#include "app/config.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "unit/app/support.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

TEST(Config, ReadsEveryKey) {
  const LoadedConfig loaded = parse(R"(
targets:
  - name: main
    dsn: postgresql://pgmedic@db1/postgres
    user: pgmedic
    password_file: /run/secrets/pg
    databases: {include: ["app_*", "*"], exclude: ["template?"]}
    pgbouncers: [{name: front, dsn: "postgresql://stats@db1:6432/pgbouncer", password_file: /run/secrets/pgb}]
    labels: {env: prod, tier: 1}
    intervals: {slow: 10m}
    collectors: {enable: [locks], override: {index_bloat: {timeout: 3m}}}
    limits: {series_per_target: 1000}
    parameters: {bloat_budget: 2GB}
  - {name: second, dsn_file: /run/secrets/dsn, user_file: /run/secrets/user}
intervals: {cluster: 5s, database: 2m, slow: 1h}
collectors: {disable: [locks], override: {index_bloat: {interval: 1h, timeout: 2m}}}
limits: {series_per_target: 250000, label_bytes: 100}
parameters: {stale_statistics_age: 14d, bloat_budget: 1GB}
)");
  ASSERT_EQ(problem_texts(loaded), "");
  ASSERT_EQ(loaded.config.targets.size(), 2U);
  const TargetSettings& target = loaded.config.targets[0];
  EXPECT_EQ(target.name, "main");
  EXPECT_EQ(target.connection.dsn, "postgresql://pgmedic@db1/postgres");
  EXPECT_EQ(target.connection.user, "pgmedic");
  EXPECT_EQ(target.connection.password_file, "/run/secrets/pg");
  EXPECT_EQ(target.include_databases, (std::vector<std::string>{"app_*", "*"}));
  EXPECT_EQ(target.exclude_databases, (std::vector<std::string>{"template?"}));
  ASSERT_EQ(target.pgbouncers.size(), 1U);
  EXPECT_EQ(target.pgbouncers[0].name, "front");
  EXPECT_EQ(target.pgbouncers[0].connection.password_file, "/run/secrets/pgb");
  EXPECT_EQ(target.labels, (std::map<std::string, std::string>{{"env", "prod"}, {"tier", "1"}}));
  EXPECT_EQ(target.collect.cluster_interval, 5s);
  EXPECT_EQ(target.collect.slow_interval, 10min);
  EXPECT_EQ(target.collect.enabled, (std::set<std::string>{"locks"}));
  EXPECT_TRUE(target.collect.disabled.empty());
  EXPECT_EQ(target.collect.overrides.at("index_bloat"), (CollectorOverride{1h, 3min}));
  EXPECT_EQ(target.collect.series_per_target, 1000U);
  EXPECT_EQ(target.collect.label_bytes, 100U);
  EXPECT_EQ(target.connection.parameters,
            (std::map<std::string, std::string>{{"bloat_budget", "2147483648"}, {"stale_statistics_age", "1209600"}}));
  const TargetSettings& second = loaded.config.targets[1];
  EXPECT_EQ(second.connection.dsn_file, "/run/secrets/dsn");
  EXPECT_EQ(second.connection.user_file, "/run/secrets/user");
  EXPECT_EQ(second.collect.disabled, (std::set<std::string>{"locks"}));
  EXPECT_EQ(second.collect.slow_interval, 1h);
  EXPECT_EQ(second.exclude_databases, (std::vector<std::string>{"template0", "template1"}));
}

TEST(Config, AnEmptyFileIsTheDefaults) {
  for (const char* text : {"", "# nothing\n", "---\n", "{}\n"}) {
    const LoadedConfig loaded = parse(text);
    EXPECT_EQ(problem_texts(loaded), "") << text;
    EXPECT_TRUE(loaded.config.targets.empty());
    EXPECT_EQ(loaded.config.collect, CollectSettings{});
  }
}

TEST(Config, AllMistakesAreToldAtOnceInOrder) {
  EXPECT_EQ(problems(R"(targets:
  - name: main
    dsn: host=db1
    databses: {}
    labels: {9x: y, ok: [1]}
intervals: {cluster: 15, database: 15x, slow: 0s}
collectors: {disable: [lokcs], override: {tables: {intervall: 1m}}}
limits: {series_per_target: many, label_bytes: 3}
parameters: {stale_statistics_ago: 7d, bloat_budget: much}
colectors: {}
)"),
            R"(pgmedic.yml:4:5: unknown key "databses" (did you mean "databases"?)
pgmedic.yml:5:14: "9x" is no label name: letters, digits and _, no digit first, no __ first
pgmedic.yml:5:25: label "ok" needs a text
pgmedic.yml:6:22: "cluster": "15" is no duration; write a number and a unit: 250ms, 15s, 1m, 6h, 7d, 2w
pgmedic.yml:6:36: "database": "15x" is no duration; write a number and a unit: 250ms, 15s, 1m, 6h, 7d, 2w
pgmedic.yml:6:47: "slow" must be from 100ms to 31d
pgmedic.yml:7:24: unknown collector "lokcs" (did you mean "locks"?)
pgmedic.yml:7:52: unknown key "intervall" (did you mean "interval"?)
pgmedic.yml:8:29: "series_per_target" must be a whole number from 1 to 100000000
pgmedic.yml:8:48: "label_bytes" must be a whole number from 64 to 65536
pgmedic.yml:9:14: unknown parameter "stale_statistics_ago" (did you mean "stale_statistics_age"?)
pgmedic.yml:9:54: "bloat_budget": "much" is no number, duration or size; write 0.4, 7d or 64MB
pgmedic.yml:10:1: unknown key "colectors" (did you mean "collectors"?)
)");
}

TEST(Config, KeysAndNamesStandOnce) {
  EXPECT_EQ(problems("intervals: {slow: 1m}\nintervals: {slow: 2m}\n"),
            "pgmedic.yml:2:1: duplicate key \"intervals\" in \"the configuration\", first in line 1\n");
  EXPECT_EQ(problems("targets:\n- {name: a, dsn: host=a}\n- {name: a, dsn: host=b}\n"),
            "pgmedic.yml:3:3: duplicate target name \"a\", first in line 2\n");
  EXPECT_EQ(problems("targets:\n- name: a\n  dsn: host=a\n  pgbouncers: [{name: f, dsn: x}, {name: f, dsn: y}]\n"),
            "pgmedic.yml:4:35: duplicate pgbouncer name \"f\", first in line 4\n");
  EXPECT_EQ(problems("targets:\n- {name: a, dsn: host=a, labels: {x: 1, x: 2}}\n"),
            "pgmedic.yml:2:41: duplicate key \"x\" in \"labels\", first in line 2\n");
}

TEST(Config, ATargetNeedsANameAndOneConnection) {
  EXPECT_EQ(problems("targets:\n- dsn: host=a\n- name: b\n- {name: c, dsn: host=c, dsn_file: /x}\n- just text\n- {name: '', dsn: x}\n"),
            R"(pgmedic.yml:2:3: a target needs a "name"
pgmedic.yml:3:3: a target needs "dsn" or "dsn_file", one of them
pgmedic.yml:4:3: a target needs "dsn" or "dsn_file", one of them
pgmedic.yml:5:3: "targets" needs keys and values
pgmedic.yml:6:10: "name" is empty
)");
  EXPECT_EQ(problems("targets: []\n"),
            "pgmedic.yml:1:10: \"targets\" is empty: leave it out for the server of --dsn or of the environment\n");
}

TEST(Config, AnEmptyDsnIsLibpqsDefault) {
  EXPECT_EQ(problems("targets: [{name: a, dsn: ''}]\n"), "");
}

TEST(Config, NoErrorRepeatsAConnectionString) {
  const std::string texts = problems(R"(targets:
- {name: a, dsn: "bad password=s3cret"}
- {name: b, dsn: "postgresql://u:s3cret@a/x,postgresql://u:s3cret@b/x"}
- {name: c, dsn: [s3cret]}
- {name: d, dsn: host=d, password: s3cret}
- postgresql://u:s3cret@e/x
)");
  EXPECT_EQ(texts, R"(pgmedic.yml:2:18: "dsn": malformed; write it right
pgmedic.yml:3:18: "dsn" holds several connection strings: give each server a target of its own
pgmedic.yml:4:18: "dsn" needs a text
pgmedic.yml:5:26: a password does not belong in this file: use "password_file"
pgmedic.yml:6:3: "targets" needs keys and values
)");
  EXPECT_EQ(texts.find("s3cret"), std::string::npos);
}

// A text with a comma that lacks its quotes falls into several keys.
TEST(Config, NoErrorRepeatsAPieceOfOne) {
  const std::string none = "a key that is none (a text with a comma needs quotes inside { })\n";
  EXPECT_EQ(problems("targets:\n- {name: main, dsn: postgresql://pgmedic:se,cret@db1/postgres}\n"), "pgmedic.yml:2:45: " + none);
  EXPECT_EQ(problems("targets:\n- {name: main, dsn: host=db1 password=se,cret}\n"), "pgmedic.yml:2:42: " + none);
  for (const char* text : {"targets:\n- {name: main, dsn: host=db1 password=se,cret@x, cret@x}\n",
                           "targets:\n- {name: main, dsn: host=db1 password=se,*cret}\n",
                           "targets:\n- {name: main, dsn: host=db1, labels: {a: se,cret@x: 1}}\n", "intervals: {slow: 1m, se/cret: 1}\n",
                           "checks: {OldData: {warning: 1d,cret@x}}\n", "remedies: {prometheus: {url: http://p,cret@x}}\n",
                           "collectors: {enable: [locks,cret@x], override: {a,cret@x}}\n", "parameters: {cret@x: 1}\n"}) {
    const std::string texts = problems(text);
    EXPECT_NE(texts, "") << text;
    EXPECT_EQ(texts.find("cret"), std::string::npos) << texts;
  }
  EXPECT_EQ(problems("colectors:\n"), "pgmedic.yml:1:1: unknown key \"colectors\" (did you mean \"collectors\"?)\n");
}

TEST(Config, PatternsThatCannotBeMeantAreRefused) {
  EXPECT_EQ(problems("targets:\n- name: a\n  dsn: x\n  databases: {include: [], exclude: ['[ab]', 'x\\', '\\[x', '']}\n"),
            R"(pgmedic.yml:4:24: "include" matches no database: leave it out for all of them
pgmedic.yml:4:38: patterns know * and ? only: write \[ for a bracket
pgmedic.yml:4:46: the pattern ends in a backslash that quotes nothing
pgmedic.yml:4:59: "exclude" is empty
)");
}

TEST(Config, ACollectorIsNotEnabledAndDisabledAtOnce) {
  EXPECT_EQ(problems("collectors: {enable: [locks], disable: [locks]}\n"),
            "pgmedic.yml:1:13: collector \"locks\" is both enabled and disabled\n");
}

// Nothing left of a selection is not "all of them", which is what an empty one means.
TEST(Config, ATargetDoesNotDisableAllThatIsEnabled) {
  const std::string top = "collectors: {enable: [locks, tables]}\n";
  EXPECT_EQ(problems(top + "targets:\n- {name: a, dsn: x, collectors: {disable: [locks, tables]}}\n"),
            "pgmedic.yml:3:33: \"disable\" takes out all that the top's \"enable\" names: give this target an \"enable\" of its own\n");
  const Config config = config_of(top + "targets:\n- {name: a, dsn: x, collectors: {disable: [locks]}}\n");
  EXPECT_EQ(config.targets[0].collect.enabled, (std::set<std::string>{"tables"}));
  EXPECT_EQ(problems(top + "targets:\n- {name: a, dsn: x, collectors: {enable: [archiver], disable: [locks, tables]}}\n"), "");
}

TEST(Config, WhatIsNotYamlIsToldWithItsPlace) {
  EXPECT_EQ(problems("targets:\n  - name: [\n"), "pgmedic.yml:3:1: not YAML: end of sequence flow not found\n");
  EXPECT_EQ(problems("a: b: c\n"), "pgmedic.yml:1:5: not YAML: illegal map value\n");
  const std::string second = "this does not belong to what stands before it: the configuration is one YAML document\n";
  EXPECT_EQ(problems("{}\n---\n{}\n"), "pgmedic.yml:2:1: " + second);
  EXPECT_EQ(problems("- a\n"), "pgmedic.yml:1:1: \"the configuration\" needs keys and values\n");
  EXPECT_EQ(problems("a: \xFF\n"), "pgmedic.yml:0:0: not UTF-8 text\n");
  EXPECT_EQ(problems("? [x]\n: y\n"), "pgmedic.yml:1:3: a key of \"the configuration\" must be a text\n");
  // Of these the library makes empty documents without end.
  EXPECT_EQ(problems("{\"intervals\": {\"slow\": \"1h\"}},\n"), "pgmedic.yml:1:30: " + second);
  EXPECT_EQ(problems("---\n,\n"), "pgmedic.yml:2:1: " + second);
  EXPECT_EQ(problems(","), "pgmedic.yml:1:1: " + second);
  EXPECT_EQ(problems("- a\n, b"), "pgmedic.yml:1:1: \"the configuration\" needs keys and values\npgmedic.yml:2:1: " + second);
  EXPECT_EQ(problems("\"x\","), "pgmedic.yml:1:1: \"the configuration\" needs keys and values\npgmedic.yml:1:4: " + second);
}

class LoadConfig : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(::testing::TempDir()) /
            (std::string("pgmedic_config_") + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".yml");
    options_.config_file = path_.string();
  }
  void TearDown() override { std::filesystem::remove(path_); }
  void write(const std::string& text) { std::ofstream(path_) << text; }
  LoadedConfig load(const std::map<std::string, std::string>& variables = {}) { return load_config(options_, fake_context(variables)); }

  std::filesystem::path path_;
  Options options_;
};

TEST_F(LoadConfig, WithoutAFileThereIsOneTargetNamedDefault) {
  options_.config_file.clear();
  options_.dsn = "host=db1";
  options_.dsn_given = true;
  const LoadedConfig loaded = load({{"DATA_SOURCE_NAME", "host=other"}});
  ASSERT_EQ(problem_texts(loaded), "");
  ASSERT_EQ(loaded.config.targets.size(), 1U);
  EXPECT_EQ(loaded.config.targets[0].name, "default");
  EXPECT_EQ(loaded.config.targets[0].connection.dsn, "host=db1");
}

TEST_F(LoadConfig, AFileWithoutTargetsSetsTheRestOfTheDefaultTarget) {
  write("intervals: {cluster: 5s}\nparameters: {bloat_budget: 1kB}\n");
  const LoadedConfig loaded = load({{"DATA_SOURCE_NAME", "host=db1"}});
  ASSERT_EQ(problem_texts(loaded), "");
  ASSERT_EQ(loaded.config.targets.size(), 1U);
  EXPECT_EQ(loaded.config.targets[0].connection.dsn, "host=db1");
  EXPECT_EQ(loaded.config.targets[0].connection.parameters.at("bloat_budget"), "1024");
  EXPECT_EQ(loaded.config.targets[0].collect.cluster_interval, 5s);
}

TEST_F(LoadConfig, TargetsInAFileAndADsnAreAmbiguous) {
  write("targets: [{name: a, dsn: host=a}]\n");
  options_.dsn_given = true;
  EXPECT_EQ(problem_texts(load()), options_.config_file + ":1:10: names targets, and --dsn names one too; give one of them\n");
}

TEST_F(LoadConfig, RemediesNeedATargetThatIsNamed) {
  write("intervals: {cluster: 5s}\nremedies:\n  mode: propose\n");
  EXPECT_EQ(problem_texts(load()), options_.config_file +
                                       ":3:9: remedies.mode is propose, which needs a target with a \"maintenance_dsn\": "
                                       "name the server under \"targets\"\n");
}

TEST_F(LoadConfig, AVariableThatTheFileOverrulesIsTold) {
  write("targets: [{name: a, dsn: host=a}]\n");
  const LoadedConfig loaded = load({{"DATA_SOURCE_NAME", "host=b"}});
  EXPECT_EQ(problem_texts(loaded), "");
  EXPECT_EQ(loaded.config.warnings, std::vector<std::string>{"DATA_SOURCE_NAME is ignored: the configuration file names targets"});
}

TEST_F(LoadConfig, FilesThatCannotBeReadAreTold) {
  EXPECT_EQ(problem_texts(load()), options_.config_file + ":0:0: cannot read the configuration: No such file or directory\n");
  options_.config_file = ::testing::TempDir();
  EXPECT_EQ(problem_texts(load()), options_.config_file + ":0:0: cannot read the configuration: Is a directory\n");
}

TEST_F(LoadConfig, AnEmptyFileIsReadable) {
  write("");
  EXPECT_EQ(problem_texts(load()), "");
}

TEST_F(LoadConfig, TheShardChoosesTargets) {
  write("targets: [{name: a, dsn: x}, {name: b, dsn: x}, {name: c, dsn: x}, {name: d, dsn: x}]\n");
  std::size_t total = 0;
  for (std::uint32_t index = 1; index <= 2; ++index) {
    options_.shard = {index, 2};
    const Config config = load().config;
    EXPECT_EQ(config.configured, (std::vector<std::string>{"a", "b", "c", "d"})) << "whatever the shard";
    const std::size_t size = config.targets.size();
    EXPECT_LT(size, 4U);
    total += size;
  }
  EXPECT_EQ(total, 4U);
}

TEST_F(LoadConfig, MalformedConnectionsAreNamedByTheirSource) {
  options_.config_file.clear();
  EXPECT_EQ(problem_texts(load({{"DATA_SOURCE_NAME", "bad"}})), "environment:0:0: DATA_SOURCE_NAME: malformed; write it right\n");
  options_.dsn = "bad s3cret";
  options_.dsn_given = true;
  EXPECT_EQ(problem_texts(load()), "--dsn:0:0: malformed; write it right\n");
}

TEST(ConfigSections, NameEveryKeyThatIsRead) {
  for (const ConfigSection& section : config_sections()) {
    EXPECT_FALSE(section.keys.empty()) << section.name;
  }
}

}  // namespace
}  // namespace pgmedic
