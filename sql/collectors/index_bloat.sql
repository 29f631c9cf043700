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
-- The cheap signal only chooses candidates and is never shown: the pages that rows of this many columns would take, at 90 %, against the pages that
-- there are. What has a fifth more than that is a candidate. A value without fixed width is taken at its average in pg_stats, where this role may see
-- that, else for 20 bytes, and the size of the table's rows tells the order: first what is too large even if it had all that rows hold, last
-- what long values explain, that is one column that has all of it, or an even share. Always the same ones are read, as what is not read in one
-- cycle would count as healed; what does not fit into the budget makes room for what does. pgstatindex() may be in any schema, so query_to_xml() runs a statement made of catalog values; its answer
-- is JSON of numbers, which XML leaves as it is. That statement sees the catalog as it was when this one began: only pg_relation_size() knows that
-- an index is gone by now. pgstatindex() reads the index through a small ring of buffers.
WITH RECURSIVE locked AS MATERIALIZED (
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
suspects AS MATERIALIZED (
  SELECT l.*, n.nspname, t.relname, w.fixed, w.variable, NULLIF(r.variable, 0) AS row_variable,
    GREATEST(t.relpages * s.block / NULLIF(GREATEST(t.reltuples, 0), 0)::double precision - 28 - r.fixed, 0) AS row_bytes
  FROM large AS l
  JOIN pg_catalog.pg_class AS t ON t.oid = l.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  CROSS JOIN settings AS s
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(a.attlen) FILTER (WHERE a.attlen > 0), 0) AS fixed, count(*) FILTER (WHERE a.attlen <= 0) AS variable
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = l.oid AND a.attnum > 0
  ) AS w
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(a.attlen) FILTER (WHERE a.attlen > 0), 0) AS fixed, count(*) FILTER (WHERE a.attlen <= 0) AS variable
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = l.indrelid AND a.attnum > 0 AND NOT a.attisdropped
  ) AS r
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND l.relpages - GREATEST(l.reltuples, 0) * (12 + 8 * pg_catalog.ceil((w.fixed + 20 * w.variable) / 8.0)) / (s.block * 0.9) > 0.2 * l.relpages
),
candidates AS MATERIALIZED (
  SELECT u.oid, u.nspname, u.relname, u.indexrelname, u.bytes, p.spare AS spare_pages,
    COALESCE((SELECT o.option_value FROM pg_catalog.pg_options_to_table(u.reloptions) AS o WHERE o.option_name = 'fillfactor')::double precision, 90) / 100 AS fillfactor,
    CASE WHEN p.spare_at_most > 0.2 * u.relpages THEN 1 WHEN LEAST(pg_catalog.abs(p.spare_at_most), pg_catalog.abs(p.spare_by_share)) <= 0.2 * u.relpages THEN 3 ELSE 2 END AS rank,
    u.oid IN (SELECT x.relation FROM locked AS x) AS is_locked
  FROM suspects AS u
  CROSS JOIN settings AS s
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(v.avg_width), 0) AS bytes, count(v.avg_width) AS columns
    FROM (SELECT a.attname, i.indkey[a.attnum - 1] AS heap_column
          FROM pg_catalog.pg_index AS i
          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indexrelid AND a.attnum > 0 AND a.attlen <= 0
          WHERE i.indexrelid = u.oid AND u.variable > 0) AS k
    LEFT JOIN pg_catalog.pg_attribute AS h ON h.attrelid = u.indrelid AND h.attnum = k.heap_column AND k.heap_column > 0
    CROSS JOIN LATERAL (
      SELECT max(q.avg_width) AS avg_width
      FROM pg_catalog.pg_stats AS q
      WHERE q.schemaname = u.nspname AND q.tablename = CASE WHEN k.heap_column > 0 THEN u.relname ELSE u.indexrelname END
        AND q.attname = COALESCE(h.attname, k.attname)
    ) AS v
  ) AS known
  CROSS JOIN LATERAL (
    SELECT max(r.spare) FILTER (WHERE r.kind = 'least') AS spare, max(r.spare) FILTER (WHERE r.kind = 'most') AS spare_at_most,
      max(r.spare) FILTER (WHERE r.kind = 'share') AS spare_by_share
    FROM (
      SELECT x.kind, u.relpages - GREATEST(u.reltuples, 0) / (s.block * 0.9) * (12 + 8 * pg_catalog.ceil((u.fixed + known.bytes + x.width) / 8.0)) AS spare
      FROM (SELECT u.variable - known.columns AS columns) AS unknown
      CROSS JOIN LATERAL (VALUES
        ('least', 20.0::double precision * unknown.columns),
        ('most', CASE WHEN unknown.columns > 0 THEN LEAST(GREATEST(u.row_bytes, 20 * unknown.columns), 2700) ELSE 0 END),
        ('share', LEAST(GREATEST(u.row_bytes / u.row_variable, 20) * unknown.columns, 2700))) AS x (kind, width)
    ) AS r
  ) AS p
  WHERE p.spare > 0.2 * u.relpages
),
ranked AS MATERIALIZED (
  SELECT c.*, pg_catalog.row_number() OVER (ORDER BY c.rank, c.spare_pages DESC, c.oid) AS place
  FROM candidates AS c
  CROSS JOIN settings AS s
  WHERE NOT c.is_locked AND c.bytes <= s.budget
),
queue AS MATERIALIZED (
  SELECT pg_catalog.array_agg(r.bytes ORDER BY r.place) AS bytes FROM ranked AS r
),
picked AS (
  SELECT 0::bigint AS place, s.budget AS rest, false AS fits FROM settings AS s
  UNION ALL
  SELECT p.place + 1, CASE WHEN q.bytes <= p.rest THEN p.rest - q.bytes ELSE p.rest END, q.bytes <= p.rest
  FROM picked AS p
  CROSS JOIN LATERAL (SELECT (SELECT u.bytes FROM queue AS u)[p.place + 1] AS bytes) AS q
  WHERE q.bytes IS NOT NULL
),
chosen AS MATERIALIZED (
  SELECT r.*
  FROM ranked AS r
  JOIN picked AS p ON p.place = r.place AND p.fits
),
answers AS MATERIALIZED (
  SELECT c.*,
    pg_catalog.substring(
      pg_catalog.query_to_xml(
        pg_catalog.format('SELECT pg_catalog.row_to_json(x) AS j FROM pg_catalog.pg_index AS i CROSS JOIN LATERAL %I.pgstatindex(i.indexrelid::pg_catalog.regclass) AS x '
          'WHERE i.indexrelid = %s AND i.indisvalid AND pg_catalog.pg_relation_size(i.indexrelid) IS NOT NULL', s.schema, c.oid),
        true, true, '')::pg_catalog.text,
      '<j>(.*)</j>')::pg_catalog.json AS answer
  FROM chosen AS c
  CROSS JOIN settings AS s
),
measured AS MATERIALIZED (
  SELECT a.nspname, a.relname, a.indexrelname, a.fillfactor, x.index_size, x.leaf_pages, x.leaf_pages + x.deleted_pages + x.empty_pages AS pages,
    NULLIF(x.avg_leaf_density, 'NaN') / 100 AS density, NULLIF(x.leaf_fragmentation, 'NaN') / 100 AS fragmentation
  FROM (SELECT n.* FROM answers AS n WHERE n.answer IS NOT NULL) AS a
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
