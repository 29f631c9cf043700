/*---
collector: index_stats
help: Counters of every user index and what they add up to for its table, and sizes as the catalog remembers them.
scope: database
lane: fast
labels: [datname, schemaname, relname, indexrelname]
inherit:
  key: relid
  parents: SELECT indexrelid, indrelid FROM pg_catalog.pg_index
metrics:
  pg_stat_user_indexes_idx_scan_total: {column: idx_scan, type: counter, help: Scans of the index.}
  pg_stat_user_indexes_idx_tup_read_total: {column: idx_tup_read, type: counter, help: Index entries returned by scans of the index.}
  pg_stat_user_indexes_idx_tup_fetch_total: {column: idx_tup_fetch, type: counter, help: "Live table rows fetched by simple scans of the index, bitmap scans not counted."}
  pg_statio_user_indexes_idx_blks_read_total: {column: idx_blks_fetched, add: idx_blks_hit, add_scale: -1, type: counter, help: Blocks of the index that were not in shared buffers.}
  pg_statio_user_indexes_idx_blks_hit_total: {column: idx_blks_hit, type: counter, help: Blocks of the index that were found in shared buffers.}
  pg_index_estimate_bytes: {column: index_bytes, type: gauge, unit: bytes, help: "Size of the index as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE, CREATE INDEX or REINDEX."}
  pg_stat_user_tables_idx_scan: {column: idx_scan, type: counter, labels: [datname, schemaname, relname], sum: true, help: Index scans of the table.}
  pg_stat_user_tables_idx_tup_fetch: {column: idx_tup_fetch, type: counter, labels: [datname, schemaname, relname], sum: true, help: Live rows fetched by index scans.}
  pg_statio_user_tables_idx_blocks_read: {column: idx_blks_fetched, add: idx_blks_hit, add_scale: -1, type: counter, labels: [datname, schemaname, relname], sum: true, help: Blocks of all indexes of the table that were not in shared buffers.}
  pg_statio_user_tables_idx_blocks_hit: {column: idx_blks_hit, type: counter, labels: [datname, schemaname, relname], sum: true, help: Blocks of all indexes of the table that were found in shared buffers.}
  pg_table_index_estimate_bytes: {column: index_bytes, type: gauge, unit: bytes, labels: [datname, schemaname, relname], sum: true, help: "Size of all indexes of the table as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE or CREATE INDEX."}
---*/
-- One pass: a row for every index, whose labels are those of its table's row, and a row for every table with what the table itself adds to
-- the sums over its indexes: rows fetched by other index access, and nothing, so that a table without indexes has its zeros.
SELECT c.oid AS relid,
  CASE WHEN c.relkind <> 'i' THEN (SELECT pg_catalog.current_database()) END AS datname,
  CASE WHEN c.relkind <> 'i' THEN n.nspname END AS schemaname,
  CASE WHEN c.relkind <> 'i' THEN c.relname END AS relname,
  CASE WHEN c.relkind = 'i' THEN c.relname END AS indexrelname,
  CASE WHEN c.relkind = 'i' THEN pg_catalog.pg_stat_get_numscans(c.oid) ELSE 0 END AS idx_scan,
  CASE WHEN c.relkind = 'i' THEN pg_catalog.pg_stat_get_tuples_returned(c.oid) END AS idx_tup_read,
  pg_catalog.pg_stat_get_tuples_fetched(c.oid) AS idx_tup_fetch,
  CASE WHEN c.relkind = 'i' THEN pg_catalog.pg_stat_get_blocks_fetched(c.oid) ELSE 0 END AS idx_blks_fetched,
  CASE WHEN c.relkind = 'i' THEN pg_catalog.pg_stat_get_blocks_hit(c.oid) ELSE 0 END AS idx_blks_hit,
  CASE WHEN c.relkind = 'i' THEN c.relpages * (SELECT pg_catalog.current_setting('block_size')::bigint) ELSE 0 END AS index_bytes
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE (c.relkind = 'i' OR c.relkind = 'r' OR c.relkind = 'm'
    OR (c.relkind = 'p' AND (SELECT pg_catalog.current_setting('server_version_num')::integer >= 140000)))
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_';
