#include "server/hostile_cluster.h"

#include "support/child_process.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using support::quote_literal;
using support::quote_name;
using support::SqlClient;
using support::SqlError;

// Every character that a page, a log, a URL or a shell might trip over, in 63 bytes at most.
const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> kNames{
      "quote\"back\\slash'tick`",
      "new\nline\ttab\rreturn",
      std::string("sixty-three bytes ") + std::string(45, 'x'),
      "elephant \xF0\x9F\x90\x98 na\xC3\xAFve \xE2\x82\xAC",
      "{label=\"x\"} # HELP",
      "%s %n ${jndi} {0} $1",
      "UPPER lower",
      " ",
      "select",
  };
  return kNames;
}

void execute_all(SqlClient& client, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) {
    client.execute(statement);
  }
}

// A schema with that name, and in it one object of each kind, all with that name somewhere.
void fill_schema(SqlClient& client, const std::string& name) {
  const std::string schema = quote_name(name);
  const std::string table = schema + "." + quote_name(name);
  const std::string index = quote_name(name.substr(0, 55) + " idx");
  execute_all(client,
              {"CREATE SCHEMA " + schema, "CREATE TABLE " + table + " (a int PRIMARY KEY, b text, c int) WITH (fillfactor = 70)",
               "INSERT INTO " + table + " SELECT i, repeat(md5(i::text), 100), i % 7 FROM generate_series(1, 200) AS i",
               "CREATE INDEX " + index + " ON " + table + " (b)",
               "CREATE INDEX " + quote_name("expression " + name.substr(0, 50)) + " ON " + table + " (lower(b), (a + c)) WHERE c > 3",
               "ANALYZE " + table});
}

std::vector<std::string> ordinary_objects() {
  return {
      "CREATE SCHEMA app",
      "CREATE TABLE app.parent (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
      "CREATE TABLE app.child_1 PARTITION OF app.parent FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY HASH (id)",
      "CREATE TABLE app.child_1_0 PARTITION OF app.child_1 FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
      "CREATE TABLE app.child_2 PARTITION OF app.parent DEFAULT",
      "INSERT INTO app.parent SELECT i, '2024-06-01'::date + (i % 400) FROM generate_series(1, 1000) AS i",
      "CREATE UNLOGGED TABLE app.unlogged (a int, b text)",
      "CREATE TABLE app.toasted (a int, b text)",
      "ALTER TABLE app.toasted ALTER COLUMN b SET STORAGE EXTERNAL",
      "INSERT INTO app.toasted VALUES (1, repeat('x', 1000000))",
      "CREATE TABLE app.referenced (a int PRIMARY KEY)",
      "CREATE TABLE app.referencing (a int REFERENCES app.referenced, b int REFERENCES app.referenced ON DELETE CASCADE)",
      "CREATE INDEX ON app.referencing (a)",
      "CREATE MATERIALIZED VIEW app.matview AS SELECT * FROM app.parent",
      "CREATE UNIQUE INDEX ON app.matview (id, at)",
      "CREATE TABLE app.duplicated (a int, b int, c text)",
      "CREATE INDEX dup_1 ON app.duplicated (a, b) INCLUDE (c)",
      "CREATE INDEX dup_2 ON app.duplicated (a, b) INCLUDE (c)",
      "CREATE INDEX dup_prefix ON app.duplicated (a)",
      "CREATE INDEX dup_hash ON app.duplicated USING hash (a)",
      "CREATE INDEX dup_brin ON app.duplicated USING brin (b)",
      "CREATE INDEX dup_gin ON app.duplicated USING gin (to_tsvector('simple', c))",
      "INSERT INTO app.duplicated SELECT 1, i, 'x' FROM generate_series(1, 100) AS i",
      "CREATE TABLE app.no_columns ()",
      "CREATE TABLE app.never_vacuumed (a int) WITH (autovacuum_enabled = off, autovacuum_analyze_scale_factor = 0.5)",
      "ALTER TABLE app.never_vacuumed SET (autovacuum_vacuum_threshold = 7)",
      "INSERT INTO app.never_vacuumed SELECT generate_series(1, 10000)",
      "UPDATE app.never_vacuumed SET a = a + 1",
      "CREATE SEQUENCE app.sequence",
      "CREATE VIEW app.view AS SELECT 1 AS a",
      "CREATE FOREIGN DATA WRAPPER nothing",
      "CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing",
      "CREATE FOREIGN TABLE app.elsewhere (a int) SERVER nowhere",
      "CREATE TABLE app.big AS SELECT i AS a, repeat('x', 500) AS b FROM generate_series(1, 20000) AS i",
      "CREATE TABLE app.blocked (a int)",
      "CREATE PUBLICATION everything FOR TABLE app.big",
  };
}

// A build that fails leaves an invalid index behind.
void add_invalid_index(SqlClient& client) {
  try {
    client.execute("CREATE UNIQUE INDEX CONCURRENTLY invalid_ccnew ON app.duplicated (a)");
  } catch (const SqlError& expected) {
    if (expected.sqlstate() != "23505") {
      throw;
    }
  }
}

}  // namespace

void make_monitor_role(const support::PostgresServer& server, const std::string& database) {
  support::ChildSettings psql;
  psql.program = "/usr/bin/psql";
  const std::string file = PGMEDIC_SOURCE_DIR "/sql/setup/monitor_role.sql";
  psql.arguments = {"-X", "-q", "-d", server.dsn("postgres", database), "-v", "extensions=1", "-f", file};
  support::run_program(psql);
}

