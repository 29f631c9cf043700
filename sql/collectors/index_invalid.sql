/*---
collector: index_invalid
help: "Indexes that queries cannot use, leftovers of failed concurrent builds among them. Left out are tables with a build in progress, which a standby cannot know, and indexes that are being dropped at this moment."
scope: database
lane: fast
requires: {role: primary, privilege: pg_read_all_stats}
labels: [datname, schemaname, relname, indexrelname, leftover, is_ready]
limit: {series: 2000, order: size_order desc, rest: drop}
metrics:
  pg_index_invalid_bytes: {column: invalid_bytes, type: gauge, unit: bytes, help: "Size (relpages) of an invalid index. leftover is new or old when the name ends as REINDEX CONCURRENTLY names its copies (_ccnew before the swap, _ccold after it); is_ready true means that every write still maintains it. An index of a TOAST table stands under its table. The parent of a partitioned index may be invalid by right and is left out."}
  pg_indexes_invalid: {column: invalid_count, type: gauge, labels: [datname], help: How many such indexes the database has.}
checks:
  PostgresInvalidIndex:
    value: invalid_bytes
    at_least: {warning: 0}
    for: 10m
    where: {leftover: [""]}
    summary: "Index {datname}.{schemaname}.{indexrelname} on {relname} ({value}) is invalid: no query uses it, writes may maintain it"
    advice: "Drop it with DROP INDEX CONCURRENTLY and build it again, or rebuild it with REINDEX INDEX CONCURRENTLY; see first why the build failed."
  PostgresIndexLeftover:
    value: invalid_bytes
    at_least: {warning: 0}
    for: 10m
    where: {leftover: [new, old]}
    remedy: drop_leftover
    summary: "Index {datname}.{schemaname}.{indexrelname} on {relname} ({value}) is left over from a REINDEX CONCURRENTLY that did not finish"
    advice: "Drop it with DROP INDEX CONCURRENTLY: the index that it should have replaced (new), or that replaced it (old), is in place."
---*/
-- REINDEX TABLE builds the indexes of a table and of its TOAST table together and tells the progress of one of the two at a time.
-- DROP INDEX CONCURRENTLY makes the index invalid, then waits for transactions, for hours if need be, and holds SHARE UPDATE EXCLUSIVE on it all the
-- while; VACUUM and builds lock the table like that, but not its indexes.
-- A name of 63 bytes is cut before the suffix is put on, and repeated failures add digits: only the end of the name tells.
WITH invalid AS MATERIALIZED (
  SELECT i.indexrelid, i.indrelid, i.indisready, c.relname AS indexrelname, c.relpages
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
  WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)
),
owned AS MATERIALIZED (
  SELECT x.indexrelid, x.indexrelname, x.indisready, x.relpages,
    CASE WHEN t.relkind = 't' THEN (SELECT o.oid FROM pg_catalog.pg_class AS o WHERE o.reltoastrelid = t.oid) ELSE t.oid END AS owner
  FROM invalid AS x
  JOIN pg_catalog.pg_class AS t ON t.oid = x.indrelid
),
named AS MATERIALIZED (
  SELECT n.nspname, t.relname, o.indexrelname, o.indisready, o.relpages * pg_catalog.current_setting('block_size')::bigint AS bytes
  FROM owned AS o
  JOIN pg_catalog.pg_class AS t ON t.oid = o.owner
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_stat_progress_create_index AS p
      WHERE p.relid IN (t.oid, t.reltoastrelid) AND p.datname = pg_catalog.current_database())
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_locks AS l
      WHERE l.locktype = 'relation' AND l.relation = o.indexrelid AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
        AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()))
)
SELECT pg_catalog.current_database() AS datname, i.nspname AS schemaname, i.relname, i.indexrelname,
  COALESCE(pg_catalog.substring(i.indexrelname::pg_catalog.text, '_cc(new|old)[0-9]*$'), '') AS leftover, i.indisready::pg_catalog.text AS is_ready,
  i.bytes AS invalid_bytes, NULL::bigint AS invalid_count, i.bytes AS size_order
FROM named AS i
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, (SELECT count(*) FROM named), 9223372036854775807;
