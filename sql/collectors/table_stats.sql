/*---
collector: table_stats
help: Counters of every user table, and its size as the catalog remembers it, read in one pass.
scope: database
lane: fast
labels: [datname, schemaname, relname]
metrics:
  pg_stat_user_tables_seq_scan: {column: seq_scan, type: counter, help: Sequential scans of the table.}
  pg_stat_user_tables_seq_tup_read: {column: seq_tup_read, type: counter, help: Live rows read by sequential scans.}
  pg_stat_user_tables_n_tup_ins: {column: n_tup_ins, type: counter, help: Rows inserted.}
  pg_stat_user_tables_n_tup_upd: {column: n_tup_upd, type: counter, help: "Rows updated, HOT updates included."}
  pg_stat_user_tables_n_tup_del: {column: n_tup_del, type: counter, help: Rows deleted.}
  pg_stat_user_tables_n_tup_hot_upd: {column: n_tup_hot_upd, type: counter, help: Rows updated without a new index entry (HOT).}
  pg_stat_user_tables_n_live_tup: {column: n_live_tup, type: gauge, help: Live rows as the statistics system counts them.}
  pg_stat_user_tables_n_dead_tup: {column: n_dead_tup, type: gauge, help: Dead rows as the statistics system counts them.}
  pg_stat_user_tables_n_mod_since_analyze: {column: n_mod_since_analyze, type: gauge, help: Rows changed since the table was last analyzed.}
  pg_stat_user_tables_last_vacuum: {column: last_vacuum, type: gauge, help: "Unix time of the last manual VACUUM in seconds, 0 when never."}
  pg_stat_user_tables_last_autovacuum: {column: last_autovacuum, type: gauge, help: "Unix time of the last autovacuum in seconds, 0 when never."}
  pg_stat_user_tables_last_analyze: {column: last_analyze, type: gauge, help: "Unix time of the last manual ANALYZE in seconds, 0 when never."}
  pg_stat_user_tables_last_autoanalyze: {column: last_autoanalyze, type: gauge, help: "Unix time of the last autoanalyze in seconds, 0 when never."}
  pg_stat_user_tables_vacuum_count: {column: vacuum_count, type: counter, help: "Manual VACUUMs of the table, VACUUM FULL not counted."}
  pg_stat_user_tables_autovacuum_count: {column: autovacuum_count, type: counter, help: VACUUMs of the table by autovacuum.}
  pg_stat_user_tables_analyze_count: {column: analyze_count, type: counter, help: Manual ANALYZEs of the table.}
  pg_stat_user_tables_autoanalyze_count: {column: autoanalyze_count, type: counter, help: ANALYZEs of the table by autovacuum.}
  pg_statio_user_tables_heap_blocks_read: {column: heap_blks_fetched, add: heap_blks_hit, add_scale: -1, type: counter, help: Blocks of the table itself that were not in shared buffers.}
  pg_statio_user_tables_heap_blocks_hit: {column: heap_blks_hit, type: counter, help: Blocks of the table itself that were found in shared buffers.}
  pg_table_heap_estimate_bytes: {column: heap_bytes, type: gauge, unit: bytes, help: "Size of the table itself as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE or CREATE INDEX."}
---*/
-- The views pg_stat_user_tables and pg_statio_user_tables group every table's indexes for what index_stats adds up anyway; without them
-- one pass over pg_class is enough. A table that was never vacuumed or analyzed has no size here: its relpages is 0 and its reltuples
-- -1, or on PostgreSQL 13 0 too, where only its live rows tell. Before 14 nothing is counted for partitioned parents.
SELECT (SELECT pg_catalog.current_database()) AS datname, n.nspname AS schemaname, t.relname,
  pg_catalog.pg_stat_get_numscans(t.oid) AS seq_scan,
  pg_catalog.pg_stat_get_tuples_returned(t.oid) AS seq_tup_read,
  pg_catalog.pg_stat_get_tuples_inserted(t.oid) AS n_tup_ins,
  pg_catalog.pg_stat_get_tuples_updated(t.oid) AS n_tup_upd,
  pg_catalog.pg_stat_get_tuples_deleted(t.oid) AS n_tup_del,
  pg_catalog.pg_stat_get_tuples_hot_updated(t.oid) AS n_tup_hot_upd,
  pg_catalog.pg_stat_get_live_tuples(t.oid) AS n_live_tup,
  pg_catalog.pg_stat_get_dead_tuples(t.oid) AS n_dead_tup,
  pg_catalog.pg_stat_get_mod_since_analyze(t.oid) AS n_mod_since_analyze,
  COALESCE(pg_catalog.date_part('epoch', pg_catalog.pg_stat_get_last_vacuum_time(t.oid)), 0) AS last_vacuum,
  COALESCE(pg_catalog.date_part('epoch', pg_catalog.pg_stat_get_last_autovacuum_time(t.oid)), 0) AS last_autovacuum,
  COALESCE(pg_catalog.date_part('epoch', pg_catalog.pg_stat_get_last_analyze_time(t.oid)), 0) AS last_analyze,
  COALESCE(pg_catalog.date_part('epoch', pg_catalog.pg_stat_get_last_autoanalyze_time(t.oid)), 0) AS last_autoanalyze,
  pg_catalog.pg_stat_get_vacuum_count(t.oid) AS vacuum_count,
  pg_catalog.pg_stat_get_autovacuum_count(t.oid) AS autovacuum_count,
  pg_catalog.pg_stat_get_analyze_count(t.oid) AS analyze_count,
  pg_catalog.pg_stat_get_autoanalyze_count(t.oid) AS autoanalyze_count,
  pg_catalog.pg_stat_get_blocks_fetched(t.oid) AS heap_blks_fetched,
  pg_catalog.pg_stat_get_blocks_hit(t.oid) AS heap_blks_hit,
  CASE WHEN t.relpages > 0 THEN t.relpages
       WHEN t.relkind <> 'p' AND t.reltuples >= 0 AND pg_catalog.pg_stat_get_live_tuples(t.oid) = 0 THEN 0 END
    * (SELECT pg_catalog.current_setting('block_size')::bigint) AS heap_bytes
FROM pg_catalog.pg_class AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
WHERE (t.relkind = 'r' OR t.relkind = 'm' OR (t.relkind = 'p' AND (SELECT pg_catalog.current_setting('server_version_num')::integer >= 140000)))
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_';
