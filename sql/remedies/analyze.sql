/*---
remedy: analyze
help: One table, or partitioned parent, with the age of its statistics, and the statement that renews them.
checks: [PostgresStaleStatistics, PostgresAnalyzeOverdue, PostgresNeverAnalyzed, PostgresPartitionParentStale, PostgresPartitionParentNeverAnalyzed]
parameters:
  schema: Schema of the table.
  table: The table.
numbers:
  table_bytes: Size by relpages, of all partitions together for a parent.
  rows: Live rows by the statistics collector.
  changed: Rows changed since the last ANALYZE.
  analyze_ratio: The same as a part of autovacuum's own threshold; of a parent with the rows of partitions that were analyzed since it was.
  analyze_age: Seconds since the last ANALYZE; none when never.
  last_analyze: Unix time of it.
  never_analyzed: 1 when the table has rows and was never analyzed.
  unanalyzed_ratio: Rows of such a table that the planner knows nothing about, as a part of autovacuum's own threshold; else none.
  is_parent: 1 for a partitioned table, which autovacuum never analyzes.
  analyzed_since: 1 when a partition was analyzed later than its parent.
  partitions: Partitions with rows of their own.
  autovacuum_enabled: 0 when the table's own settings switch autovacuum off.
  statistics_reset_age: Seconds since the statistics of the database began; what came before is not counted.
  predicted_seconds: How long it takes, reckoned with slow disks.
  predicted_wal_bytes: WAL that it writes.
  xid_age: Age of the oldest transaction ID in the table.
texts:
  owner: Owner of the table.
  kind: table, materialized view or partitioned table.
---*/
-- Autovacuum's rule: changed rows > threshold + scale factor x reltuples, with the table's own settings, where a reltuples of -1 counts as 0. A parent is
-- judged by its partitions. PostgreSQL 13 does not record when a parent was analyzed: there it is the earliest manual ANALYZE among the partitions, which
-- an ANALYZE of the parent sets on all of them. Where the counters are younger than the rows (an upgrade, a crash), the checks' other signs are taken:
-- what scans read on average, of a parent what VACUUM counted, and its own reltuples, which only ANALYZE sets. A parent's own ANALYZE analyzes its partitions
-- after it: a manual one counts as another when it is a day later, with the rows that may have changed. The sample is 300 rows for each unit of the
-- largest statistics target, at most as many pages.
-- SKIP_LOCKED: waiting for the lock would make the server cancel an autovacuum that works there. From 18 on ONLY analyzes a parent by itself; before, its
-- partitions are analyzed with it. BUFFER_USAGE_LIMIT (16) keeps the sample from pushing others out of the cache.
WITH RECURSIVE found AS MATERIALIZED (
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
    END AS reason
  FROM found AS f
),
tree AS (
  SELECT f.oid, f.relkind FROM found AS f
  UNION ALL
  SELECT c.oid, c.relkind
  FROM tree AS t
  JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid
  JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
  WHERE t.relkind = 'p'
),
leaves AS MATERIALIZED (
  SELECT count(*) AS partitions, COALESCE(sum(c.relpages), 0)::double precision AS pages, COALESCE(sum(LEAST(c.relpages, s.sample)), 0)::double precision AS sampled,
    COALESCE(sum(GREATEST(c.reltuples, 0)), 0)::double precision AS counted,
    COALESCE(sum(pg_catalog.pg_stat_get_mod_since_analyze(c.oid)), 0)::double precision AS changed,
    COALESCE(sum(pg_catalog.pg_stat_get_live_tuples(c.oid)), 0)::double precision AS live,
    CASE WHEN pg_catalog.bool_and(pg_catalog.pg_stat_get_last_analyze_time(c.oid) IS NOT NULL) THEN min(pg_catalog.pg_stat_get_last_analyze_time(c.oid)) END AS first_manual,
    max(GREATEST(pg_catalog.pg_stat_get_last_analyze_time(c.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid))) AS newest
  FROM tree AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.oid AND c.relkind IN ('r', 'm')
  CROSS JOIN LATERAL (SELECT 300 * GREATEST(pg_catalog.current_setting('default_statistics_target')::integer, (
    SELECT max(a.attstattarget) FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0)) AS sample) AS s
),
own AS MATERIALIZED (
  SELECT f.*, l.*, v.version,
    CASE WHEN f.relkind <> 'p' OR v.version >= 140000
      THEN GREATEST(pg_catalog.pg_stat_get_last_analyze_time(f.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(f.oid)) ELSE l.first_manual END AS last_time,
    COALESCE(o.threshold, pg_catalog.current_setting('autovacuum_analyze_threshold')::double precision) AS threshold,
    COALESCE(o.scale_factor, pg_catalog.current_setting('autovacuum_analyze_scale_factor')::double precision) AS scale_factor,
    COALESCE(o.enabled, true) AS enabled,
    CASE WHEN f.relkind = 'p' THEN GREATEST(l.live, l.counted) ELSE GREATEST(l.changed, CASE WHEN f.reltuples < 0 THEN GREATEST(l.live, r.read) END) END AS unknown_rows,
    CASE WHEN f.relkind = 'p' THEN NOT (v.version >= 140000 AND f.reltuples >= 0) AND (l.live > 0 OR l.changed > 0)
      ELSE l.live > 0 OR l.changed > 0 OR (f.reltuples < 0 AND r.read > 0) END AS has_unknown
  FROM found AS f
  CROSS JOIN leaves AS l
  CROSS JOIN (SELECT pg_catalog.current_setting('server_version_num')::integer AS version) AS v
  CROSS JOIN LATERAL (
    SELECT max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_threshold')::double precision AS threshold,
      max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_scale_factor')::double precision AS scale_factor,
      pg_catalog.bool_and(o.option_value::boolean) FILTER (WHERE o.option_name = 'autovacuum_enabled') AS enabled
    FROM pg_catalog.pg_options_to_table(f.reloptions) AS o
  ) AS o
  CROSS JOIN LATERAL (
    SELECT COALESCE(pg_catalog.pg_stat_get_tuples_returned(f.oid) / NULLIF(pg_catalog.pg_stat_get_numscans(f.oid), 0), 0) AS read
  ) AS r
),
renewed AS MATERIALIZED (
  SELECT COALESCE(sum(CASE
    WHEN w.last_time IS NULL THEN CASE WHEN GREATEST(s.manual, s.automatic) IS NOT NULL THEN s.reltuples END
    WHEN s.automatic > w.last_time + interval '1 minute' THEN s.reltuples
    WHEN s.manual > w.last_time + interval '1 day' THEN LEAST(s.reltuples, GREATEST(s.written - s.changed, 0)) END), 0)::double precision AS rows
  FROM own AS w
  JOIN tree AS t ON w.relkind = 'p'
  JOIN pg_catalog.pg_class AS c ON c.oid = t.oid AND c.relkind IN ('r', 'm')
  CROSS JOIN LATERAL (
    SELECT GREATEST(c.reltuples, 0) AS reltuples, pg_catalog.pg_stat_get_last_analyze_time(c.oid) AS manual,
      pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid) AS automatic, pg_catalog.pg_stat_get_mod_since_analyze(c.oid) AS changed,
      pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid) + pg_catalog.pg_stat_get_tuples_deleted(c.oid) AS written
  ) AS s
)
SELECT w.database_oid, w.oid AS table_oid, NULL::pg_catalog.oid AS index_oid, w.nspname AS schemaname, w.relname, NULL::pg_catalog.text AS indexrelname,
  CASE WHEN r.reason IS NULL THEN pg_catalog.format('ANALYZE (%s) %s%I.%I',
    CASE WHEN w.version >= 160000 THEN 'SKIP_LOCKED, BUFFER_USAGE_LIMIT ''2MB''' ELSE 'SKIP_LOCKED' END,
    CASE WHEN w.version >= 180000 AND w.relkind = 'p' THEN 'ONLY ' ELSE '' END, w.nspname, w.relname) END AS statement,
  r.reason AS verdict_reason,
  w.pages * w.block AS table_bytes, w.live AS rows, w.changed,
  (w.changed + n.rows) / GREATEST(w.threshold + w.scale_factor * w.counted, 0.5) AS analyze_ratio,
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - w.last_time) AS analyze_age,
  pg_catalog.date_part('epoch', w.last_time) AS last_analyze,
  (w.last_time IS NULL AND w.has_unknown)::integer AS never_analyzed,
  CASE WHEN w.last_time IS NULL AND w.has_unknown THEN w.unknown_rows / GREATEST(w.threshold + w.scale_factor * w.counted, 0.5) END AS unanalyzed_ratio,
  (w.relkind = 'p')::integer AS is_parent,
  CASE WHEN w.relkind = 'p' AND w.newest IS NOT NULL AND (w.last_time IS NULL OR w.newest > w.last_time + interval '1 minute') THEN 1 ELSE 0 END AS analyzed_since,
  w.partitions, w.enabled::integer AS autovacuum_enabled,
  (SELECT pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - b.stats_reset) FROM pg_catalog.pg_stat_database AS b WHERE b.datid = w.database_oid) AS statistics_reset_age,
  1 + CASE WHEN w.relkind = 'p' AND w.version < 180000 THEN 2 ELSE 1 END * w.sampled * w.block / 20e6 AS predicted_seconds, 1e6 AS predicted_wal_bytes,
  CASE WHEN w.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(w.relfrozenxid) END AS xid_age,
  pg_catalog.pg_get_userbyid(w.relowner) AS owner,
  CASE w.relkind WHEN 'p' THEN 'partitioned table' WHEN 'm' THEN 'materialized view' ELSE 'table' END AS kind
FROM own AS w
CROSS JOIN renewed AS n
JOIN refused AS r ON r.oid = w.oid;
