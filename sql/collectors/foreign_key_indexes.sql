/*---
collector: foreign_key_indexes
help: Foreign keys without an index on the referencing table, where deleting or updating a referenced row reads the whole table.
scope: database
lane: fast
interval: 15m
timeout: 10s
requires: {role: primary}
labels: [datname, schemaname, relname, conname]
limit: {series: 2000, order: size_order desc, rest: drop}
metrics:
  pg_constraint_fk_unindexed: {column: unindexed, type: gauge, help: "Always 1: no valid B-tree or hash index has the columns of the foreign key as its leading columns, in any order. A partial index counts when it leaves out nothing but NULLs of these columns; a unique index on some of them is enough."}
  pg_constraint_fk_unindexed_table_bytes: {column: table_bytes, type: gauge, unit: bytes, help: "Size (relpages) of the referencing table, with its partitions."}
  pg_constraint_fk_unindexed_deletes_total: {column: deletes, type: counter, help: "Rows deleted from the referenced table, partitions included, since the statistics were reset: as many times the referencing table was read."}
  pg_constraints_fk_unindexed: {column: unindexed_count, type: gauge, labels: [datname], help: How many such foreign keys the database has.}
checks:
  PostgresForeignKeyUnindexed:
    value: table_bytes
    at_least: {warning: 100MB}
    when: {deletes: 100}
    evidence: [deletes]
    summary: "Foreign key {conname} of {datname}.{schemaname}.{relname} ({value}) has no index, and {deletes} rows were deleted from the table that it references"
    advice: "Build an index on its columns with CREATE INDEX CONCURRENTLY: every delete in the referenced table reads the whole of this one, holding locks."
---*/
-- Foreign keys that partitions inherit are judged at the partitioned table, which has the index of the same kind. A predicate is read from
-- the stored tree, as pg_get_expr() would wait for locks: with every "column IS NOT NULL" taken out nothing but an empty AND may be left.
WITH keys AS MATERIALIZED (
  SELECT k.oid, k.conname, k.conrelid, k.confrelid, k.conkey, pg_catalog.cardinality(k.conkey) AS columns
  FROM pg_catalog.pg_constraint AS k
  WHERE k.contype = 'f' AND k.conparentid = 0
),
unindexed AS MATERIALIZED (
  SELECT k.conname, k.conrelid, k.confrelid
  FROM keys AS k
  WHERE NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
    WHERE i.indrelid = k.conrelid AND i.indisready AND i.indislive AND (i.indisvalid OR c.relkind = 'I')
      AND a.amname IN ('btree', 'hash')
      AND (
        ((i.indkey::pg_catalog.int2[])[0:k.columns - 1] @> k.conkey AND i.indnkeyatts >= k.columns)
        OR (i.indisunique AND (i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1] <@ k.conkey)
      )
      AND (
        i.indpred IS NULL
        OR (
          pg_catalog.regexp_replace(
            pg_catalog.regexp_replace(i.indpred::pg_catalog.text, '\{NULLTEST :arg \{VAR [^{}]*\} :nulltesttype 1 [^{}]*\}', '', 'g'),
            '^\{BOOLEXPR :boolop and :args \(\s*\) :location -?\d+\}$', '') = ''
          AND NOT EXISTS (
            SELECT
            FROM pg_catalog.regexp_matches(i.indpred::pg_catalog.text, ':varattno (\d+) ', 'g') AS v
            WHERE v[1]::pg_catalog.int2 <> ALL (k.conkey))
        )
      )
  )
),
named AS MATERIALIZED (
  SELECT n.nspname, t.relname, u.conname,
    (WITH RECURSIVE family AS (
       SELECT u.conrelid AS oid
       UNION ALL
       SELECT i.inhrelid FROM family AS f JOIN pg_catalog.pg_inherits AS i ON i.inhparent = f.oid
     )
     SELECT sum(GREATEST(c.relpages, 0)) FROM family AS f JOIN pg_catalog.pg_class AS c ON c.oid = f.oid
    )::bigint * pg_catalog.current_setting('block_size')::bigint AS bytes,
    (WITH RECURSIVE family AS (
       SELECT u.confrelid AS oid
       UNION ALL
       SELECT i.inhrelid FROM family AS f JOIN pg_catalog.pg_inherits AS i ON i.inhparent = f.oid
     )
     SELECT sum(pg_catalog.pg_stat_get_tuples_deleted(f.oid)) FROM family AS f
    )::bigint AS deletes
  FROM unindexed AS u
  JOIN pg_catalog.pg_class AS t ON t.oid = u.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
)
SELECT pg_catalog.current_database() AS datname, u.nspname AS schemaname, u.relname, u.conname, 1 AS unindexed, u.bytes AS table_bytes, u.deletes,
  NULL::bigint AS unindexed_count, u.bytes AS size_order
FROM named AS u
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, (SELECT count(*) FROM named), 9223372036854775807;
