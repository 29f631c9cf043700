/*---
remedy: vacuum
help: One table with its dead rows against autovacuum's threshold, and the statement that removes them.
checks: [PostgresAutovacuumOverdue]
parameters:
  schema: Schema of the table.
  table: The table.
numbers:
  table_bytes: Size by relpages, TOAST included.
  rows: Rows by reltuples.
  dead_rows: Dead rows of the table, as far as statistics know.
  toast_dead_rows: Dead rows of its TOAST table.
  vacuum_ratio: Dead rows as a part of autovacuum's own threshold, of the table or its TOAST table, whichever is more.
  insert_ratio: Rows inserted since the last VACUUM, as a part of the threshold for inserts (from PostgreSQL 18 on of what is not frozen); none when switched off.
  vacuum_age: Seconds since the last VACUUM; none when never.
  last_vacuum: Unix time of it.
  autovacuum_enabled: 0 when the table's own settings switch autovacuum off.
  statistics_reset_age: Seconds since the statistics of the database began; what came before is not counted.
  predicted_gain_rows: Dead rows that could go.
  predicted_seconds: How long it takes, reckoned with slow disks and the cost delay.
  predicted_wal_bytes: WAL that it may write, with an image of every page that changes.
  xid_age: Age of the oldest transaction ID in the table.
texts:
  owner: Owner of the table.
---*/
-- Autovacuum's rule, with the table's own settings; a reltuples of -1 counts as 0. relallfrozen exists from PostgreSQL 18 on: before, the name means the
-- NULL of "before_18". TRUNCATE false: giving pages back at the end takes an exclusive lock, on
-- standbys too. SKIP_LOCKED: waiting for the lock would make the server cancel an autovacuum that works there.
WITH found AS MATERIALIZED (
  SELECT t.*
  FROM (SELECT NULL::integer AS relallfrozen) AS before_18
  CROSS JOIN LATERAL (
    SELECT c.*, relallfrozen AS frozen_pages, n.nspname, d.oid AS database_oid, pg_catalog.current_setting('block_size')::double precision AS block
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
    WHERE c.relname = $2::pg_catalog.text::pg_catalog.name AND c.relname::pg_catalog.text = $2::pg_catalog.text
      AND n.nspname::pg_catalog.text = $1::pg_catalog.text AND c.relkind IN ('r', 'm', 'p', 't')
  ) AS t
),
refused AS MATERIALIZED (
  SELECT f.oid,
    CASE
      WHEN f.oid < 16384 OR f.nspname IN ('pg_catalog', 'information_schema') THEN 'it belongs to the system catalogs, which are left to autovacuum'
      WHEN f.relkind = 't' THEN 'it is a TOAST table: name the table that it belongs to'
      WHEN f.relpersistence = 't' THEN 'it is temporary and belongs to another session'
      WHEN f.relkind = 'p' THEN 'it is partitioned: its partitions are vacuumed one by one, name one of them'
    END AS reason
  FROM found AS f
),
options AS MATERIALIZED (
  SELECT o.option_name, o.option_value
  FROM found AS f
  CROSS JOIN LATERAL pg_catalog.pg_options_to_table(f.reloptions) AS o
),
toast AS MATERIALIZED (
  SELECT t.oid, t.relpages, GREATEST(t.reltuples, 0)::double precision AS reltuples, pg_catalog.pg_stat_get_dead_tuples(t.oid) AS dead,
    CASE WHEN t.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(t.relfrozenxid) END AS xid_age,
    CASE WHEN t.relminmxid <> '0'::pg_catalog.xid THEN pg_catalog.mxid_age(t.relminmxid) END AS mxid_age
  FROM found AS f
  JOIN pg_catalog.pg_class AS t ON t.oid = f.reltoastrelid
),
settings AS MATERIALIZED (
  SELECT COALESCE((SELECT o.option_value FROM options AS o WHERE o.option_name = 'autovacuum_vacuum_threshold'), pg_catalog.current_setting('autovacuum_vacuum_threshold'))::double precision AS threshold,
    COALESCE((SELECT o.option_value FROM options AS o WHERE o.option_name = 'autovacuum_vacuum_scale_factor'), pg_catalog.current_setting('autovacuum_vacuum_scale_factor'))::double precision AS scale_factor,
    COALESCE((SELECT NULLIF(o.option_value, '-2') FROM options AS o WHERE o.option_name = 'autovacuum_vacuum_max_threshold'), NULLIF(pg_catalog.current_setting('autovacuum_vacuum_max_threshold', true), ''), '-1')::double precision AS most,
    COALESCE((SELECT o.option_value FROM options AS o WHERE o.option_name = 'autovacuum_vacuum_insert_threshold'), pg_catalog.current_setting('autovacuum_vacuum_insert_threshold'))::double precision AS insert_threshold,
    COALESCE((SELECT o.option_value FROM options AS o WHERE o.option_name = 'autovacuum_vacuum_insert_scale_factor'), pg_catalog.current_setting('autovacuum_vacuum_insert_scale_factor'))::double precision AS insert_scale_factor,
    COALESCE((SELECT o.option_value FROM options AS o WHERE o.option_name = 'autovacuum_enabled')::boolean, true) AS enabled
),
own AS MATERIALIZED (
  SELECT f.*, s.*, t.relpages AS toast_pages, t.reltuples AS toast_rows, t.dead AS toast_dead,
    GREATEST(f.reltuples, 0)::double precision AS counted, pg_catalog.pg_stat_get_dead_tuples(f.oid)::double precision AS dead,
    pg_catalog.pg_stat_get_ins_since_vacuum(f.oid)::double precision AS inserted,
    GREATEST(pg_catalog.pg_stat_get_last_vacuum_time(f.oid), pg_catalog.pg_stat_get_last_autovacuum_time(f.oid)) AS last_time,
    (SELECT COALESCE(sum(x.relpages), 0) FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid WHERE i.indrelid = f.oid)::double precision AS index_pages
  FROM found AS f
  CROSS JOIN settings AS s
  LEFT JOIN toast AS t ON true
),
limited AS MATERIALIZED (
  SELECT w.*, (COALESCE(w.toast_pages, 0) + w.relpages)::double precision AS pages,
    GREATEST(w.relpages - w.relallvisible + COALESCE(w.toast_pages, 0), 0)::double precision AS visited,
    GREATEST(LEAST(w.threshold + w.scale_factor * w.counted, CASE WHEN w.most >= 0 THEN w.most ELSE 'Infinity' END), 0.5) AS limit_rows,
    GREATEST(LEAST(w.threshold + w.scale_factor * COALESCE(w.toast_rows, 0), CASE WHEN w.most >= 0 THEN w.most ELSE 'Infinity' END), 0.5) AS toast_limit_rows
  FROM own AS w
)
SELECT w.database_oid, w.oid AS table_oid, NULL::pg_catalog.oid AS index_oid, w.nspname AS schemaname, w.relname, NULL::pg_catalog.text AS indexrelname,
  CASE WHEN r.reason IS NULL THEN pg_catalog.format('VACUUM (TRUNCATE false, PARALLEL 0, SKIP_LOCKED%s) %I.%I',
    CASE WHEN pg_catalog.current_setting('server_version_num')::integer >= 160000 THEN ', BUFFER_USAGE_LIMIT ''2MB''' ELSE '' END, w.nspname, w.relname) END AS statement,
  r.reason AS verdict_reason,
  w.pages * w.block AS table_bytes, w.counted AS rows, w.dead AS dead_rows, COALESCE(w.toast_dead, 0) AS toast_dead_rows,
  GREATEST(w.dead / w.limit_rows, w.toast_dead / w.toast_limit_rows) AS vacuum_ratio,
  CASE WHEN w.insert_threshold >= 0 THEN w.inserted / GREATEST(w.insert_threshold + w.insert_scale_factor * w.counted
    * CASE WHEN w.relpages > 0 AND w.frozen_pages > 0 THEN 1 - LEAST(w.frozen_pages, w.relpages)::double precision / w.relpages ELSE 1 END, 0.5) END AS insert_ratio,
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - w.last_time) AS vacuum_age, pg_catalog.date_part('epoch', w.last_time) AS last_vacuum,
  w.enabled::integer AS autovacuum_enabled,
  (SELECT pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - b.stats_reset) FROM pg_catalog.pg_stat_database AS b WHERE b.datid = w.database_oid) AS statistics_reset_age,
  w.dead + COALESCE(w.toast_dead, 0) AS predicted_gain_rows,
  1 + w.visited / 4000 + w.index_pages / 20000 AS predicted_seconds,
  CASE WHEN w.relpersistence = 'u' THEN 0 ELSE LEAST(w.visited, w.dead + COALESCE(w.toast_dead, 0)) * w.block END AS predicted_wal_bytes,
  CASE WHEN w.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(w.relfrozenxid) END AS xid_age,
  pg_catalog.pg_get_userbyid(w.relowner) AS owner
FROM limited AS w
JOIN refused AS r ON r.oid = w.oid;
