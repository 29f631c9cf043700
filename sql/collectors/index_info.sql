/*---
collector: index_info
help: What each index is, whether it may be used, and what it backs, from pg_index.
scope: database
lane: fast
interval: 5m
labels: [datname, schemaname, relname, indexrelname, am, is_primary, is_unique, is_valid, is_ready, is_live, is_replident, backs_constraint]
limit: {series: 10000, order: pages desc, rest: drop}
metrics:
  pg_index_info: {column: info, type: gauge, help: "Always 1; the labels tell the access method, the flags of pg_index as true or false, and the name of the constraint that the index backs. Parents of partitioned indexes, which may be invalid by right, are left out."}
---*/
SELECT (SELECT pg_catalog.current_database()) AS datname, n.nspname AS schemaname, t.relname, c.relname AS indexrelname, a.amname AS am,
  i.indisprimary::pg_catalog.text AS is_primary, i.indisunique::pg_catalog.text AS is_unique, i.indisvalid::pg_catalog.text AS is_valid,
  i.indisready::pg_catalog.text AS is_ready, i.indislive::pg_catalog.text AS is_live, i.indisreplident::pg_catalog.text AS is_replident,
  COALESCE(k.conname::pg_catalog.text, '') AS backs_constraint,
  1 AS info, c.relpages AS pages
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
LEFT JOIN pg_catalog.pg_constraint AS k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
WHERE c.relkind = 'i' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_';
