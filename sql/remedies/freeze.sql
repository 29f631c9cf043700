/*---
remedy: freeze
help: One table with the age of its oldest transaction ID, and the statement that freezes it as fast as the server can.
checks: [PostgresTableWraparound]
parameters:
  schema: Schema of the table.
  table: The table.
numbers:
  table_bytes: Size by relpages, TOAST included.
  rows: Rows by reltuples.
  xid_age: Age of the oldest transaction ID in the table or its TOAST table.
  mxid_age: Age of the oldest multixact ID in the table or its TOAST table.
  freeze_ratio: The older of both, as a part of the 2^31 at which the server stops accepting writes.
  autovacuum_ratio: The age of the oldest transaction ID, as a part of the age at which autovacuum must freeze it.
  horizon_age: Age of the oldest snapshot or transaction that anybody holds in this database; what is younger than that cannot be frozen.
  predicted_seconds: How long it takes, reckoned with slow disks.
  predicted_wal_bytes: WAL that it may write, with an image of every page.
texts:
  owner: Owner of the table.
---*/
-- INDEX_CLEANUP off and TRUNCATE false: only what keeps the server from running out of transaction IDs. Who holds the horizon is the same as in the guard of
-- that name: no VACUUM, and no slot that is lost; where pg_replication_slots has no column of a name, it means the NULL of "before".
WITH found AS MATERIALIZED (
  SELECT c.*, n.nspname, d.oid AS database_oid, pg_catalog.current_setting('block_size')::double precision AS block
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
  WHERE c.relname = $2::pg_catalog.text::pg_catalog.name AND c.relname::pg_catalog.text = $2::pg_catalog.text
    AND n.nspname::pg_catalog.text = $1::pg_catalog.text AND c.relkind IN ('r', 'm', 'p', 't')
),
refused AS MATERIALIZED (
  SELECT f.oid,
    CASE
      WHEN f.oid < 16384 OR f.nspname IN ('pg_catalog', 'information_schema') THEN 'it belongs to the system catalogs, which are left to autovacuum'
      WHEN f.relkind = 't' THEN 'it is a TOAST table: name the table that it belongs to'
      WHEN f.relpersistence = 't' THEN 'it is temporary and belongs to another session'
      WHEN f.relkind = 'p' THEN 'it is partitioned: its partitions are frozen one by one, name one of them'
    END AS reason
  FROM found AS f
),
toast AS MATERIALIZED (
  SELECT t.oid, t.relpages, GREATEST(t.reltuples, 0)::double precision AS reltuples, pg_catalog.pg_stat_get_dead_tuples(t.oid) AS dead,
    CASE WHEN t.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(t.relfrozenxid) END AS xid_age,
    CASE WHEN t.relminmxid <> '0'::pg_catalog.xid THEN pg_catalog.mxid_age(t.relminmxid) END AS mxid_age
  FROM found AS f
  JOIN pg_catalog.pg_class AS t ON t.oid = f.reltoastrelid
),
horizon AS MATERIALIZED (
  SELECT max(h.age)::double precision AS age
  FROM (
    SELECT GREATEST(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)) AS age
    FROM pg_catalog.pg_stat_activity AS a
    WHERE a.pid <> pg_catalog.pg_backend_pid() AND (a.datname = pg_catalog.current_database() OR a.datname IS NULL)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum AS v WHERE v.pid = a.pid)
    UNION ALL
    SELECT pg_catalog.age(p.transaction) FROM pg_catalog.pg_prepared_xacts AS p WHERE p.database = pg_catalog.current_database()
    UNION ALL
    SELECT l.age
    FROM (SELECT NULL::boolean AS conflicting, NULL::pg_catalog.text AS invalidation_reason) AS before
    CROSS JOIN LATERAL (
      SELECT pg_catalog.age(s.xmin) AS age
      FROM pg_catalog.pg_replication_slots AS s
      WHERE s.wal_status IS DISTINCT FROM 'lost' AND conflicting IS NOT TRUE AND invalidation_reason IS NULL
    ) AS l
  ) AS h
),
own AS MATERIALIZED (
  SELECT f.*, t.relpages AS toast_pages, GREATEST(f.reltuples, 0)::double precision AS counted,
    GREATEST(CASE WHEN f.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(f.relfrozenxid) END, t.xid_age)::double precision AS oldest,
    GREATEST(CASE WHEN f.relminmxid <> '0'::pg_catalog.xid THEN pg_catalog.mxid_age(f.relminmxid) END, t.mxid_age)::double precision AS oldest_mxid
  FROM found AS f
  LEFT JOIN toast AS t ON true
)
SELECT w.database_oid, w.oid AS table_oid, NULL::pg_catalog.oid AS index_oid, w.nspname AS schemaname, w.relname, NULL::pg_catalog.text AS indexrelname,
  CASE WHEN r.reason IS NULL THEN pg_catalog.format('VACUUM (FREEZE, TRUNCATE false, INDEX_CLEANUP off, PARALLEL 0, SKIP_LOCKED) %I.%I', w.nspname, w.relname) END AS statement,
  r.reason AS verdict_reason,
  (w.relpages + COALESCE(w.toast_pages, 0)) * w.block AS table_bytes, w.counted AS rows, w.oldest AS xid_age, w.oldest_mxid AS mxid_age,
  GREATEST(w.oldest, w.oldest_mxid) / 2147483648 AS freeze_ratio,
  w.oldest / pg_catalog.current_setting('autovacuum_freeze_max_age')::double precision AS autovacuum_ratio,
  (SELECT h.age FROM horizon AS h) AS horizon_age,
  1 + (w.relpages + COALESCE(w.toast_pages, 0)) * w.block / 50e6 AS predicted_seconds,
  CASE WHEN w.relpersistence = 'u' THEN 0 ELSE (w.relpages + COALESCE(w.toast_pages, 0)) * w.block END AS predicted_wal_bytes,
  pg_catalog.pg_get_userbyid(w.relowner) AS owner
FROM own AS w
JOIN refused AS r ON r.oid = w.oid;
