/*---
collector: relation_stats
help: Counters of every user table and every index, and their sizes as the catalog remembers them, read in one pass.
scope: database
lane: fast
labels: [datname, schemaname, relname, indexrelname]
metrics:
  pg_stat_user_tables_seq_scan: {column: seq_scan, type: counter, labels: [datname, schemaname, relname], help: Sequential scans of the table.}
  pg_stat_user_tables_seq_tup_read: {column: seq_tup_read, type: counter, labels: [datname, schemaname, relname], help: Live rows read by sequential scans.}
  pg_stat_user_tables_idx_scan: {column: table_idx_scan, type: counter, labels: [datname, schemaname, relname], help: Index scans of the table.}
  pg_stat_user_tables_idx_tup_fetch: {column: table_idx_tup_fetch, type: counter, labels: [datname, schemaname, relname], help: Live rows fetched by index scans.}
  pg_stat_user_tables_n_tup_ins: {column: n_tup_ins, type: counter, labels: [datname, schemaname, relname], help: Rows inserted.}
  pg_stat_user_tables_n_tup_upd: {column: n_tup_upd, type: counter, labels: [datname, schemaname, relname], help: "Rows updated, HOT updates included."}
  pg_stat_user_tables_n_tup_del: {column: n_tup_del, type: counter, labels: [datname, schemaname, relname], help: Rows deleted.}
  pg_stat_user_tables_n_tup_hot_upd: {column: n_tup_hot_upd, type: counter, labels: [datname, schemaname, relname], help: Rows updated without a new index entry (HOT).}
  pg_stat_user_tables_n_live_tup: {column: n_live_tup, type: gauge, labels: [datname, schemaname, relname], help: Live rows as the statistics system counts them.}
  pg_stat_user_tables_n_dead_tup: {column: n_dead_tup, type: gauge, labels: [datname, schemaname, relname], help: Dead rows as the statistics system counts them.}
  pg_stat_user_tables_n_mod_since_analyze: {column: n_mod_since_analyze, type: gauge, labels: [datname, schemaname, relname], help: Rows changed since the table was last analyzed.}
  pg_stat_user_tables_last_vacuum: {column: last_vacuum, type: gauge, labels: [datname, schemaname, relname], help: "Unix time of the last manual VACUUM in seconds, 0 when never."}
  pg_stat_user_tables_last_autovacuum: {column: last_autovacuum, type: gauge, labels: [datname, schemaname, relname], help: "Unix time of the last autovacuum in seconds, 0 when never."}
  pg_stat_user_tables_last_analyze: {column: last_analyze, type: gauge, labels: [datname, schemaname, relname], help: "Unix time of the last manual ANALYZE in seconds, 0 when never."}
  pg_stat_user_tables_last_autoanalyze: {column: last_autoanalyze, type: gauge, labels: [datname, schemaname, relname], help: "Unix time of the last autoanalyze in seconds, 0 when never."}
  pg_stat_user_tables_vacuum_count: {column: vacuum_count, type: counter, labels: [datname, schemaname, relname], help: "Manual VACUUMs of the table, VACUUM FULL not counted."}
  pg_stat_user_tables_autovacuum_count: {column: autovacuum_count, type: counter, labels: [datname, schemaname, relname], help: VACUUMs of the table by autovacuum.}
  pg_stat_user_tables_analyze_count: {column: analyze_count, type: counter, labels: [datname, schemaname, relname], help: Manual ANALYZEs of the table.}
  pg_stat_user_tables_autoanalyze_count: {column: autoanalyze_count, type: counter, labels: [datname, schemaname, relname], help: ANALYZEs of the table by autovacuum.}
  pg_statio_user_tables_heap_blocks_read: {column: heap_blks_read, type: counter, labels: [datname, schemaname, relname], help: Blocks of the table itself that were not in shared buffers.}
  pg_statio_user_tables_heap_blocks_hit: {column: heap_blks_hit, type: counter, labels: [datname, schemaname, relname], help: Blocks of the table itself that were found in shared buffers.}
  pg_statio_user_tables_idx_blocks_read: {column: table_idx_blks_read, type: counter, labels: [datname, schemaname, relname], help: Blocks of all indexes of the table that were not in shared buffers.}
  pg_statio_user_tables_idx_blocks_hit: {column: table_idx_blks_hit, type: counter, labels: [datname, schemaname, relname], help: Blocks of all indexes of the table that were found in shared buffers.}
  pg_table_heap_estimate_bytes: {column: heap_bytes, type: gauge, unit: bytes, labels: [datname, schemaname, relname], help: "Size of the table itself as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE or CREATE INDEX."}
  pg_table_index_estimate_bytes: {column: table_index_bytes, type: gauge, unit: bytes, labels: [datname, schemaname, relname], help: "Size of all indexes of the table as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE or CREATE INDEX."}
  pg_stat_user_indexes_idx_scan_total: {column: idx_scan, type: counter, help: Scans of the index.}
  pg_stat_user_indexes_idx_tup_read_total: {column: idx_tup_read, type: counter, help: Index entries returned by scans of the index.}
  pg_stat_user_indexes_idx_tup_fetch_total: {column: idx_tup_fetch, type: counter, help: "Live table rows fetched by simple scans of the index, bitmap scans not counted."}
  pg_statio_user_indexes_idx_blks_read_total: {column: idx_blks_read, type: counter, help: Blocks of the index that were not in shared buffers.}
  pg_statio_user_indexes_idx_blks_hit_total: {column: idx_blks_hit, type: counter, help: Blocks of the index that were found in shared buffers.}
  pg_index_estimate_bytes: {column: index_bytes, type: gauge, unit: bytes, help: "Size of the index as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE, CREATE INDEX or REINDEX."}
---*/
-- The views pg_stat_user_tables, pg_stat_user_indexes and pg_statio_user_* visit every object again for themselves. Here each one's
-- counters are read once: the row of an index, and the sums over a table's indexes, come from the same intermediate result. Names in it
-- are text, not name: name has always 64 bytes, and the result would no longer fit into work_mem. Sums are double precision,
-- which is exact up to 2^53, because bigint is summed by way of numeric. A table that was never vacuumed or analyzed has no size here: its
-- relpages is 0 and its reltuples -1, or on PostgreSQL 13 0 too, where only its live rows tell.
WITH server AS (
  SELECT CASE WHEN pg_catalog.current_setting('server_version_num')::integer >= 140000 THEN '{r,m,p}' ELSE '{r,m}' END::pg_catalog."char"[] AS kinds
),
tables AS MATERIALIZED (
  SELECT c.oid, n.nspname::pg_catalog.text AS nspname, c.relname::pg_catalog.text AS relname,
    CASE WHEN c.relpages > 0 THEN c.relpages
         WHEN c.relkind <> 'p' AND c.reltuples >= 0 AND pg_catalog.pg_stat_get_live_tuples(c.oid) = 0 THEN 0 END AS relpages
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = ANY ((SELECT kinds FROM server)::pg_catalog."char"[])
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
indexes AS MATERIALIZED (
  SELECT i.indrelid, c.relname::pg_catalog.text AS relname, c.relpages,
    pg_catalog.pg_stat_get_numscans(c.oid) AS scans,
    pg_catalog.pg_stat_get_tuples_returned(c.oid) AS tuples_read,
    pg_catalog.pg_stat_get_tuples_fetched(c.oid) AS tuples_fetched,
    pg_catalog.pg_stat_get_blocks_fetched(c.oid) AS blocks,
    pg_catalog.pg_stat_get_blocks_hit(c.oid) AS hits
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  WHERE c.relkind = 'i' AND c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace AND c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace
),
sums AS (
  SELECT indrelid, sum(relpages) AS relpages, sum(scans::double precision) AS scans, sum(tuples_fetched::double precision) AS tuples_fetched,
    sum(blocks::double precision) AS blocks, sum(hits::double precision) AS hits
  FROM indexes
  GROUP BY indrelid
)
SELECT (SELECT pg_catalog.current_database()) AS datname, t.nspname AS schemaname, t.relname, NULL AS indexrelname,
  pg_catalog.pg_stat_get_numscans(t.oid) AS seq_scan,
  pg_catalog.pg_stat_get_tuples_returned(t.oid) AS seq_tup_read,
  COALESCE(s.scans::bigint, 0) AS table_idx_scan,
  COALESCE(s.tuples_fetched::bigint, 0) + pg_catalog.pg_stat_get_tuples_fetched(t.oid) AS table_idx_tup_fetch,
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
  pg_catalog.pg_stat_get_blocks_fetched(t.oid) - pg_catalog.pg_stat_get_blocks_hit(t.oid) AS heap_blks_read,
  pg_catalog.pg_stat_get_blocks_hit(t.oid) AS heap_blks_hit,
  COALESCE((s.blocks - s.hits)::bigint, 0) AS table_idx_blks_read,
  COALESCE(s.hits::bigint, 0) AS table_idx_blks_hit,
  t.relpages * (SELECT pg_catalog.current_setting('block_size')::bigint) AS heap_bytes,
  COALESCE(s.relpages, 0) * (SELECT pg_catalog.current_setting('block_size')::bigint) AS table_index_bytes,
  NULL::bigint AS idx_scan, NULL::bigint AS idx_tup_read, NULL::bigint AS idx_tup_fetch,
  NULL::bigint AS idx_blks_read, NULL::bigint AS idx_blks_hit, NULL::bigint AS index_bytes
FROM tables AS t
LEFT JOIN sums AS s ON s.indrelid = t.oid
UNION ALL
SELECT (SELECT pg_catalog.current_database()), t.nspname, t.relname, i.relname,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  i.scans, i.tuples_read, i.tuples_fetched, i.blocks - i.hits, i.hits,
  i.relpages * (SELECT pg_catalog.current_setting('block_size')::bigint)
FROM indexes AS i
JOIN tables AS t ON t.oid = i.indrelid;
