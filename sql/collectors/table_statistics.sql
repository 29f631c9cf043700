/*---
collector: table_statistics
help: How fresh the planner's statistics of each table are.
scope: database
lane: fast
interval: 5m
requires: {role: primary}
labels: [datname, schemaname, relname, reason]
parameters:
  stale_statistics_age: "Seconds after which statistics of a table that has changed since are called stale; 604800 (7 days) unless set."
  table_statistics_top: "How many tables are shown, the most overdue first; 2000 unless set."
metrics:
  pg_table_last_analyze_timestamp_seconds: {column: last_analyze, type: gauge, unit: seconds, labels: [datname, schemaname, relname], help: "Unix time of the last ANALYZE of the table, manual or automatic; none when it was never analyzed."}
  pg_table_analyze_age_seconds: {column: analyze_age, type: gauge, unit: seconds, labels: [datname, schemaname, relname], help: "Seconds since the last ANALYZE of the table, manual or automatic; none when it was never analyzed."}
  pg_table_never_analyzed: {column: never_analyzed, type: gauge, labels: [datname, schemaname, relname], help: "1 when the table has rows and was never analyzed, as far as the statistics reach back; else 0."}
  pg_table_unanalyzed_rows: {column: unanalyzed, type: gauge, labels: [datname, schemaname, relname], help: "Rows that the planner knows nothing about: those changed in a table that was never analyzed, or, where VACUUM never counted them either (as after pg_upgrade), those that a sequential scan of it read on average, if that is more. Absent below autovacuum's threshold."}
  pg_table_rows_changed_since_analyze: {column: changed, type: gauge, labels: [datname, schemaname, relname], help: "Rows inserted, updated or deleted since the last ANALYZE."}
  pg_autovacuum_analyze_threshold_ratio: {column: analyze_ratio, type: gauge, unit: ratio, labels: [datname, schemaname, relname], help: "Rows changed since the last ANALYZE, as a part of the number at which autovacuum analyzes the table (threshold + scale factor x reltuples, with the table's own settings); above 1 it is due."}
  pg_table_statistics_stale: {column: stale, type: gauge, help: "Always 1, for tables whose statistics are stale. reason is never (never analyzed, and more rows than autovacuum's threshold), threshold (more rows changed than autovacuum's threshold) or age (older than the parameter stale_statistics_age, and changed since)."}
  pg_tables_statistics_stale: {column: stale_count, type: gauge, labels: [datname], help: How many tables of the database have stale statistics.}
checks:
  PostgresStaleStatistics:
    value: analyze_age
    above: {warning: 7d}
    when: {analyze_ratio: 0.5, changed: 10000}
    evidence: [changed, analyze_ratio]
    remedy: analyze
    summary: "The statistics of {datname}.{schemaname}.{relname} are {value} old, and {changed} rows changed since"
    advice: "Run ANALYZE on it, and lower its autovacuum_analyze_scale_factor if that happens again."
  PostgresAnalyzeOverdue:
    value: analyze_ratio
    above: {warning: 2}
    for: 1h
    when: {analyze_age: 1h, changed: 1000}
    evidence: [changed, analyze_age]
    remedy: analyze
    summary: "{changed} rows of {datname}.{schemaname}.{relname} changed since its last ANALYZE, {value} of what autovacuum waits for"
    advice: "Run ANALYZE on it, and see why autovacuum does not: switched off for the table, or all workers busy."
  PostgresNeverAnalyzed:
    value: never_analyzed
    at_least: {warning: 1}
    for: 1h
    when: {unanalyzed: 1000}
    evidence: [unanalyzed, changed]
    remedy: analyze
    summary: "{datname}.{schemaname}.{relname} was never analyzed, while {unanalyzed} of its rows came or changed"
    advice: "Run ANALYZE on it, after a restore or an upgrade on the whole database with vacuumdb --analyze-in-stages."
---*/
-- An ANALYZE of the primary reaches a standby's pg_statistic, but not its counters: there nobody can tell.
-- Autovacuum's rule: changed rows > autovacuum_analyze_threshold + autovacuum_analyze_scale_factor x reltuples, where a reltuples of -1 counts
-- as 0. A threshold below one is due with the first row. Partitioned parents, which autovacuum never analyzes, are in partition_statistics.
-- Whatever lies in a table was counted as changed once, unless the counters are younger than its rows: only then scans read more than changed.
WITH options AS MATERIALIZED (
  SELECT c.oid,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_threshold')::double precision AS threshold,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_analyze_scale_factor')::double precision AS scale_factor
  FROM pg_catalog.pg_class AS c
  CROSS JOIN LATERAL pg_catalog.pg_options_to_table(c.reloptions) AS o
  WHERE c.reloptions IS NOT NULL AND c.relkind IN ('r', 'm')
  GROUP BY c.oid
),
server AS MATERIALIZED (
  SELECT pg_catalog.current_setting('autovacuum_analyze_threshold')::double precision AS threshold,
    pg_catalog.current_setting('autovacuum_analyze_scale_factor')::double precision AS scale_factor,
    pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) AS now,
    COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.stale_statistics_age', true), ''), '604800')::double precision AS stale_age
),
counted AS MATERIALIZED (
  SELECT t.oid, t.relnamespace, t.relname, t.reltuples,
    pg_catalog.date_part('epoch', GREATEST(pg_catalog.pg_stat_get_last_analyze_time(t.oid), pg_catalog.pg_stat_get_last_autoanalyze_time(t.oid))) AS last_analyze,
    pg_catalog.pg_stat_get_mod_since_analyze(t.oid) AS changed, pg_catalog.pg_stat_get_live_tuples(t.oid) AS live,
    CASE WHEN t.reltuples < 0
      THEN COALESCE(pg_catalog.pg_stat_get_tuples_returned(t.oid) / NULLIF(pg_catalog.pg_stat_get_numscans(t.oid), 0), 0) ELSE 0 END AS read
  FROM pg_catalog.pg_class AS t
  WHERE t.relkind IN ('r', 'm')
),
judged AS MATERIALIZED (
  SELECT n.nspname::pg_catalog.text AS schemaname, c.relname::pg_catalog.text AS relname, c.last_analyze, s.now - c.last_analyze AS analyze_age, c.changed, s.stale_age,
    (c.last_analyze IS NULL AND (c.live > 0 OR c.changed > 0 OR c.read > 0)) AS never, c.live, c.read,
    GREATEST(c.changed, c.read, CASE WHEN c.reltuples < 0 THEN c.live END) AS unknown_rows,
    GREATEST(COALESCE(o.threshold, s.threshold) + COALESCE(o.scale_factor, s.scale_factor) * GREATEST(c.reltuples, 0), 0.5) AS threshold
  FROM counted AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  CROSS JOIN server AS s
  LEFT JOIN options AS o ON o.oid = c.oid
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
reasoned AS MATERIALIZED (
  SELECT j.*, j.changed / j.threshold AS ratio,
    CASE WHEN j.never AND GREATEST(j.live, j.changed, j.read) > j.threshold THEN 'never' WHEN j.changed > j.threshold THEN 'threshold' WHEN j.analyze_age > j.stale_age AND j.changed > 0 THEN 'age' END AS reason
  FROM judged AS j
),
shown AS (
  SELECT r.*
  FROM reasoned AS r
  ORDER BY (r.reason IS NOT NULL) DESC, r.never DESC, r.ratio DESC, r.analyze_age DESC NULLS LAST, r.schemaname, r.relname
  LIMIT COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.table_statistics_top', true), ''), '2000')::double precision::bigint
)
SELECT (SELECT pg_catalog.current_database()) AS datname, r.schemaname, r.relname, r.reason, r.last_analyze, r.analyze_age, r.never::integer AS never_analyzed,
  CASE WHEN r.never AND r.unknown_rows > r.threshold THEN r.unknown_rows END AS unanalyzed,
  r.changed, r.ratio AS analyze_ratio, CASE WHEN r.reason IS NOT NULL THEN 1 END AS stale, NULL::bigint AS stale_count
FROM shown AS r
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, (SELECT count(*) FROM reasoned AS r WHERE r.reason IS NOT NULL);
