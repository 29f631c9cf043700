#include "e2e/ailments.h"

#include <utility>

namespace pgmedic::e2e {
namespace {

using support::SqlClient;

// Sessions that an ailment holds open between planting and healing.
using Sessions = std::shared_ptr<std::vector<SqlClient>>;

Ailment by_sql(std::map<std::string, std::string> labels, std::vector<std::string> plant, std::vector<std::string> heal) {
  const auto run = [](std::vector<std::string> statements) {
    return [statements = std::move(statements)](Chain& chain) {
      for (const std::string& statement : statements) {
        chain.server().execute(statement);
      }
    };
  };
  return {std::move(labels), run(std::move(plant)), run(std::move(heal))};
}

// Sessions that are opened by planting and closed by healing.
Ailment by_sessions(std::map<std::string, std::string> labels, const std::function<void(Chain&, std::vector<SqlClient>&)>& open) {
  const Sessions sessions = std::make_shared<std::vector<SqlClient>>();
  return {std::move(labels), [=](Chain& chain) { open(chain, *sessions); }, [=](Chain& /*chain*/) { sessions->clear(); }};
}

// CREATE or REINDEX CONCURRENTLY that must fail and leaves something behind.
void fail_at(Chain& chain, const std::string& before, const std::string& statement) {
  SqlClient session = chain.server().client();
  session.execute(before);
  try {
    session.execute(statement);
  } catch (const support::SqlError&) {
    return;
  }
  throw std::runtime_error("was expected to fail: " + statement);
}

std::vector<Ailment> index_ailments() {
  return {
      {{{"alertname", "PostgresInvalidIndex"}, {"indexrelname", "twins_v_key"}},
       [](Chain& chain) {
         chain.server().execute("CREATE TABLE twins (v integer); INSERT INTO twins VALUES (1), (1)");
         fail_at(chain, "SELECT 1", "CREATE UNIQUE INDEX CONCURRENTLY twins_v_key ON twins (v)");
       },
       [](Chain& chain) { chain.server().execute("DROP INDEX twins_v_key"); }},
      {{{"alertname", "PostgresIndexLeftover"}, {"indexrelname", "left_v_ccnew"}},
       [](Chain& chain) {
         chain.server().execute("CREATE TABLE left_over (v integer); CREATE INDEX left_v ON left_over (v)");
         SqlClient holder = chain.server().client();
         holder.execute("BEGIN; INSERT INTO left_over VALUES (1)");
         fail_at(chain, "SET lock_timeout = '200ms'", "REINDEX INDEX CONCURRENTLY left_v");
       },
       [](Chain& chain) { chain.server().execute("DROP INDEX left_v_ccnew"); }},
      by_sql({{"alertname", "PostgresUnusedIndex"}, {"indexrelname", "lonely_v"}},
             {"CREATE TABLE lonely AS SELECT i AS v FROM generate_series(1, 10000) AS i; CREATE INDEX lonely_v ON lonely (v)",
              "VACUUM ANALYZE lonely"},
             {"DROP INDEX lonely_v"}),
      by_sql({{"alertname", "PostgresRedundantIndex"}, {"indexrelname", "again_v"}},
             {"CREATE TABLE again AS SELECT i AS v, i AS w FROM generate_series(1, 10000) AS i; CREATE INDEX again_v ON again (v); "
              "CREATE INDEX again_vw ON again (v, w)",
              "VACUUM ANALYZE again"},
             {"DROP INDEX again_v"}),
      by_sql({{"alertname", "PostgresForeignKeyUnindexed"}, {"relname", "items"}},
             {"CREATE TABLE orders (id integer PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 10000); "
              "CREATE TABLE items (order_id integer CONSTRAINT items_order REFERENCES orders); INSERT INTO items SELECT id FROM orders "
              "WHERE id > 100",
              "DELETE FROM orders WHERE id <= 100", "VACUUM ANALYZE orders", "VACUUM ANALYZE items"},
             {"CREATE INDEX items_order_id ON items (order_id)"}),
      by_sql({{"alertname", "PostgresIndexBloat"}, {"indexrelname", "thin_v"}},
             {"CREATE TABLE thin AS SELECT i AS v FROM generate_series(1, 200000) AS i; CREATE INDEX thin_v ON thin (v); "
              "DELETE FROM thin WHERE v % 5 <> 0",
              "VACUUM ANALYZE thin"},
             {"REINDEX INDEX CONCURRENTLY thin_v"}),
  };
}

std::vector<Ailment> table_ailments() {
  return {
      by_sql({{"alertname", "PostgresAnalyzeOverdue"}, {"relname", "changed"}},
             {"CREATE TABLE changed AS SELECT i AS v FROM generate_series(1, 1000) AS i", "ANALYZE changed",
              "SELECT pg_stat_force_next_flush(); UPDATE changed SET v = v + 1"},
             {"VACUUM ANALYZE changed"}),
      by_sql({{"alertname", "PostgresNeverAnalyzed"}, {"relname", "unseen"}},
             {"CREATE TABLE unseen AS SELECT i AS v FROM generate_series(1, 5000) AS i"}, {"VACUUM ANALYZE unseen"}),
      by_sql({{"alertname", "PostgresPartitionParentNeverAnalyzed"}, {"relname", "parts"}},
             {"CREATE TABLE parts (v integer) PARTITION BY RANGE (v); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO "
              "(100000); "
              "INSERT INTO parts SELECT generate_series(1, 20000)",
              "VACUUM ANALYZE parts_1"},
             {"ANALYZE parts"}),
      by_sql({{"alertname", "PostgresAutovacuumOverdue"}, {"relname", "dirty"}},
             {"CREATE TABLE dirty AS SELECT i AS v FROM generate_series(1, 1000) AS i", "VACUUM ANALYZE dirty", "DELETE FROM dirty"},
             {"VACUUM ANALYZE dirty"}),
      by_sql({{"alertname", "PostgresAutovacuumDisabled"}, {"relname", "neglected"}},
             {"CREATE TABLE neglected WITH (autovacuum_enabled = off) AS SELECT i AS v FROM generate_series(1, 1000) AS i",
              "VACUUM ANALYZE neglected", "DELETE FROM neglected"},
             {"ALTER TABLE neglected RESET (autovacuum_enabled)"}),
  };
}

std::vector<Ailment> session_ailments() {
  return {
      by_sessions({{"alertname", "PostgresIdleInTransaction"}, {"datname", "postgres"}},
                  [](Chain& chain, std::vector<SqlClient>& sessions) {
                    sessions.push_back(chain.server().client());
                    sessions.back().execute("BEGIN; SELECT 1");
                  }),
      by_sessions({{"alertname", "PostgresBlockedSessions"}},
                  [](Chain& chain, std::vector<SqlClient>& sessions) {
                    chain.server().execute("CREATE TABLE contested (v integer)");
                    sessions.push_back(chain.server().client());
                    sessions.back().execute("BEGIN; LOCK TABLE contested");
                    sessions.push_back(chain.server().client());
                    sessions.back().send("SELECT * FROM contested");
                  }),
      by_sql({{"alertname", "PostgresPreparedTransactionOld"}},
             {"BEGIN; CREATE TABLE prepared (v integer); PREPARE TRANSACTION 'forgotten'"}, {"ROLLBACK PREPARED 'forgotten'"}),
      by_sessions({{"alertname", "PgBouncerClientsWaiting"}, {"database", "postgres"}, {"user", "postgres"}},
                  [](Chain& chain, std::vector<SqlClient>& sessions) {
                    sessions.emplace_back(chain.pgbouncer().dsn("postgres", "postgres"));
                    sessions.back().execute("BEGIN; SELECT 1");
                    sessions.emplace_back(chain.pgbouncer().dsn("postgres", "postgres"));
                    sessions.back().send("SELECT 1");
                  }),
  };
}

std::vector<Ailment> server_ailments() {
  return {
      by_sql({{"alertname", "PostgresAutovacuumOff"}}, {"ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()"},
             {"ALTER SYSTEM RESET autovacuum", "SELECT pg_reload_conf()"}),
      by_sql({{"alertname", "PostgresSlotInactive"}, {"slot_name", "nobody"}},
             {"SELECT pg_create_physical_replication_slot('nobody', true)"}, {"SELECT pg_drop_replication_slot('nobody')"}),
      by_sql({{"alertname", "PostgresArchiverFailing"}},
             {"ALTER SYSTEM SET archive_command = 'false'", "SELECT pg_reload_conf()", "SELECT pg_switch_wal()"},
             {"ALTER SYSTEM RESET archive_command", "SELECT pg_reload_conf()"}),
      by_sql({{"alertname", "PostgresPendingRestart"}, {"name", "max_wal_senders"}},
             {"ALTER SYSTEM SET max_wal_senders = 7", "SELECT pg_reload_conf()"},
             {"ALTER SYSTEM RESET max_wal_senders", "SELECT pg_reload_conf()"}),
      by_sql({{"alertname", "PostgresPasswordExpiring"}, {"rolname", "expiring"}},
             {"CREATE ROLE expiring LOGIN; DO $$ BEGIN EXECUTE format('ALTER ROLE expiring VALID UNTIL %L', now() + interval '3 days'); "
              "END $$"},
             {"DROP ROLE expiring"}),
  };
}

}  // namespace

std::string sensitive_checks() {
  return "  PostgresIdleInTransaction: {warning: 1s}\n"
         "  PostgresLongTransaction: {enabled: false}\n"
         "  PostgresBlockedSessions: {warning: 1s}\n"
         "  PostgresPreparedTransactionOld: {warning: 1s}\n"
         "  PostgresUnusedIndex: {warning: 1kB, when: {unused_for: 1s}}\n"
         "  PostgresRedundantIndex: {warning: 1kB}\n"
         "  PostgresForeignKeyUnindexed: {warning: 1kB, when: {deletes: 1}}\n"
         "  PostgresAnalyzeOverdue: {when: {analyze_age: 1s, changed: 100}}\n"
         "  PostgresAutovacuumOverdue: {when: {neglected: 1s, dead: 100}}\n"
         "  PostgresAutovacuumDisabled: {when: {neglected: 1s}}\n"
         "  PostgresSlotInactive: {when: {retained: 1kB}}\n"
         "  PostgresIndexBloat: {when: {bloat_bytes: 64kB}}\n"
         "  PgBouncerClientsWaiting: {warning: 1s}\n";
}

std::map<std::string, std::string> fragile_server() {
  // Autovacuum is on, but does not come while the test runs.
  return {{"autovacuum", "on"},   {"autovacuum_naptime", "1d"}, {"max_wal_senders", "10"}, {"max_prepared_transactions", "5"},
          {"archive_mode", "on"}, {"archive_command", "true"},  {"archive_timeout", "0"}};
}

std::map<std::string, std::string> small_pooler() {
  return {{"default_pool_size", "1"}, {"query_wait_timeout", "0"}};
}

std::vector<Ailment> ailments() {
  std::vector<Ailment> all;
  for (const auto& group : {index_ailments(), table_ailments(), session_ailments(), server_ailments()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace pgmedic::e2e
