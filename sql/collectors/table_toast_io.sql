/*---
collector: table_toast_io
help: Blocks of TOAST tables and their indexes, and their sizes as the catalog remembers them, for tables whose TOAST was ever used.
scope: database
lane: fast
labels: [datname, schemaname, relname]
metrics:
  pg_statio_user_tables_toast_blocks_read: {column: toast_blks_read, type: counter, help: Blocks of the table's TOAST table that were not in shared buffers.}
  pg_statio_user_tables_toast_blocks_hit: {column: toast_blks_hit, type: counter, help: Blocks of the table's TOAST table that were found in shared buffers.}
  pg_statio_user_tables_tidx_blocks_read: {column: tidx_blks_read, type: counter, help: Blocks of the TOAST table's index that were not in shared buffers.}
  pg_statio_user_tables_tidx_blocks_hit: {column: tidx_blks_hit, type: counter, help: Blocks of the TOAST table's index that were found in shared buffers.}
  pg_table_toast_estimate_bytes: {column: toast_bytes, type: gauge, unit: bytes, help: "Size of the TOAST table as the catalog remembers it (relpages), that is at its last VACUUM."}
---*/
-- A TOAST table that was never touched would give five zeros for each table: it is left out.
WITH toast AS MATERIALIZED (
  SELECT x.oid, x.relpages, pg_catalog.pg_stat_get_blocks_fetched(x.oid) AS blocks, pg_catalog.pg_stat_get_blocks_hit(x.oid) AS hits
  FROM pg_catalog.pg_class AS x
  WHERE x.relkind = 't' AND x.relnamespace = 'pg_toast'::pg_catalog.regnamespace
),
indexes AS MATERIALIZED (
  SELECT i.indrelid, sum(pg_catalog.pg_stat_get_blocks_fetched(i.indexrelid))::bigint AS blocks, sum(pg_catalog.pg_stat_get_blocks_hit(i.indexrelid))::bigint AS hits
  FROM toast AS x
  JOIN pg_catalog.pg_index AS i ON i.indrelid = x.oid
  WHERE x.blocks > 0 OR x.relpages > 0
  GROUP BY i.indrelid
)
SELECT pg_catalog.current_database() AS datname, n.nspname AS schemaname, t.relname,
  x.blocks - x.hits AS toast_blks_read, x.hits AS toast_blks_hit, i.blocks - i.hits AS tidx_blks_read, i.hits AS tidx_blks_hit,
  x.relpages * pg_catalog.current_setting('block_size')::bigint AS toast_bytes
FROM toast AS x
JOIN pg_catalog.pg_class AS t ON t.reltoastrelid = x.oid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
LEFT JOIN indexes AS i ON i.indrelid = x.oid
WHERE (x.blocks > 0 OR x.relpages > 0) AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_';
