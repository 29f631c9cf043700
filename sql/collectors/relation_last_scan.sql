/*---
collector: relation_last_scan
help: When tables and indexes were last scanned, and updates that moved a row to another page, both counted since PostgreSQL 16.
scope: database
lane: fast
interval: 5m
requires: {server: ">=16"}
labels: [datname, schemaname, relname, indexrelname]
limit: {series: 20000, order: last_use desc, rest: drop}
metrics:
  pg_stat_user_indexes_last_idx_scan_timestamp_seconds: {column: index_last_scan, type: gauge, unit: seconds, help: Unix time of the last scan of the index; none when there was no scan since the statistics were reset.}
  pg_stat_user_tables_last_seq_scan_timestamp_seconds: {column: last_seq_scan, type: gauge, unit: seconds, labels: [datname, schemaname, relname], help: Unix time of the last sequential scan of the table.}
  pg_stat_user_tables_last_idx_scan_timestamp_seconds: {column: last_idx_scan, type: gauge, unit: seconds, labels: [datname, schemaname, relname], help: Unix time of the last scan of any index of the table.}
  pg_stat_user_tables_n_tup_newpage_upd: {column: newpage_upd, type: counter, labels: [datname, schemaname, relname], help: "Rows updated whose new version went to another page, and so was never a HOT update."}
---*/
WITH tables AS MATERIALIZED (
  SELECT t.oid, n.nspname::pg_catalog.text AS schemaname, t.relname::pg_catalog.text AS relname
  FROM pg_catalog.pg_class AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE t.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
indexes AS MATERIALIZED (
  SELECT i.indexrelid, i.indrelid, pg_catalog.date_part('epoch', pg_catalog.pg_stat_get_lastscan(i.indexrelid)) AS last_scan
  FROM pg_catalog.pg_index AS i
  WHERE i.indrelid IN (SELECT t.oid FROM tables AS t)
),
used AS (
  SELECT i.indrelid, max(i.last_scan) AS last_scan
  FROM indexes AS i
  GROUP BY i.indrelid
)
SELECT (SELECT pg_catalog.current_database()) AS datname, t.schemaname, t.relname, c.relname::pg_catalog.text AS indexrelname,
  i.last_scan AS index_last_scan, NULL::double precision AS last_seq_scan, NULL::double precision AS last_idx_scan, NULL::bigint AS newpage_upd,
  i.last_scan AS last_use
FROM indexes AS i
JOIN tables AS t ON t.oid = i.indrelid
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
WHERE i.last_scan IS NOT NULL
UNION ALL
SELECT (SELECT pg_catalog.current_database()), t.schemaname, t.relname, NULL,
  NULL, pg_catalog.date_part('epoch', pg_catalog.pg_stat_get_lastscan(t.oid)), u.last_scan, pg_catalog.pg_stat_get_tuples_newpage_updated(t.oid),
  COALESCE(GREATEST(pg_catalog.date_part('epoch', pg_catalog.pg_stat_get_lastscan(t.oid)), u.last_scan), 0)
FROM tables AS t
LEFT JOIN used AS u ON u.indrelid = t.oid;
