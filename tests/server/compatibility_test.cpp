// Real pages beside each other: pgmedic's against Debian's postgres_exporter, and against the names of pgbouncer_exporter.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "server/declared_differences.h"
#include "server/metrics_text.h"
#include "server/peer_names.h"
#include "support/child_program.h"
#include "support/eventually.h"
#include "support/free_port.h"
#include "support/http_client.h"
#include "support/pgbouncer_server.h"
#include "support/postgres_server.h"

namespace pgmedic::tests {
namespace {

constexpr const char* kPeer = "/usr/bin/prometheus-postgres-exporter";

std::string document() {
  std::ifstream file(PGMEDIC_SOURCE_DIR "/docs/compatibility.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A server on which nearly every family has something to show.
support::PostgresSettings busy_server() {
  support::PostgresSettings settings;
  settings.settings = {{"wal_level", "logical"}, {"archive_mode", "on"}, {"archive_command", "'/bin/true'"}};
  return settings;
}

void prepare(const support::PostgresServer& server) {
  server.execute("CREATE ROLE watcher LOGIN");
  server.execute("GRANT pg_monitor TO watcher");
  server.execute("SELECT pg_create_physical_replication_slot('kept', true)");
  server.execute("SELECT pg_stat_reset()");
  server.execute("SELECT pg_switch_wal()");
  ASSERT_TRUE(support::eventually([&] { return server.scalar("SELECT archived_count > 0 FROM pg_stat_archiver") == "t"; }));
  ASSERT_TRUE(
      support::eventually([&] { return server.scalar("SELECT count(*) FROM pg_stat_replication WHERE reply_time IS NOT NULL") == "1"; }));
}

std::string our_page(std::vector<std::string> arguments) {
  support::ChildSettings settings;
  settings.program = PGMEDIC_PROGRAM;
  settings.arguments = std::move(arguments);
  settings.arguments.insert(settings.arguments.begin(), "metrics");
  return support::run_program(settings);
}

std::string peer_page(const support::PostgresServer& server) {
  const std::string address = "127.0.0.1:" + std::to_string(support::free_port());
  support::ChildProgram peer(kPeer, {"--web.listen-address=" + address},
                             {{"DATA_SOURCE_NAME", server.dsn("watcher") + " sslmode=disable"}});
  std::string page;
  const bool up = support::eventually([&] {
    page = support::http_get("http://" + address + "/metrics").body;
    return page.find("\npg_up") != std::string::npos && page.find("\npg_static{") != std::string::npos;
  });
  EXPECT_TRUE(up) << peer.err();
  return page;
}

void compare(const PageShape& peer, const PageShape& ours, const DeclaredDifferences& differences) {
  for (const auto& [name, label_sets] : peer) {
    if (differences.is_absent(name)) {
      EXPECT_EQ(ours.count(name), 0U) << name << " is on the page, docs/compatibility.md calls it absent";
      continue;
    }
    for (const LabelNames& labels : label_sets) {
      const LabelNames expected = differences.expected(name, labels);
      const auto found = ours.find(name);
      EXPECT_TRUE(found != ours.end() && found->second.count(expected) == 1)
          << describe(name, labels) << " of the peer should be " << describe(name, expected)
          << " here: neither is that on the page nor the difference in docs/compatibility.md";
    }
  }
}

TEST(Compatibility, EveryFamilyOfDebiansPostgresExporterIsHereOrExplained) {
  PGMEDIC_NEED_SERVER(15);
  if (::access(kPeer, X_OK) != 0) {
    if (support::servers_required()) {
      FAIL() << kPeer << " is not installed; scripts/install-deps gets it";
    }
    GTEST_SKIP() << kPeer << " is not installed; scripts/install-deps gets it";
  }
  support::PostgresServer server(busy_server());
  const std::unique_ptr<support::PostgresServer> standby = server.make_standby();
  ASSERT_NO_FATAL_FAILURE(prepare(server));

  const PageShape peer = shape_of(peer_page(server));
  const PageShape ours = shape_of(our_page({"--dsn=" + server.dsn("watcher")}));
  ASSERT_GT(peer.size(), 300U);
  const DeclaredDifferences differences(document());
  compare(peer, ours, differences);

  for (const DeclaredDifference& row : differences.all()) {
    const bool used = std::any_of(peer.begin(), peer.end(), [&](const auto& family) { return matches(row.family, family.first); });
    EXPECT_TRUE(used) << row.family << " stands in docs/compatibility.md, but the peer has no such family";
  }
}

TEST(Compatibility, EveryNameOfPgBouncerExporterIsHere) {
  PGMEDIC_NEED_SERVER(15);
  if (!support::PgBouncerServer::available()) {
    if (support::servers_required()) {
      FAIL() << support::PgBouncerServer::unavailable_reason();
    }
    GTEST_SKIP() << support::PgBouncerServer::unavailable_reason();
  }
  const support::PostgresServer server(15);
  const support::PgBouncerServer pooler(server);
  support::SqlClient(pooler.dsn("postgres", "postgres")).execute("SELECT 1");  // so that there is a pool

  const support::TempDir directory;
  const std::string config =
      directory.write("pgmedic.yml", "targets:\n  - name: main\n    dsn: \"" + server.dsn() +
                                         "\"\n    pgbouncers:\n      - {name: front, dsn: \"" + pooler.dsn("stats", "pgbouncer") + "\"}\n");
  const PageShape ours = shape_of(our_page({"--config_file=" + config}));
  for (PeerFamily family : pgbouncer_exporter_names()) {
    const auto found = ours.find(family.name);
    ASSERT_TRUE(found != ours.end()) << family.name << " is missing";
    const bool fits = std::any_of(found->second.begin(), found->second.end(), [&](const LabelNames& labels) {
      return std::includes(labels.begin(), labels.end(), family.labels.begin(), family.labels.end());
    });
    EXPECT_TRUE(fits) << describe(family.name, family.labels) << " is here as " << describe(family.name, *found->second.begin());
  }
  EXPECT_EQ(ours.count("pgbouncer_up"), 1U);
}

}  // namespace
}  // namespace pgmedic::tests
