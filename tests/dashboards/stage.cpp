#include "dashboards/stage.h"

#include <chrono>
#include <vector>

#include "server/remedy/maintainer.h"
#include "support/eventually.h"
#include "support/free_port.h"
#include "support/http_client.h"

namespace pgmedic::dashboards {

Stage::Stage(int major) : cluster_(major) {
  plant();
  make_maintainer(cluster_.server());
  cluster_.server().execute("ALTER TABLE big OWNER TO keeper");  // the others are not the maintainer's to work on
  cluster_.server().execute("GRANT keeper TO pgmedic_maintainer");
  standby_ = cluster_.server().make_standby();
  pooler_.emplace(cluster_.server());
  cluster_.start_sessions();
  const std::string address = "127.0.0.1:" + std::to_string(support::free_port());
  url_ = "http://" + address;
  program_.emplace(PGMEDIC_PROGRAM,
                   std::vector<std::string>{"--config_file=" + files_.write("pgmedic.yml", configuration()), "--listen_address=" + address,
                                            "--control_address=127.0.0.1:" + std::to_string(support::free_port())});
  prometheus_.emplace(support::PrometheusSettings{
      "global: {scrape_interval: 1s}\nscrape_configs:\n  - job_name: postgres\n    static_configs: [{targets: [\"" + address + "\"]}]\n",
      {}});
}

// What the hostile cluster lacks.
void Stage::plant() {
  for (const char* statement : {
           "CREATE TABLE big (id int PRIMARY KEY, at int)",
           "INSERT INTO big SELECT i, i FROM generate_series(1, 50000) AS i",
           "DELETE FROM big WHERE id % 3 > 0",
           "VACUUM big",
           "CREATE TABLE lame (a int)",
           "CREATE INDEX lame_a ON lame (a)",
           "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'lame_a'::regclass",
           "CREATE TABLE parted (a int) PARTITION BY RANGE (a)",
           "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000)",
           "INSERT INTO parted SELECT generate_series(1, 999)",
           "ANALYZE parted",
           "ALTER DATABASE raw CONNECTION LIMIT 50",
           "CREATE ROLE keeper",
           "CREATE ROLE leaving LOGIN VALID UNTIL '2100-01-01' CONNECTION LIMIT 5",
       }) {
    cluster_.server().execute(statement);
  }
}

bool Stage::ready() const {
  return support::eventually([&] { return support::http_get(url_ + "/-/ready").status == 200; }, std::chrono::seconds(60));
}

void Stage::work() {
  for (const std::string& dsn : {cluster_.server().dsn(), pooler_->dsn("postgres", "postgres")}) {
    support::SqlClient client(dsn);
    client.execute("UPDATE big SET at = at + 1 WHERE id % 1000 = 0");
    client.execute("SELECT count(*) FROM big");
    client.execute("INSERT INTO big SELECT max(id) + 1, 0 FROM big");
  }
}

std::string Stage::configuration() {
  return "targets:\n  - {name: main, dsn: \"" + cluster_.server().dsn("pgmedic") + "\", maintenance_dsn: \"" +
         cluster_.server().dsn("pgmedic_maintainer") + "\", pgbouncers: [{name: front, dsn: \"" + pooler_->dsn("stats", "pgbouncer") +
         "\"}]}\n"
         "intervals: {cluster: 1s, database: 1s, slow: 2s}\n"
         "parameters: {index_bloat_min_bytes: 8kB}\n"
         "remedies:\n"
         "  mode: auto\n"
         "  kill_switch_file: " +
         (files_.path() / "stop").string() +
         "\n"
         "  guards: {load: {max_sessions: 1000}}\n"
         "  reindex: {min_gain: 1B, min_bytes: 0B}\n"
         "checks:\n"
         "  PostgresAutovacuumOff: {for: 0s}\n"
         "  PostgresConnectionsNearLimit: {warning: 0.0001, critical: off, for: 0s}\n"
         "  PostgresIdleInTransaction: {warning: 1ms, critical: off}\n"
         "  PostgresIndexBloat: {warning: 0.01, when: {bloat_bytes: 1B}}\n"
         "  PostgresInvalidIndex: {for: 0s}\n"
         "  PostgresLongTransaction: {warning: 1ms, critical: off}\n"
         "  PostgresNeverAnalyzed: {for: 0s, when: {unanalyzed: 1}}\n"
         "  PostgresStaleStatistics: {warning: 1ms, when: {analyze_ratio: 0, changed: 0}}\n"
         "  PostgresXidWraparound: {warning: 0.0000000001, critical: off}\n"
         "collectors:\n"
         "  override:\n"
         "    archiver_ready: {interval: 1s}\n"
         "    autovacuum_debt: {interval: 2s}\n"
         "    foreign_key_indexes: {interval: 2s}\n"
         "    index_bloat: {interval: 2s}\n"
         "    index_hit_ratio: {interval: 2s}\n"
         "    index_redundant: {interval: 2s}\n"
         "    index_unused: {interval: 2s}\n"
         "    partition_statistics: {interval: 2s}\n"
         "    table_age: {interval: 2s}\n"
         "    table_maintenance_time: {interval: 2s}\n"
         "    table_statistics: {interval: 2s}\n";
}

}  // namespace pgmedic::dashboards
