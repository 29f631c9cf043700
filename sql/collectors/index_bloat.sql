/*---
collector: index_bloat
help: Bloat of B-tree indexes as pgstatindex measures it, for the indexes that look largest for their number of rows, within a budget of bytes.
scope: database
lane: slow
interval: 15m
requires: {extension: pgstattuple, privilege: pg_stat_scan_tables}
labels: [datname, schemaname, relname, indexrelname]
parameters:
  index_bloat_bytes_per_cycle: "How many bytes of indexes are read in one cycle; 536870912 (512 MiB) unless set. A larger index is never read."
  index_bloat_min_bytes: "Smaller indexes are no candidates; 1048576 (1 MiB) unless set."
metrics:
  pg_index_bloat_ratio{method="pgstatindex"}: {column: bloat_ratio, type: gauge, unit: ratio, help: "Part of the leaf level that a rebuild would free: 1 - (leaf pages x average leaf density / fillfactor) / (leaf + deleted + half-dead pages), and 0 when that is negative. Density and pages are measured; a freshly built index has 0. About 0.25 is normal for random insertions."}
  pg_index_bloat_bytes{method="pgstatindex"}: {column: bloat_bytes, type: gauge, unit: bytes, help: "That part of the leaf level in bytes: what a rebuild would free."}
  pg_index_leaf_density_ratio: {column: density, type: gauge, unit: ratio, help: "How full the leaf pages are on average, as measured."}
  pg_index_leaf_fragmentation_ratio: {column: fragmentation, type: gauge, unit: ratio, help: "Part of the leaf pages whose next page lies before them in the file, as measured."}
  pg_index_bloat_measured_bytes: {column: measured_bytes, type: gauge, unit: bytes, labels: [datname], help: Bytes of indexes that were read in this cycle.}
  pg_index_bloat_unmeasured_indexes: {column: unmeasured, type: gauge, labels: [datname], help: "Candidates that were not read in this cycle: beyond the budget, or locked, or about to be, in ACCESS EXCLUSIVE mode."}
  pg_index_bloat_unmeasured_bytes: {column: unmeasured_bytes, type: gauge, unit: bytes, labels: [datname], help: Their size (relpages).}
checks:
  PostgresIndexBloat:
    value: bloat_ratio
    above: {warning: 0.4, critical: 0.6}
    when: {bloat_bytes: 100MB}
    evidence: [bloat_bytes, density, fragmentation]
    remedy: reindex
    summary: "{value} of the index {datname}.{schemaname}.{indexrelname} is waste: a rebuild would free {bloat_bytes}"
    advice: "Rebuild it with REINDEX INDEX CONCURRENTLY at a quiet time."
---*/
-- The cheap signal only chooses candidates and is never shown: the pages that rows of this many columns would take, at 90 % (a value without
-- fixed width is taken for 20 bytes), against the pages that there are. What has a fifth more than that is a candidate, the one with most
-- to spare first. pgstatindex() may be in any schema, so query_to_xml() runs a statement made of catalog values; its answer
-- is JSON of numbers, which XML leaves as it is. It reads the index through a small ring of buffers.
WITH locked AS MATERIALIZED (
  SELECT l.relation
  FROM pg_catalog.pg_locks AS l
  WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
),
settings AS MATERIALIZED (
  SELECT pg_catalog.current_setting('block_size')::bigint AS block,
    COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.index_bloat_bytes_per_cycle', true), ''), '536870912')::double precision AS budget,
    COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.index_bloat_min_bytes', true), ''), '1048576')::double precision AS smallest,
    (SELECT n.nspname FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
     WHERE e.extname = 'pgstattuple') AS schema
),
large AS MATERIALIZED (
  SELECT c.oid, i.indrelid, c.relname AS indexrelname, c.relpages, c.reltuples, c.reloptions, c.relpages * s.block AS bytes
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
  CROSS JOIN settings AS s
  WHERE c.relkind = 'i' AND a.amname = 'btree' AND i.indisvalid AND i.indisready AND i.indislive AND c.relpages * s.block >= s.smallest
    AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())
),
candidates AS MATERIALIZED (
  SELECT l.oid, n.nspname, t.relname, l.indexrelname, l.bytes,
    COALESCE((SELECT o.option_value FROM pg_catalog.pg_options_to_table(l.reloptions) AS o WHERE o.option_name = 'fillfactor')::double precision, 90) / 100 AS fillfactor,
    l.relpages - GREATEST(l.reltuples, 0) * w.width / (s.block * 0.9) AS spare_pages,
    l.oid IN (SELECT x.relation FROM locked AS x) AS is_locked
  FROM large AS l
  JOIN pg_catalog.pg_class AS t ON t.oid = l.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  CROSS JOIN settings AS s
  CROSS JOIN LATERAL (
    SELECT 12 + 8 * pg_catalog.ceil(sum(CASE WHEN a.attlen > 0 THEN a.attlen ELSE 20 END) / 8.0) AS width
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = l.oid AND a.attnum > 0
  ) AS w
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND l.relpages - GREATEST(l.reltuples, 0) * w.width / (s.block * 0.9) > 0.2 * l.relpages
),
chosen AS MATERIALIZED (
  SELECT r.*
  FROM (
    SELECT c.*, sum(c.bytes) OVER (ORDER BY c.spare_pages DESC, c.oid) AS so_far
    FROM candidates AS c
    CROSS JOIN settings AS s
    WHERE NOT c.is_locked AND c.bytes <= s.budget
  ) AS r
  CROSS JOIN settings AS s
  WHERE r.so_far <= s.budget
),
answers AS MATERIALIZED (
  SELECT c.*,
    pg_catalog.substring(
      pg_catalog.query_to_xml(
        pg_catalog.format('SELECT pg_catalog.row_to_json(x) AS j FROM %I.pgstatindex(%s::pg_catalog.oid::pg_catalog.regclass) AS x', s.schema, c.oid),
        true, true, '')::pg_catalog.text,
      '<j>(.*)</j>')::pg_catalog.json AS answer
  FROM chosen AS c
  CROSS JOIN settings AS s
),
measured AS MATERIALIZED (
  SELECT a.nspname, a.relname, a.indexrelname, a.fillfactor, x.index_size, x.leaf_pages, x.leaf_pages + x.deleted_pages + x.empty_pages AS pages,
    NULLIF(x.avg_leaf_density, 'NaN') / 100 AS density, NULLIF(x.leaf_fragmentation, 'NaN') / 100 AS fragmentation
  FROM answers AS a
  CROSS JOIN LATERAL pg_catalog.json_to_record(a.answer) AS x (
    index_size bigint, leaf_pages bigint, empty_pages bigint, deleted_pages bigint, avg_leaf_density double precision, leaf_fragmentation double precision)
),
judged AS MATERIALIZED (
  SELECT m.*, GREATEST(1 - m.leaf_pages * COALESCE(m.density, 0) / m.fillfactor / NULLIF(m.pages, 0), 0) AS ratio
  FROM measured AS m
)
SELECT pg_catalog.current_database() AS datname, j.nspname AS schemaname, j.relname, j.indexrelname,
  j.ratio AS bloat_ratio, pg_catalog.round(j.ratio * j.pages * s.block)::bigint AS bloat_bytes, j.density, j.fragmentation,
  NULL::bigint AS measured_bytes, NULL::bigint AS unmeasured, NULL::bigint AS unmeasured_bytes
FROM judged AS j
CROSS JOIN settings AS s
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  (SELECT COALESCE(sum(j.index_size), 0)::bigint FROM judged AS j),
  (SELECT count(*) FROM candidates) - (SELECT count(*) FROM chosen),
  ((SELECT COALESCE(sum(c.bytes), 0) FROM candidates AS c) - (SELECT COALESCE(sum(c.bytes), 0) FROM chosen AS c))::bigint;
