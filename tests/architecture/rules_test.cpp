// Every rule turns red on a text that breaks it, and stays quiet on one that does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "architecture/include_rules.h"
#include "architecture/text_rules.h"

namespace pgmedic::architecture {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> messages(const std::vector<Violation>& violations) {
  std::vector<std::string> texts;
  for (const Violation& violation : violations) {
    texts.push_back(to_string(violation));
  }
  return texts;
}

TEST(LayerArrows, AcceptTheLayersBelow) {
  EXPECT_THAT(check_layer_arrows({"exporter/collect/loop.cpp", "#include \"collect/loop.h\"\n#include \"metrics/part.h\"\n"}), IsEmpty());
}

TEST(LayerArrows, RefuseTheLayersAboveAndBeside) {
  EXPECT_THAT(messages(check_layer_arrows({"exporter/collect/loop.cpp", "\n#include \"web/server.h\"\n"})),
              ElementsAre("exporter/collect/loop.cpp:2: collect must not use web"));
  EXPECT_THAT(check_layer_arrows({"exporter/metrics/part.h", "#include \"postgres/session.h\""}), SizeIs(1));
  EXPECT_THAT(check_layer_arrows({"exporter/postgres/session.h", "#  include \"metrics/part.h\""}), SizeIs(1));
  EXPECT_THAT(check_layer_arrows({"exporter/collect/loop.h", "#include \"health/finding.h\""}), SizeIs(1));
}

TEST(LayerArrows, RefuseIncludesWithoutTheirLayerAndUnknownLayers) {
  EXPECT_THAT(check_layer_arrows({"exporter/base/text.cpp", "#include \"text.h\"\n#include \"../web/server.h\""}), SizeIs(2));
  EXPECT_THAT(check_layer_arrows({"exporter/misc/text.cpp", ""}), SizeIs(1));
}

TEST(ThirdPartyHomes, AcceptALibraryAtHomeAndTheSystem) {
  EXPECT_THAT(
      check_third_party_homes({"exporter/postgres/session.cpp", "#include <pqxx/pqxx>\n#include <sys/socket.h>\n#include <vector>"}),
      IsEmpty());
  EXPECT_THAT(check_third_party_homes({"exporter/web/config.cpp", "#include <fmt/format.h>\n#include <yaml-cpp/yaml.h>"}), IsEmpty());
}

TEST(ThirdPartyHomes, RefuseALibraryElsewhereAndUnknownOnes) {
  EXPECT_THAT(messages(check_third_party_homes({"exporter/collect/target.cpp", "#include <libpq-fe.h>"})),
              ElementsAre("exporter/collect/target.cpp:1: <libpq-fe.h> does not belong into collect"));
  for (const char* header : {"<prometheus/registry.h>", "<gflags/gflags.h>", "<spdlog/spdlog.h>", "<boost/asio.hpp>"}) {
    EXPECT_THAT(check_third_party_homes({"exporter/web/server.cpp", std::string("#include ") + header}), SizeIs(1)) << header;
  }
}

TEST(Length, IsLimitedAndMainIsShorter) {
  const std::string forty_one(41, '\n');
  const std::string three_hundred_and_one(301, '\n');
  EXPECT_THAT(check_length({"exporter/base/text.cpp", forty_one}), IsEmpty());
  EXPECT_THAT(check_length({"exporter/base/text.cpp", three_hundred_and_one}), SizeIs(1));
  EXPECT_THAT(check_length({"exporter/app/main.cpp", forty_one}), SizeIs(1));
}

TEST(Flags, StayInApp) {
  EXPECT_THAT(check_flags_stay_in_app({"exporter/app/flags.cpp", "DEFINE_string(dsn, \"\", \"\"); FLAGS_dsn;"}), IsEmpty());
  EXPECT_THAT(check_flags_stay_in_app({"exporter/web/server.cpp", "return FLAGS_listen_address;"}), SizeIs(1));
  EXPECT_THAT(check_flags_stay_in_app({"exporter/web/server.cpp", "DECLARE_string(listen_address);"}), SizeIs(1));
}

TEST(Header, IntroducesItself) {
  EXPECT_THAT(check_header_introduction({"a.h", "// What it is for.\n#pragma once\n"}), IsEmpty());
  EXPECT_THAT(check_header_introduction({"a.h", "#pragma once\n"}), SizeIs(1));
  EXPECT_THAT(check_header_introduction({"a.h", "// What it is for.\n#ifndef A_H\n"}), SizeIs(1));
}

TEST(LeftOvers, AreFound) {
  const std::string later = std::string("// TO") + "DO: later\n";
  const std::string path = std::string("cd /ho") + "me/somebody/src\n";
  EXPECT_THAT(messages(check_left_overs({"a.cpp", "\n" + later + path})), ElementsAre(HasSubstr("a.cpp:2:"), HasSubstr("a.cpp:3:")));
  EXPECT_THAT(check_left_overs({"a.md", std::string("see example.org/ho") + "me/page and ${HOME}/ho" + "me/x\n"}), SizeIs(1));
  EXPECT_THAT(check_left_overs({"a.cpp", "todos, mastodon, 0xXXX0\n"}), IsEmpty());
}

TEST(Catalog, MustBeQualified) {
  EXPECT_THAT(check_catalog_is_qualified({"a.sql", "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index i ON true;"}), IsEmpty());
  EXPECT_THAT(check_catalog_is_qualified({"a.sql", "-- FROM pg_class\nSELECT ' from pg_class ' /* join pg_class */;"}), IsEmpty());
  EXPECT_THAT(messages(check_catalog_is_qualified({"a.sql", "SELECT 1\nFROM pg_stat_activity;"})),
              ElementsAre("a.sql:2: pg_catalog. is missing: FROM pg_stat_activity"));
  EXPECT_THAT(check_catalog_is_qualified({"a.sql", "SELECT 1 FROM pg_catalog.pg_class c left join lateral\n  pg_x(1) JOIN\n pg_index i"}),
              SizeIs(1));
}

TEST(CollectorNames, MatchTheFile) {
  const SourceFile good{"sql/collectors/wal.sql", "/*---\ncollector: wal\n---*/\nSELECT 1;\n"};
  EXPECT_THAT(check_collector_names({good, {"sql/collectors/wal.since-18.sql", "SELECT 2;"}}), IsEmpty());
  EXPECT_THAT(check_collector_names({{"sql/collectors/wals.sql", good.text}}), SizeIs(1));
  EXPECT_THAT(check_collector_names({{"sql/collectors/WAL.sql", good.text}}), SizeIs(1));
  EXPECT_THAT(check_collector_names({{"sql/collectors/wal.since-18.sql", "SELECT 2;"}}), SizeIs(1));
  EXPECT_THAT(check_collector_names({good, {"sql/collectors/wal.since-18.sql", good.text}}), SizeIs(1));
}

TEST(Sources, AreNamedInACMakeLists) {
  const std::vector<SourceFile> tree{{"tests/CMakeLists.txt", "x(SOURCES unit/deep_test.cpp)"},
                                     {"tests/unit/CMakeLists.txt", "x(SOURCES my_text_test.cpp text_test.cppx)"}};
  EXPECT_THAT(check_sources_are_built(tree, {{"tests/unit/my_text_test.cpp", ""}, {"tests/unit/deep_test.cpp", ""}}), IsEmpty());
  EXPECT_THAT(check_sources_are_built(tree, {{"tests/unit/text_test.cpp", ""}}), SizeIs(1));
}

TEST(Sql, IsRunByATest) {
  const SourceFile role{"sql/setup/role.sql", ""};
  const SourceFile wal{"sql/collectors/wal.sql", ""};
  EXPECT_THAT(check_sql_is_run({role, wal, {"tests/server/collectors_test.cpp", "for (c : Catalog::all()) role.sql"}}), IsEmpty());
  EXPECT_THAT(check_sql_is_run({role, {"tests/server/role_test.cpp", "run(\"roles.sql\")"}}), SizeIs(1));
  EXPECT_THAT(check_sql_is_run({wal, {"tests/server/wal_test.cpp", "wal.sql"}}), SizeIs(1));
  EXPECT_THAT(check_sql_is_run({wal, {"tests/server/collectors_test.cpp", "nothing"}}), SizeIs(1));
}

TEST(Links, LeadSomewhere) {
  const std::vector<std::string> paths{"README.md", "docs/operations.md", "docs/page.png"};
  const std::string good =
      "# What it costs\n[a](docs/operations.md#bad-days) ![b](docs/page.png) [c](docs/) [d](https://example.org/x) [e](#what-it-costs)\n";
  EXPECT_THAT(check_links({"README.md", good}, paths), IsEmpty());
  EXPECT_THAT(check_links({"docs/operations.md", "[up](../README.md)"}, paths), IsEmpty());
  EXPECT_THAT(messages(check_links({"README.md", "\n[a](docs/operation.md) [b](#nothing)"}, paths)),
              ElementsAre("README.md:2: the link leads nowhere: docs/operation.md", "README.md:2: no heading for #nothing"));
}

}  // namespace
}  // namespace pgmedic::architecture
