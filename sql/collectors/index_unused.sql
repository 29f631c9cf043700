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
  pg_index_statistics_age_seconds: {column: statistics_age, type: gauge, unit: seconds, labels: [datname], help: "Age of the counters, that is seconds since the later of the last reset of the database's statistics and the start of all statistics (initdb, upgrade or crash). An index cannot be called unused for longer than that."}
---*/
WITH unused AS MATERIALIZED (
  SELECT n.nspname, t.relname, c.relname AS indexrelname, c.relpages * (SELECT pg_catalog.current_setting('block_size')::bigint) AS bytes
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE c.relkind = 'i' AND NOT c.relispartition
    AND i.indisvalid AND i.indisready AND i.indislive AND NOT i.indisunique AND NOT i.indisreplident AND NOT i.indisclustered
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid)
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND pg_catalog.pg_stat_get_numscans(i.indexrelid) = 0
)
SELECT pg_catalog.current_database() AS datname, u.nspname AS schemaname, u.relname, u.indexrelname, u.bytes AS unused_bytes, NULL::bigint AS unused_count,
  NULL::double precision AS statistics_age, u.bytes AS size_order
FROM unused AS u
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, (SELECT count(*) FROM unused),
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - GREATEST(
    pg_catalog.pg_stat_get_db_stat_reset_time((SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())),
    pg_catalog.pg_stat_get_bgwriter_stat_reset_time())),
  9223372036854775807;
