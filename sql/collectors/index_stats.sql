/*---
collector: index_stats
help: Counters of every user index and what they add up to for its table, and sizes as the catalog remembers them.
scope: database
lane: fast
labels: [datname, schemaname, relname, indexrelname]
metrics:
  pg_stat_user_indexes_idx_scan_total: {column: idx_scan, type: counter, help: Scans of the index.}
  pg_stat_user_indexes_idx_tup_read_total: {column: idx_tup_read, type: counter, help: Index entries returned by scans of the index.}
  pg_stat_user_indexes_idx_tup_fetch_total: {column: idx_tup_fetch, type: counter, help: "Live table rows fetched by simple scans of the index, bitmap scans not counted."}
  pg_statio_user_indexes_idx_blks_read_total: {column: idx_blks_read, type: counter, help: Blocks of the index that were not in shared buffers.}
  pg_statio_user_indexes_idx_blks_hit_total: {column: idx_blks_hit, type: counter, help: Blocks of the index that were found in shared buffers.}
  pg_index_estimate_bytes: {column: index_bytes, type: gauge, unit: bytes, help: "Size of the index as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE, CREATE INDEX or REINDEX."}
  pg_stat_user_tables_idx_scan: {column: idx_scan, type: counter, labels: [datname, schemaname, relname], sum: true, help: Index scans of the table.}
  pg_stat_user_tables_idx_tup_fetch: {column: idx_tup_fetch, type: counter, labels: [datname, schemaname, relname], sum: true, help: Live rows fetched by index scans.}
  pg_statio_user_tables_idx_blocks_read: {column: idx_blks_read, type: counter, labels: [datname, schemaname, relname], sum: true, help: Blocks of all indexes of the table that were not in shared buffers.}
  pg_statio_user_tables_idx_blocks_hit: {column: idx_blks_hit, type: counter, labels: [datname, schemaname, relname], sum: true, help: Blocks of all indexes of the table that were found in shared buffers.}
  pg_table_index_estimate_bytes: {column: index_bytes, type: gauge, unit: bytes, labels: [datname, schemaname, relname], sum: true, help: "Size of all indexes of the table as the catalog remembers it (relpages), that is at the last VACUUM, ANALYZE or CREATE INDEX."}
---*/
-- A row for every index, and one for every table with what the table itself adds to the sum over its indexes: rows fetched by other index
-- access, and nothing, so that a table without indexes has its zeros. Names are text, not name, which has always 64 bytes.
WITH tables AS MATERIALIZED (
  SELECT t.oid, n.nspname::pg_catalog.text AS schemaname, t.relname::pg_catalog.text AS relname, pg_catalog.pg_stat_get_tuples_fetched(t.oid) AS fetched
  FROM pg_catalog.pg_class AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE (t.relkind = 'r' OR t.relkind = 'm' OR (t.relkind = 'p' AND (SELECT pg_catalog.current_setting('server_version_num')::integer >= 140000)))
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
)
SELECT (SELECT pg_catalog.current_database()) AS datname, t.schemaname, t.relname, c.relname::pg_catalog.text AS indexrelname,
  pg_catalog.pg_stat_get_numscans(c.oid) AS idx_scan,
  pg_catalog.pg_stat_get_tuples_returned(c.oid) AS idx_tup_read,
  pg_catalog.pg_stat_get_tuples_fetched(c.oid) AS idx_tup_fetch,
  pg_catalog.pg_stat_get_blocks_fetched(c.oid) - pg_catalog.pg_stat_get_blocks_hit(c.oid) AS idx_blks_read,
  pg_catalog.pg_stat_get_blocks_hit(c.oid) AS idx_blks_hit,
  c.relpages * (SELECT pg_catalog.current_setting('block_size')::bigint) AS index_bytes
FROM pg_catalog.pg_index AS i
JOIN tables AS t ON t.oid = i.indrelid
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
WHERE c.relkind = 'i' AND c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace AND c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace
UNION ALL
SELECT (SELECT pg_catalog.current_database()), schemaname, relname, NULL, 0, NULL, fetched, 0, 0, 0 FROM tables;
