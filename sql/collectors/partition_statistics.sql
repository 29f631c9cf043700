/*---
collector: partition_statistics
help: How fresh the planner's statistics of partitioned parents are, which autovacuum never analyzes, judged by their partitions.
scope: database
lane: fast
interval: 5m
requires: {role: primary}
labels: [datname, schemaname, relname]
limit: {series: 10000, order: changed desc, rest: drop}
metrics:
  pg_partition_parent_last_analyze_timestamp_seconds: {column: last_analyze, type: gauge, unit: seconds, help: "Unix time of the last ANALYZE of the partitioned table itself; none when never. PostgreSQL 13 does not record it: there it is the earliest manual ANALYZE among the partitions, which an ANALYZE of the parent sets on all of them."}
  pg_partition_parent_analyze_age_seconds: {column: analyze_age, type: gauge, unit: seconds, help: "Seconds since then. Where the statistics were lost, by a crash, a failover or a reset, but the catalog tells that the parent was analyzed before: at least these, the seconds since statistics are kept again."}
  pg_partition_parent_never_analyzed: {column: never_analyzed, type: gauge, help: "1 when the partitioned table was never analyzed though its partitions have rows, else 0; known from the catalog, so that it outlives the loss of the statistics by a crash or failover, but in PostgreSQL 13."}
  pg_partition_parent_rows: {column: row_count, type: gauge, help: Rows of all partitions as the statistics know them.}
  pg_partition_parent_changed_rows_since_analyze: {column: changed, type: gauge, help: "Rows changed in all partitions, at every level, since each was last analyzed. A partition that was analyzed later than the parent starts again from 0, see pg_partition_parent_partitions_analyzed_since; from PostgreSQL 18 on, ANALYZE ONLY of the parent leaves the partitions' counts as they are, so that these may hold changes from before."}
  pg_partition_parent_partitions_analyzed_since: {column: analyzed_since, type: gauge, help: "Partitions that were analyzed more than a minute later than the parent, or all that were analyzed when nobody knows of an ANALYZE of the parent."}
  pg_partition_parent_analyze_threshold_ratio: {column: analyze_ratio, type: gauge, unit: ratio, help: "Those changed rows, the rows of the partitions that autovacuum analyzed later than the parent was, and of those that a manual ANALYZE reached more than a day later, there at most the rows written since the statistics began, as a part of the number at which autovacuum would analyze the parent if it did: autovacuum_analyze_threshold + autovacuum_analyze_scale_factor x rows of all partitions."}
  pg_partition_parent_partitions: {column: partitions, type: gauge, help: "Partitions with rows of their own, at every level."}
checks:
  PostgresPartitionParentStale:
    value: analyze_ratio
    above: {warning: 1}
    for: 1h
    when: {analyze_age: 7d}
    evidence: [analyze_age, changed, analyzed_since, partitions]
    remedy: analyze
    summary: "The statistics of the partitioned table {datname}.{schemaname}.{relname} are {analyze_age} old, and {analyzed_since} of its {partitions} partitions were analyzed since"
    advice: "Run ANALYZE on the partitioned table itself every week or after loads: autovacuum analyzes its partitions only."
  PostgresPartitionParentNeverAnalyzed:
    value: never_analyzed
    at_least: {warning: 1}
    for: 1h
    when: {row_count: 10000}
    evidence: [row_count, partitions]
    remedy: analyze
    summary: "The partitioned table {datname}.{schemaname}.{relname} with {row_count} rows in {partitions} partitions was never analyzed itself"
    advice: "Run ANALYZE on the partitioned table itself: autovacuum analyzes its partitions only, and joins and groupings over all of them are planned without statistics."
---*/
-- pg_partition_tree() takes locks, so the tree is walked over pg_inherits. Foreign tables as partitions are not counted by this server. An ANALYZE of the
-- parent analyzes the parent first and then each partition, which may take hours: a manual one counts as another only when it is a day later, as those of
-- a nightly vacuumdb --analyze-only are. It also reaches partitions that did not change: "written" bounds what may have. Where the parent's own time was lost,
-- "lost" is when the counters began again, and whatever is later than that is later than its ANALYZE.
WITH RECURSIVE tree AS (
  SELECT p.oid AS parent, i.inhrelid AS child
  FROM pg_catalog.pg_class AS p
  JOIN pg_catalog.pg_inherits AS i ON i.inhparent = p.oid
  WHERE p.relkind = 'p'
  UNION ALL
  SELECT t.parent, i.inhrelid
  FROM tree AS t
  JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.child
),
server AS MATERIALIZED (
  SELECT pg_catalog.current_setting('autovacuum_analyze_threshold')::double precision AS threshold,
    pg_catalog.current_setting('autovacuum_analyze_scale_factor')::double precision AS scale_factor,
    pg_catalog.current_setting('server_version_num')::integer >= 140000 AS records_parents,
    GREATEST(
      pg_catalog.pg_stat_get_db_stat_reset_time((SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())),
      pg_catalog.pg_stat_get_bgwriter_stat_reset_time()) AS counted_since
),
leaves AS MATERIALIZED (
  SELECT t.parent, c.oid, GREATEST(c.reltuples, 0) AS reltuples,
    pg_catalog.pg_stat_get_mod_since_analyze(c.oid) AS changed, pg_catalog.pg_stat_get_live_tuples(c.oid) AS live,
    pg_catalog.pg_stat_get_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_tuples_updated(c.oid) + pg_catalog.pg_stat_get_tuples_deleted(c.oid) AS written,
    pg_catalog.pg_stat_get_last_analyze_time(c.oid) AS manual,
    pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid) AS automatic
  FROM tree AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.child AND c.relkind = 'r'
),
parents AS MATERIALIZED (
  SELECT k.*, CASE WHEN k.known AND k.last_analyze IS NULL THEN k.counted_since END AS lost
  FROM (
    SELECT n.nspname, p.relname, p.oid, (s.records_parents AND p.reltuples >= 0) AS known, s.counted_since,
      CASE WHEN s.records_parents THEN pg_catalog.pg_stat_get_last_analyze_time(p.oid)
           ELSE (SELECT CASE WHEN pg_catalog.bool_and(l.manual IS NOT NULL) THEN min(l.manual) END FROM leaves AS l WHERE l.parent = p.oid) END AS last_analyze
    FROM pg_catalog.pg_class AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace
    CROSS JOIN server AS s
    WHERE p.relkind = 'p' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  ) AS k
),
sums AS MATERIALIZED (
  SELECT p.oid, count(*) AS partitions, sum(l.changed)::bigint AS changed, sum(l.reltuples)::double precision AS reltuples, sum(l.live)::bigint AS live,
    count(*) FILTER (WHERE GREATEST(l.manual, l.automatic) > COALESCE(p.last_analyze + interval '1 minute', p.lost, '-infinity')) AS analyzed_since,
    sum(CASE
      WHEN l.automatic > COALESCE(p.last_analyze + interval '1 minute', p.lost) THEN l.reltuples
      WHEN l.manual > COALESCE(p.last_analyze + interval '1 day', p.lost) THEN LEAST(l.reltuples, GREATEST(l.written - l.changed, 0))
      ELSE 0 END)::double precision AS reanalyzed
  FROM parents AS p
  JOIN leaves AS l ON l.parent = p.oid
  GROUP BY p.oid
)
SELECT pg_catalog.current_database() AS datname, p.nspname AS schemaname, p.relname,
  pg_catalog.date_part('epoch', p.last_analyze) AS last_analyze,
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - COALESCE(p.last_analyze, p.lost)) AS analyze_age,
  (p.last_analyze IS NULL AND NOT p.known AND (u.live > 0 OR u.changed > 0))::integer AS never_analyzed,
  GREATEST(u.live, u.reltuples)::bigint AS row_count,
  u.changed, u.analyzed_since,
  (u.changed + u.reanalyzed) / GREATEST(s.threshold + s.scale_factor * u.reltuples, 0.5) AS analyze_ratio,
  u.partitions
FROM parents AS p
JOIN sums AS u ON u.oid = p.oid
CROSS JOIN server AS s;
