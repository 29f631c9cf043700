/*---
remedy: drop_leftover
help: One index that a failed REINDEX CONCURRENTLY left behind, and the statement that drops it. Whether it is ours only the journal can prove.
checks: [PostgresIndexLeftover]
parameters:
  schema: Schema of the table, or pg_toast.
  table: The table; empty where only the index is known.
  index: The index that was left behind.
numbers:
  bytes: Size by relpages.
  is_valid: 1 when queries may use it; then it is no leftover.
  is_ready: 1 when every write still maintains it.
  is_live: 0 when it is being dropped already.
  is_unique: 1 when it is unique.
  is_toast: 1 for the index of a TOAST table.
  is_leftover: 1 when its name ends as REINDEX CONCURRENTLY names its copies.
  twins: Valid indexes of the same table with the same definition.
  dependents: Constraints that rest on it.
  is_building: 1 while an index of the table is being built.
  predicted_gain_bytes: What dropping it frees.
  predicted_seconds: How long it takes, apart from waiting for other transactions.
  predicted_wal_bytes: WAL that it writes.
texts:
  leftover: "new for a copy that never became the index, old for one that was replaced, else empty."
  twin: The valid index with the same definition and the name that this one was made from; empty without one.
  definition: The index as pg_get_indexdef() has it; empty while it is locked.
  owner: Owner of the table.
---*/
-- What B-trees are set to beside changes how full they are, of other kinds what they can find. The server names a copy left(name, 63 - length of the suffix) || suffix, cut at a character's border, and adds digits when that name is taken.
WITH found AS MATERIALIZED (
  SELECT i.*, c.relname AS index_name, c.relkind AS index_kind, c.relpages, c.relam, c.reloptions, c.relnamespace AS index_schema, n.nspname, t.relname AS table_name,
    t.relkind AS table_kind, t.relowner, d.oid AS database_oid, t.relpersistence,
    pg_catalog.substring(c.relname::pg_catalog.text, '_cc(new|old)[0-9]*$') AS kind,
    pg_catalog.substring(c.relname::pg_catalog.text, '_cc(?:new|old)[0-9]*$') AS suffix,
    pg_catalog.current_setting('block_size')::double precision AS block
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
  JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
  WHERE c.relname = $3::pg_catalog.text::pg_catalog.name AND c.relname::pg_catalog.text = $3::pg_catalog.text
    AND ((n.nspname::pg_catalog.text = $1::pg_catalog.text AND ($2::pg_catalog.text = '' OR t.relname::pg_catalog.text = $2::pg_catalog.text))
      OR (t.relkind = 't' AND EXISTS (
        SELECT FROM pg_catalog.pg_class AS o
        JOIN pg_catalog.pg_namespace AS m ON m.oid = o.relnamespace
        WHERE o.reltoastrelid = t.oid AND m.nspname::pg_catalog.text = $1::pg_catalog.text AND o.relname::pg_catalog.text = $2::pg_catalog.text)))
),
same AS MATERIALIZED (
  SELECT x.relname AS name,
    pg_catalog.starts_with(x.relname::pg_catalog.text, pg_catalog.left(f.index_name::pg_catalog.text, -pg_catalog.length(f.suffix)))
      AND (pg_catalog.length(x.relname::pg_catalog.text) = pg_catalog.length(f.index_name::pg_catalog.text) - pg_catalog.length(f.suffix)
        OR pg_catalog.octet_length(f.index_name::pg_catalog.text) >= 60) AS is_origin
  FROM found AS f
  JOIN pg_catalog.pg_index AS i ON i.indrelid = f.indrelid AND i.indexrelid <> f.indexrelid AND i.indisvalid AND i.indisready AND i.indislive
  JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid AND x.relam = f.relam
  WHERE i.indkey = f.indkey AND i.indclass = f.indclass AND i.indcollation = f.indcollation AND i.indoption = f.indoption AND i.indisunique = f.indisunique
    AND i.indnkeyatts = f.indnkeyatts
    AND (x.reloptions IS NOT DISTINCT FROM f.reloptions OR x.relam = (SELECT a.oid FROM pg_catalog.pg_am AS a WHERE a.amname = 'btree'))
    AND (SELECT pg_catalog.string_agg(o.attnum || o.attoptions::pg_catalog.text, ' ' ORDER BY o.attnum) FROM pg_catalog.pg_attribute AS o WHERE o.attrelid = i.indexrelid)
      IS NOT DISTINCT FROM
        (SELECT pg_catalog.string_agg(o.attnum || o.attoptions::pg_catalog.text, ' ' ORDER BY o.attnum) FROM pg_catalog.pg_attribute AS o WHERE o.attrelid = f.indexrelid)
    AND pg_catalog.pg_get_expr(i.indexprs, i.indrelid) IS NOT DISTINCT FROM pg_catalog.pg_get_expr(f.indexprs, f.indrelid)
    AND pg_catalog.pg_get_expr(i.indpred, i.indrelid) IS NOT DISTINCT FROM pg_catalog.pg_get_expr(f.indpred, f.indrelid)
),
facts AS MATERIALIZED (
  SELECT f.*,
    (SELECT count(*) FROM pg_catalog.pg_constraint AS k WHERE k.conindid = f.indexrelid) AS dependents,
    EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p WHERE p.relid = f.indrelid AND p.datname = pg_catalog.current_database()) AS building,
    EXISTS (SELECT FROM pg_catalog.pg_locks AS l WHERE l.locktype = 'relation' AND l.relation IN (f.indexrelid, f.indrelid) AND l.database = f.database_oid
      AND l.mode = 'AccessExclusiveLock') AS is_locked
  FROM found AS f
),
refused AS MATERIALIZED (
  SELECT f.indexrelid,
    CASE
      WHEN f.indexrelid < 16384 OR f.nspname IN ('pg_catalog', 'information_schema') THEN 'it belongs to the system catalogs'
      WHEN f.index_kind = 'I' THEN 'it is the parent of a partitioned index, which may be invalid by right'
      WHEN f.relpersistence = 't' THEN 'its table is temporary and belongs to another session'
      WHEN f.indisvalid THEN 'it is valid: nothing that queries use is ever dropped'
      WHEN f.kind IS NULL THEN 'its name does not end as REINDEX CONCURRENTLY names its copies'
      WHEN f.dependents > 0 OR f.indisprimary THEN 'a constraint rests on it'
      WHEN f.building THEN 'an index of its table is being built at this moment: it may be that one'
    END AS reason
  FROM facts AS f
)
SELECT f.database_oid, f.indrelid AS table_oid, f.indexrelid AS index_oid, f.nspname AS schemaname, f.table_name AS relname, f.index_name AS indexrelname,
  CASE WHEN r.reason IS NULL THEN pg_catalog.format('DROP INDEX CONCURRENTLY %I.%I', f.nspname, f.index_name) END AS statement,
  r.reason AS verdict_reason,
  f.relpages * f.block AS bytes, f.indisvalid::integer AS is_valid, f.indisready::integer AS is_ready, f.indislive::integer AS is_live,
  f.indisunique::integer AS is_unique, (f.table_kind = 't')::integer AS is_toast, (f.kind IS NOT NULL)::integer AS is_leftover,
  (SELECT count(*) FROM same) AS twins, f.dependents, f.building::integer AS is_building,
  f.relpages * f.block AS predicted_gain_bytes, 1 AS predicted_seconds, 1e5 AS predicted_wal_bytes,
  COALESCE(f.kind, '') AS leftover,
  COALESCE((SELECT s.name FROM same AS s WHERE s.is_origin ORDER BY s.name LIMIT 1)::pg_catalog.text, '') AS twin,
  CASE WHEN f.is_locked THEN '' ELSE pg_catalog.pg_get_indexdef(f.indexrelid) END AS definition,
  pg_catalog.pg_get_userbyid(f.relowner) AS owner
FROM facts AS f
JOIN refused AS r ON r.indexrelid = f.indexrelid;
