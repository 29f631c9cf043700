/*---
collector: index_sizes
help: True sizes of the largest indexes, read from their files.
scope: database
lane: slow
labels: [datname, schemaname, relname, indexrelname]
parameters: {index_sizes_top: "How many indexes are measured, the largest first by what the catalog remembers; 1000 unless set."}
metrics:
  pg_index_size_bytes: {column: bytes, type: gauge, unit: bytes, help: True size of the index.}
  pg_index_sizes_unmeasured: {column: unmeasured, type: gauge, labels: [datname], help: "Indexes that were not measured this time: those below the largest, and those that are locked, or about to be, in ACCESS EXCLUSIVE mode."}
---*/
WITH locked AS MATERIALIZED (
  SELECT l.relation
  FROM pg_catalog.pg_locks AS l
  WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
),
indexes AS MATERIALIZED (
  SELECT c.oid, n.nspname, t.relname, c.relname AS indexrelname, c.relpages
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE c.relkind = 'i' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
largest AS MATERIALIZED (
  SELECT i.*
  FROM indexes AS i
  WHERE i.oid NOT IN (SELECT l.relation FROM locked AS l)
  ORDER BY i.relpages DESC, i.oid
  LIMIT COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.index_sizes_top', true), ''), '1000')::double precision::bigint
),
measured AS MATERIALIZED (
  SELECT l.nspname, l.relname, l.indexrelname, pg_catalog.pg_relation_size(l.oid) AS bytes
  FROM largest AS l
)
SELECT pg_catalog.current_database() AS datname, m.nspname AS schemaname, m.relname, m.indexrelname, m.bytes, NULL::bigint AS unmeasured
FROM measured AS m
WHERE m.bytes IS NOT NULL
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL,
  (SELECT count(*) FROM indexes) - (SELECT count(*) FROM measured AS m WHERE m.bytes IS NOT NULL);
