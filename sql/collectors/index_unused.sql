/*---
collector: index_unused
help: Indexes that were never scanned since the statistics were reset and that nothing depends on.
scope: database
lane: fast
interval: 5m
labels: [datname, schemaname, relname, indexrelname]
limit: {series: 2000, order: size_order desc, rest: drop}
metrics:
  pg_index_unused_bytes: {column: unused_bytes, type: gauge, unit: bytes, help: "Size (relpages) of a valid index without any scan on this server since the statistics were reset. Left out: unique indexes, those of constraints, the replica identity, the one CLUSTER uses, and parts of partitioned indexes. Before dropping it, see that the statistics are old enough and that no standby uses it: each standby counts for itself."}
  pg_indexes_unused: {column: unused_count, type: gauge, labels: [datname], help: How many such indexes the database has.}
  pg_index_unused_for_seconds: {column: unused_for, type: gauge, unit: seconds, help: "Seconds for which the index is known to have had no scan on this server: the age of the counters, or of the index itself where track_commit_timestamp tells it; where that is off, an index may be younger than this. Absent on standbys, which repeat the primary's indexes and scan what they need."}
  pg_index_statistics_age_seconds: {column: statistics_age, type: gauge, unit: seconds, labels: [datname], help: "Age of the counters, that is seconds since the later of the last reset of the database's statistics and the start of all statistics (initdb, upgrade or crash). An index cannot be called unused for longer than that."}
checks:
  PostgresUnusedIndex:
    value: unused_bytes
    at_least: {warning: 100MB}
    for: 7d
    when: {unused_for: 30d}
    evidence: [unused_for, standbys]
    summary: "Index {datname}.{schemaname}.{indexrelname} ({value}) was not scanned on this server for {unused_for}; standbys, which count for themselves: {standbys}"
    advice: "See that no standby and no yearly job needs it, keep its definition, and drop it with DROP INDEX CONCURRENTLY."
---*/
-- Without track_commit_timestamp nothing tells how old an index is: therefore it must be seen unused for a week ("for") before anybody is told.
-- Without pg_read_all_stats the positions of standbys are hidden: their number is unknown then, not 0.
WITH unused AS MATERIALIZED (
  SELECT n.nspname, t.relname, c.relname AS indexrelname, c.relpages * (SELECT pg_catalog.current_setting('block_size')::bigint) AS bytes, i.xmin AS made_by
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE c.relkind = 'i' AND NOT c.relispartition
    AND i.indisvalid AND i.indisready AND i.indislive AND NOT i.indisunique AND NOT i.indisreplident AND NOT i.indisclustered
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid)
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND pg_catalog.pg_stat_get_numscans(i.indexrelid) = 0
),
server AS MATERIALIZED (
  SELECT pg_catalog.clock_timestamp() AS now,
    GREATEST(
      pg_catalog.pg_stat_get_db_stat_reset_time((SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())),
      pg_catalog.pg_stat_get_bgwriter_stat_reset_time()) AS counted_since,
    NOT pg_catalog.pg_is_in_recovery() AS is_primary,
    pg_catalog.current_setting('track_commit_timestamp')::boolean AND NOT pg_catalog.pg_is_in_recovery() AS knows_commits,
    CASE WHEN pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') THEN
      (SELECT count(*)
       FROM pg_catalog.pg_stat_get_wal_senders() AS r
       WHERE r.replay_lsn IS NOT NULL
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_get_replication_slots() AS l WHERE l.active_pid = r.pid AND l.slot_type = 'logical'))
    END AS standbys
)
SELECT (SELECT pg_catalog.current_database()) AS datname, u.nspname AS schemaname, u.relname, u.indexrelname, u.bytes AS unused_bytes,
  CASE WHEN s.is_primary THEN
    pg_catalog.date_part('epoch', s.now - GREATEST(s.counted_since, CASE WHEN s.knows_commits THEN pg_catalog.pg_xact_commit_timestamp(u.made_by) END))
  END AS unused_for,
  s.standbys, NULL::bigint AS unused_count, NULL::double precision AS statistics_age, u.bytes AS size_order
FROM unused AS u
CROSS JOIN server AS s
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, (SELECT count(*) FROM unused),
  (SELECT pg_catalog.date_part('epoch', s.now - s.counted_since) FROM server AS s),
  9223372036854775807;