HostileCluster::HostileCluster(int major) {
  support::PostgresSettings settings;
  settings.major = major;
  settings.settings = {{"shared_preload_libraries", "'pg_stat_statements'"},
                       {"wal_level", "logical"},
                       {"max_prepared_transactions", "10"},
                       {"track_io_timing", "on"},
                       {"track_functions", "'all'"},
                       {"archive_mode", "on"},
                       {"archive_command", "'false'"},
                       {"autovacuum", "off"}};  // it would change what a case looks at
  server_ = std::make_unique<support::PostgresServer>(settings);
  make_monitor_role(*server_, "postgres");
  const std::string hostile = "hostile \" ' \\ \n \xF0\x9F\x90\x98";
  const std::string raw = "raw";
  server_->execute("CREATE DATABASE " + quote_name(hostile));
  server_->execute("CREATE DATABASE " + raw + " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
  databases_ = {hostile, raw};
  make_monitor_role(*server_, hostile);
  make_monitor_role(*server_, raw);
  fill(hostile);
  fill_with_raw_bytes(raw);
  add_cluster_objects();
}

void HostileCluster::fill(const std::string& database) {
  SqlClient client = server_->client("postgres", database);
  execute_all(client, ordinary_objects());
  add_invalid_index(client);
  for (const std::string& name : hostile_names()) {
    fill_schema(client, name);
  }
}

void HostileCluster::fill_with_raw_bytes(const std::string& database) {
  SqlClient client = server_->client("postgres", database);
  client.execute("SET client_encoding = 'SQL_ASCII'");
  for (const std::string name : {"caf\xE9", "\xFF\xFE\x80", "half \xF0\x9F", "overlong \xC0\xAF"}) {
    fill_schema(client, name);
  }
  // Names of the whole cluster too: other databases see these bytes.
  execute_all(client, {"CREATE ROLE \"r\xF4le\" LOGIN",
                       "CREATE DATABASE \"d\xE9j\xE0\" TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"});
}

void HostileCluster::add_cluster_objects() {
  SqlClient client = server_->client("postgres", databases_.front());
  for (const std::string& name : hostile_names()) {
    client.execute("CREATE ROLE " + quote_name(name + "r") + " LOGIN CONNECTION LIMIT 5");
  }
  execute_all(client,
              {"SELECT pg_create_physical_replication_slot('physical')", "SELECT pg_create_logical_replication_slot('logical', 'pgoutput')",
               "BEGIN", "CREATE TABLE app.prepared (a int)", "PREPARE TRANSACTION " + quote_literal("gid \" ' \\ \n"),
               "CREATE SUBSCRIPTION " + quote_name("sub \" \n") + " CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)"});
}

SqlClient& HostileCluster::new_session(const std::string& database) {
  return sessions_.emplace_back(server_->client("postgres", database));
}

void HostileCluster::start_sessions() {
  const std::string& hostile = databases_.front();
  // Idle in a transaction, with a temporary table and an old snapshot.
  execute_all(new_session(hostile),
              {"SET application_name = 'app \" \\ {x}'", "CREATE TEMPORARY TABLE mine (a int PRIMARY KEY)",
               "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM app.big", "INSERT INTO mine VALUES (1)"});
  // One that holds a lock, one that waits for it, one that waits for the waiting one.
  execute_all(new_session(hostile), {"BEGIN", "LOCK TABLE app.blocked IN ACCESS SHARE MODE"});
  new_session(hostile).send("BEGIN; LOCK TABLE app.blocked IN ACCESS EXCLUSIVE MODE");
  const std::string waiting_for_relations = " FROM pg_locks WHERE NOT granted AND relation IS NOT NULL";
  wait_for("SELECT count(*) = 1" + waiting_for_relations);
  new_session(hostile).send("SELECT * FROM app.blocked");
  // Work in progress: slowed down, waiting for the old snapshot, or for a client that says nothing.
  for (const char* command : {"VACUUM app.big", "ANALYZE app.never_vacuumed"}) {
    SqlClient& worker = new_session(hostile);
    execute_all(worker, {"SET vacuum_cost_delay = '100ms'", "SET vacuum_cost_limit = 1"});
    worker.send(command);
  }
  new_session(hostile).send("CREATE INDEX CONCURRENTLY in_progress ON app.duplicated (b, a)");
  new_session(hostile).send("COPY app.unlogged FROM STDIN");
  wait_for("SELECT count(*) = 2" + waiting_for_relations);
  wait_for("SELECT count(*) = 1 FROM pg_stat_progress_vacuum");
  wait_for("SELECT count(*) = 1 FROM pg_stat_progress_analyze");
  wait_for("SELECT count(*) = 1 FROM pg_stat_progress_create_index");
}

void HostileCluster::wait_for(const std::string& condition) const {
  SqlClient client = server_->client("postgres", databases_.front());
  if (!support::eventually([&] { return client.scalar(condition) == "t"; }, std::chrono::seconds(30))) {
    std::string seen;
    for (const std::vector<std::string>& row : client.rows("SELECT pid, state, wait_event_type, wait_event, query FROM pg_stat_activity")) {
      for (const std::string& value : row) {
        seen += value + " ";
      }
      seen += "\n";
    }
    throw std::runtime_error("the hostile cluster is not as it should be: " + condition + "\n" + seen + server_->log());
  }
}

}  // namespace pgmedic
