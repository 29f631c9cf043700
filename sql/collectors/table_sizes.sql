/*---
collector: table_sizes
help: True sizes of the largest tables, read from their files.
scope: database
lane: slow
labels: [datname, schemaname, relname]
parameters: {table_sizes_top: "How many tables are measured, the largest first by what the catalog remembers; 1000 unless set."}
metrics:
  pg_table_size_bytes{fork="heap"}: {column: heap, type: gauge, unit: bytes, help: "True size of the table itself (heap), of its TOAST table with index (toast), of all its indexes (index), and of its free space and visibility maps (fsm_vm)."}
  pg_table_size_bytes{fork="toast"}: {column: toast}
  pg_table_size_bytes{fork="index"}: {column: indexes}
  pg_table_size_bytes{fork="fsm_vm"}: {column: maps}
  pg_stat_user_tables_table_size_bytes: {column: table_size, type: gauge, unit: bytes, help: "True size of the table with its maps and TOAST table, without indexes, as pg_table_size() tells it."}
  pg_stat_user_tables_index_size_bytes: {column: indexes, type: gauge, unit: bytes, help: "True size of all indexes of the table, as pg_indexes_size() tells it."}
  pg_table_sizes_unmeasured: {column: unmeasured, type: gauge, labels: [datname], help: "Tables that were not measured this time: those below the largest, and those that are locked, or about to be, in ACCESS EXCLUSIVE mode."}
---*/
-- A size function waits for whoever holds ACCESS EXCLUSIVE on the table or one of its indexes, and behind whoever waits for it. A table
-- that was never vacuumed or analyzed has no relpages: its live rows, a hundred to a page, make it a candidate all the same.
WITH locked AS MATERIALIZED (
  SELECT COALESCE(i.indrelid, l.relation) AS relation
  FROM pg_catalog.pg_locks AS l
  LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = l.relation
  WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
),
tables AS MATERIALIZED (
  SELECT t.oid, n.nspname, t.relname, t.reltoastrelid,
    GREATEST(t.relpages, CASE WHEN t.relpages = 0 THEN pg_catalog.pg_stat_get_live_tuples(t.oid) / 100 END) AS pages
  FROM pg_catalog.pg_class AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE t.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
largest AS MATERIALIZED (
  SELECT t.*
  FROM tables AS t
  WHERE t.oid NOT IN (SELECT l.relation FROM locked AS l WHERE l.relation IS NOT NULL)
    AND t.reltoastrelid NOT IN (SELECT l.relation FROM locked AS l WHERE l.relation IS NOT NULL)
  ORDER BY t.pages DESC, t.oid
  LIMIT COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.table_sizes_top', true), ''), '1000')::double precision::bigint
),
measured AS MATERIALIZED (
  SELECT l.nspname, l.relname, pg_catalog.pg_relation_size(l.oid) AS heap, pg_catalog.pg_table_size(l.oid) AS table_size,
    pg_catalog.pg_indexes_size(l.oid) AS indexes,
    CASE WHEN l.reltoastrelid = 0 THEN 0 ELSE pg_catalog.pg_total_relation_size(l.reltoastrelid) END AS toast
  FROM largest AS l
)
SELECT pg_catalog.current_database() AS datname, m.nspname AS schemaname, m.relname, m.heap, m.toast, m.indexes, m.table_size - m.heap - m.toast AS maps,
  m.table_size, NULL::bigint AS unmeasured
FROM measured AS m
WHERE m.heap IS NOT NULL
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  (SELECT count(*) FROM tables) - (SELECT count(*) FROM measured AS m WHERE m.heap IS NOT NULL);
