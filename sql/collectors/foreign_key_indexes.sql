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
  pg_constraint_fk_unindexed: {column: unindexed, type: gauge, help: "Always 1: no valid B-tree or hash index has the columns of the foreign key as its leading columns, in any order; for a key with a PERIOD a GiST index on the other columns, or a B-tree that begins with them, is enough, and for a partitioned table an index of each partition. Keys that are NOT ENFORCED are left out. A partial index counts when it leaves out nothing but NULLs of these columns; a unique index on some of them is enough."}
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
-- Foreign keys that partitions inherit are judged at the partitioned table, which has the index of the same kind; where it has none, or an
-- invalid one, which not every partition has yet, each partition must have its own. Their keys are the children of the table's (conparentid, 0 for those of nobody), beside those for the partitions of the referenced
-- table. The PERIOD of a key is its last column. conenforced and conperiod exist from PostgreSQL 18 on: before, the names mean the values of
-- "before_18". A predicate is read from the stored tree, as pg_get_expr() would wait for locks: with every "column IS NOT NULL" taken out nothing but
-- an empty AND may be left.
WITH RECURSIVE enforced AS MATERIALIZED (
  SELECT k.*
  FROM (SELECT true AS conenforced, false AS conperiod) AS before_18
  CROSS JOIN LATERAL (
    SELECT f.oid, f.conparentid, f.conname, f.conrelid, f.confrelid, f.conkey, conperiod AS has_period,
      CASE WHEN conperiod THEN f.conkey[:pg_catalog.cardinality(f.conkey) - 1] ELSE f.conkey END AS wanted
    FROM pg_catalog.pg_constraint AS f
    WHERE f.contype = 'f' AND conenforced
  ) AS k
),
judged AS (
  SELECT 0::pg_catalog.oid AS key, 0::pg_catalog.oid AS oid, 0::pg_catalog.oid AS conrelid, 0::pg_catalog.oid AS confrelid, 'p'::"char" AS relkind, false AS served
  UNION ALL
  SELECT CASE WHEN j.oid = 0 THEN k.oid ELSE j.key END, k.oid, k.conrelid, k.confrelid, t.relkind,
    EXISTS (
      SELECT
      FROM pg_catalog.pg_index AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
      WHERE i.indrelid = k.conrelid AND i.indisready AND i.indislive AND i.indisvalid
        AND CASE
          WHEN a.amname IN ('btree', 'hash') THEN
            ((i.indkey::pg_catalog.int2[])[0:pg_catalog.cardinality(k.wanted) - 1] @> k.wanted AND i.indnkeyatts >= pg_catalog.cardinality(k.wanted))
            OR (i.indisunique AND (i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1] <@ k.wanted)
          WHEN a.amname = 'gist' THEN k.has_period AND (i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1] @> k.wanted
          ELSE false
        END
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
  FROM judged AS j
  JOIN enforced AS k ON k.conparentid = j.oid AND (j.oid = 0 OR (k.conrelid <> j.conrelid AND k.confrelid = j.confrelid))
  JOIN pg_catalog.pg_class AS t ON t.oid = k.conrelid
  WHERE j.relkind = 'p' AND NOT j.served
),
unindexed AS MATERIALIZED (
  SELECT k.conname, k.conrelid, k.confrelid
  FROM enforced AS k
  WHERE k.oid IN (SELECT j.key FROM judged AS j WHERE j.relkind <> 'p' AND NOT j.served)
),
family AS (
  SELECT c.oid AS head, c.oid, c.relkind, c.relpages
  FROM pg_catalog.pg_class AS c
  WHERE c.oid IN (SELECT u.conrelid FROM unindexed AS u UNION ALL SELECT u.confrelid FROM unindexed AS u)
  UNION ALL
  SELECT f.head, c.oid, c.relkind, c.relpages
  FROM family AS f
  JOIN pg_catalog.pg_inherits AS i ON i.inhparent = f.oid
  JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
  WHERE f.relkind = 'p'
),
sums AS MATERIALIZED (
  SELECT f.head, sum(GREATEST(f.relpages, 0))::bigint * pg_catalog.current_setting('block_size')::bigint AS bytes,
    sum(pg_catalog.pg_stat_get_tuples_deleted(f.oid))::bigint AS deletes
  FROM family AS f
  GROUP BY f.head
),
named AS MATERIALIZED (
  SELECT n.nspname, t.relname, u.conname, own.bytes, other.deletes
  FROM unindexed AS u
  JOIN pg_catalog.pg_class AS t ON t.oid = u.conrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  JOIN sums AS own ON own.head = u.conrelid
  JOIN sums AS other ON other.head = u.confrelid
  WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
)
SELECT pg_catalog.current_database() AS datname, u.nspname AS schemaname, u.relname, u.conname, 1 AS unindexed, u.bytes AS table_bytes, u.deletes,
  NULL::bigint AS unindexed_count, u.bytes AS size_order
FROM named AS u
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, (SELECT count(*) FROM named), 9223372036854775807;
