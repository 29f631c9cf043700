/*---
remedy: reindex
help: One index, measured by pgstatindex, and the statement that rebuilds it while it stays in use.
checks: [PostgresIndexBloat]
parameters:
  schema: Schema of the table, or pg_toast.
  table: The table; empty where only the index is known.
  index: The index.
  measure_max_bytes: Larger indexes are not read; empty for no bound.
numbers:
  bytes: Size of the index; as measured, else by relpages.
  rows: Entries of the index by reltuples; none when never counted.
  table_bytes: Size of the table by relpages.
  bloat_ratio: Part of the leaf level that a rebuild would free.
  bloat_bytes: That part in bytes.
  density: How full the leaf pages are on average.
  fragmentation: Part of the leaf pages whose next page lies before them.
  leaf_pages: Leaf pages.
  deleted_pages: Pages that are deleted and not yet used again, and half-dead ones.
  fillfactor: How full a rebuild makes the leaf pages.
  predicted_gain_bytes: What the rebuild frees.
  predicted_seconds: How long it takes, reckoned with slow disks.
  predicted_wal_bytes: WAL that it writes.
  predicted_disk_bytes: Space that it needs until the old index is dropped, in the tablespace.
  is_unique: 1 when the index is unique.
  is_primary: 1 for a primary key.
  is_partial: 1 when the index has a WHERE clause.
  is_expression: 1 when a column of the index is an expression.
  is_toast: 1 for the index of a TOAST table.
  is_unlogged: 1 when the table is unlogged.
  is_owned: 1 when the session's role owns the table, or inherits from the owner; only then it can drop what is left behind.
  is_btree: 1 for a B-tree; other kinds cannot be measured.
  is_shared_tablespace: 1 when the index lies in the database's default tablespace.
  tablespace_oid: OID of the tablespace that the index lies in.
  idx_scan: Scans of the index since statistics began.
  xid_age: Age of the oldest transaction ID in the table.
texts:
  access_method: btree, gin, ...
  owner: Owner of the table.
  definition: The index as pg_get_indexdef() has it.
  unmeasured: Why the index was not read; empty when it was.
---*/
-- Names are compared as text too: a longer text cast to name would be cut, and could then mean another object. pgstatindex() may lie in any
-- schema, so query_to_xml() runs a statement made of catalog values; only the extension's own function is called.
WITH found AS MATERIALIZED (
  SELECT i.*, c.relname AS index_name, c.relkind AS index_kind, c.relpages AS index_pages, c.reltuples AS index_rows, c.reloptions AS index_options,
    n.nspname, t.relname AS table_name, t.relkind AS table_kind, t.relpersistence, t.relpages AS table_pages, t.relowner,
    CASE WHEN t.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(t.relfrozenxid) END AS xid_age,
    a.amname, COALESCE(NULLIF(c.reltablespace, 0), d.dattablespace) AS space, c.reltablespace = 0 AS default_space,
    pg_catalog.current_setting('block_size')::double precision AS block, d.oid AS database_oid
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
  JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
  JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
  WHERE c.relname = $3::pg_catalog.text::pg_catalog.name AND c.relname::pg_catalog.text = $3::pg_catalog.text
    AND ((n.nspname::pg_catalog.text = $1::pg_catalog.text AND ($2::pg_catalog.text = '' OR t.relname::pg_catalog.text = $2::pg_catalog.text))
      OR (t.relkind = 't' AND EXISTS (
        SELECT FROM pg_catalog.pg_class AS o
        JOIN pg_catalog.pg_namespace AS m ON m.oid = o.relnamespace
        WHERE o.reltoastrelid = t.oid AND m.nspname::pg_catalog.text = $1::pg_catalog.text AND o.relname::pg_catalog.text = $2::pg_catalog.text)))
),
refused AS MATERIALIZED (
  SELECT f.indexrelid,
    CASE
      WHEN f.indexrelid < 16384 OR f.nspname IN ('pg_catalog', 'information_schema') THEN 'it belongs to the system catalogs, which cannot be rebuilt concurrently'
      WHEN f.index_kind = 'I' THEN 'it is partitioned: its leaves are rebuilt one by one, name one of them'
      WHEN f.relpersistence = 't' THEN 'its table is temporary and belongs to another session'
      WHEN f.indisexclusion THEN 'it backs an exclusion constraint, which cannot be rebuilt concurrently'
      WHEN NOT (f.indisvalid AND f.indisready AND f.indislive) THEN 'it is invalid: a rebuild could leave another copy behind; drop it and create it again'
    END AS reason
  FROM found AS f
),
locked AS MATERIALIZED (
  SELECT EXISTS (
    SELECT FROM pg_catalog.pg_locks AS l
    JOIN found AS f ON l.relation IN (f.indexrelid, f.indrelid)
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.database = f.database_oid) AS is_locked
),
meter AS MATERIALIZED (
  SELECT n.nspname, pg_catalog.has_function_privilege(p.oid, 'EXECUTE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS allowed
  FROM pg_catalog.pg_extension AS e
  JOIN pg_catalog.pg_depend AS m ON m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND m.refobjid = e.oid AND m.deptype = 'e'
    AND m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  JOIN pg_catalog.pg_proc AS p ON p.oid = m.objid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  WHERE e.extname = 'pgstattuple' AND p.proname = 'pgstatindex' AND p.proargtypes[0] = 'pg_catalog.regclass'::pg_catalog.regtype
),
unread AS MATERIALIZED (
  SELECT f.indexrelid,
    CASE
      WHEN r.reason IS NOT NULL THEN r.reason
      WHEN f.amname <> 'btree' THEN pg_catalog.format('it is a %s index, which nothing measures', f.amname)
      WHEN NOT EXISTS (SELECT FROM meter) THEN 'the extension pgstattuple is not installed in this database'
      WHEN NOT (SELECT x.allowed FROM meter AS x) THEN 'no right to use pgstatindex(): grant pg_stat_scan_tables or pg_monitor'
      WHEN f.index_pages * f.block > NULLIF($4::pg_catalog.text, '')::double precision THEN 'it is larger than what is measured'
      WHEN l.is_locked THEN 'another session holds, or waits for, an exclusive lock on it'
    END AS reason
  FROM found AS f
  JOIN refused AS r ON r.indexrelid = f.indexrelid
  CROSS JOIN locked AS l
),
answers AS MATERIALIZED (
  SELECT u.indexrelid,
    pg_catalog.substring(
      pg_catalog.query_to_xml(
        pg_catalog.format('SELECT pg_catalog.row_to_json(x) AS j FROM %I.pgstatindex(%s::pg_catalog.oid::pg_catalog.regclass) AS x', x.nspname, u.indexrelid),
        true, true, '')::pg_catalog.text,
      '<j>(.*)</j>')::pg_catalog.json AS answer
  FROM unread AS u
  CROSS JOIN meter AS x
  WHERE u.reason IS NULL
),
measured AS MATERIALIZED (
  SELECT a.indexrelid, x.index_size, x.leaf_pages, x.deleted_pages + x.empty_pages AS deleted_pages,
    x.leaf_pages + x.deleted_pages + x.empty_pages AS pages,
    NULLIF(x.avg_leaf_density, 'NaN') / 100 AS density, NULLIF(x.leaf_fragmentation, 'NaN') / 100 AS fragmentation
  FROM answers AS a
  CROSS JOIN LATERAL pg_catalog.json_to_record(a.answer) AS x (
    index_size double precision, leaf_pages double precision, empty_pages double precision, deleted_pages double precision,
    avg_leaf_density double precision, leaf_fragmentation double precision)
),
judged AS MATERIALIZED (
  SELECT f.*, m.leaf_pages, m.deleted_pages, m.density, m.fragmentation, w.fillfactor,
    COALESCE(m.index_size, f.index_pages * f.block) AS size, f.table_pages * f.block AS heap_size,
    CASE WHEN m.indexrelid IS NOT NULL
      THEN GREATEST(1 - m.leaf_pages * COALESCE(m.density, 0) / w.fillfactor / NULLIF(m.pages, 0), 0) END AS ratio,
    m.pages
  FROM found AS f
  CROSS JOIN LATERAL (
    SELECT COALESCE((SELECT o.option_value FROM pg_catalog.pg_options_to_table(f.index_options) AS o
      WHERE o.option_name = 'fillfactor')::double precision, 90) / 100 AS fillfactor
  ) AS w
  LEFT JOIN measured AS m ON m.indexrelid = f.indexrelid
),
predicted AS MATERIALIZED (
  SELECT j.*, COALESCE(pg_catalog.round(j.ratio * j.pages * j.block), 0) AS gain FROM judged AS j
)
SELECT p.database_oid, p.indrelid AS table_oid, p.indexrelid AS index_oid, p.nspname AS schemaname, p.table_name AS relname, p.index_name AS indexrelname,
  CASE WHEN r.reason IS NULL THEN pg_catalog.format('REINDEX INDEX CONCURRENTLY %I.%I', p.nspname, p.index_name) END AS statement,
  r.reason AS verdict_reason,
  p.size AS bytes, CASE WHEN p.index_rows > 0 THEN p.index_rows END AS rows, p.heap_size AS table_bytes,
  p.ratio AS bloat_ratio, CASE WHEN p.ratio IS NOT NULL THEN p.gain END AS bloat_bytes, p.density, p.fragmentation, p.leaf_pages, p.deleted_pages, p.fillfactor,
  CASE WHEN p.ratio IS NOT NULL THEN p.gain END AS predicted_gain_bytes,
  1 + 2 * p.heap_size / 100e6 + (p.size - p.gain) / 25e6 AS predicted_seconds,
  CASE WHEN p.relpersistence = 'u' THEN 0 ELSE p.size - p.gain END AS predicted_wal_bytes,
  p.size - p.gain AS predicted_disk_bytes,
  p.indisunique::integer AS is_unique, p.indisprimary::integer AS is_primary, (p.indpred IS NOT NULL)::integer AS is_partial,
  (p.indexprs IS NOT NULL)::integer AS is_expression, (p.table_kind = 't')::integer AS is_toast, (p.relpersistence = 'u')::integer AS is_unlogged,
  pg_catalog.pg_has_role(p.relowner, 'USAGE')::integer AS is_owned,
  (p.amname = 'btree')::integer AS is_btree, p.default_space::integer AS is_shared_tablespace, p.space AS tablespace_oid,
  pg_catalog.pg_stat_get_numscans(p.indexrelid) AS idx_scan, p.xid_age,
  p.amname AS access_method, pg_catalog.pg_get_userbyid(p.relowner) AS owner,
  CASE WHEN NOT (SELECT l.is_locked FROM locked AS l) THEN pg_catalog.pg_get_indexdef(p.indexrelid) ELSE '' END AS definition,
  COALESCE(u.reason, '') AS unmeasured
FROM predicted AS p
JOIN refused AS r ON r.indexrelid = p.indexrelid
JOIN unread AS u ON u.indexrelid = p.indexrelid;
