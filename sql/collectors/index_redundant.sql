/*---
collector: index_redundant
help: Indexes that another index of the same table makes superfluous.
scope: database
lane: fast
interval: 15m
timeout: 10s
requires: {role: primary}
labels: [datname, schemaname, relname, indexrelname, covered_by, reason]
limit: {series: 2000, order: size_order desc, rest: drop}
metrics:
  pg_index_redundant_bytes: {column: redundant_bytes, type: gauge, unit: bytes, help: "Size (relpages) of an index that covered_by makes superfluous. reason is duplicate (same columns) or prefix (B-tree only, its columns lead the other's). Both have the same access method, operator classes with their parameters, collations, sort order, expressions and predicate, and INCLUDE columns are in the other too; other than B-trees have the same storage parameters, which say what they can find. Left out: unique indexes, those of constraints, the replica identity, the one CLUSTER uses, and parts of partitioned indexes."}
  pg_indexes_redundant: {column: redundant_count, type: gauge, labels: [datname], help: How many such indexes the database has.}
checks:
  PostgresRedundantIndex:
    value: redundant_bytes
    at_least: {warning: 100MB}
    summary: "Index {datname}.{schemaname}.{indexrelname} ({value}) does what {covered_by} of the same table does too ({reason})"
    advice: "Drop it with DROP INDEX CONCURRENTLY, unless it is a prefix that is kept because it is much smaller than the other."
---*/
-- pg_get_indexdef() and pg_get_expr() wait for locks of the table, so expressions are compared as stored trees. Before PostgreSQL 17 these carry
-- the position in the statement that they were read from, which is taken out; what still differs then is not called the same. An index
-- with expressions is a prefix only of one that has just the same expressions. Parameters of operator classes (attoptions) are compared last, of
-- the few pairs that are left: a join would read all of pg_attribute.
WITH indexes AS MATERIALIZED (
  SELECT i.indexrelid, i.indrelid, c.relam, i.indnkeyatts AS keys, i.indnatts AS columns, i.indkey::pg_catalog.int2[] AS indkey,
    i.indclass::pg_catalog.oid[] AS classes, i.indcollation::pg_catalog.oid[] AS collations, i.indoption::pg_catalog.int2[] AS options,
    COALESCE(pg_catalog.regexp_replace(i.indexprs::pg_catalog.text, ':(location|list_start|list_end) -?\d+', '', 'g'), '') AS expressions,
    COALESCE(pg_catalog.regexp_replace(i.indpred::pg_catalog.text, ':(location|list_start|list_end) -?\d+', '', 'g'), '') AS predicate,
    a.amname = 'btree' AS has_prefixes, CASE WHEN a.amname <> 'btree' THEN COALESCE(c.reloptions::pg_catalog.text, '') ELSE '' END AS parameters,
    c.relname AS indexrelname, c.relpages,
    NOT (i.indisunique OR i.indisreplident OR i.indisclustered OR c.relispartition) AS removable
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
  WHERE c.relkind = 'i' AND i.indisvalid AND i.indisready AND i.indislive
    AND c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace AND c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace
),
redundant AS MATERIALIZED (
  SELECT DISTINCT ON (x.indexrelid) x.indexrelid, x.indrelid, x.indexrelname, x.relpages, y.indexrelname AS covered_by,
    CASE WHEN x.columns = y.columns AND x.keys = y.keys THEN 'duplicate' ELSE 'prefix' END AS reason
  FROM indexes AS x
  JOIN indexes AS y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid AND y.relam = x.relam
    AND y.predicate = x.predicate AND y.expressions = x.expressions AND y.parameters = x.parameters
  WHERE x.removable
    AND x.indkey[0:x.keys - 1] = y.indkey[0:x.keys - 1]
    AND x.classes[0:x.keys - 1] = y.classes[0:x.keys - 1]
    AND x.collations[0:x.keys - 1] = y.collations[0:x.keys - 1]
    AND x.options[0:x.keys - 1] = y.options[0:x.keys - 1]
    AND x.indkey[x.keys:x.columns - 1] <@ y.indkey
    AND CASE WHEN x.columns = y.columns AND x.keys = y.keys
          THEN NOT y.removable OR y.indexrelid < x.indexrelid
          ELSE x.has_prefixes AND x.keys <= y.keys AND x.columns < y.columns END
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = x.indexrelid)
    AND (SELECT pg_catalog.string_agg(o.attnum || o.attoptions::pg_catalog.text, ' ' ORDER BY o.attnum)
         FROM pg_catalog.pg_attribute AS o
         WHERE o.attrelid = x.indexrelid AND o.attnum BETWEEN 1 AND x.keys)
      IS NOT DISTINCT FROM
        (SELECT pg_catalog.string_agg(o.attnum || o.attoptions::pg_catalog.text, ' ' ORDER BY o.attnum)
         FROM pg_catalog.pg_attribute AS o
         WHERE o.attrelid = y.indexrelid AND o.attnum BETWEEN 1 AND x.keys)
  ORDER BY x.indexrelid, y.removable, y.keys, y.indexrelid
),
named AS MATERIALIZED (
  SELECT n.nspname, t.relname, r.indexrelname, r.covered_by, r.reason, r.relpages * pg_catalog.current_setting('block_size')::bigint AS bytes
  FROM redundant AS r
  JOIN pg_catalog.pg_class AS t ON t.oid = r.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
)
SELECT pg_catalog.current_database() AS datname, r.nspname AS schemaname, r.relname, r.indexrelname, r.covered_by, r.reason,
  r.bytes AS redundant_bytes, NULL::bigint AS redundant_count, r.bytes AS size_order
FROM named AS r
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, (SELECT count(*) FROM named), 9223372036854775807;
