/*---
guard: leftover
help: Invalid indexes of one table that nobody is building.
parameters:
  table_oid: OID of the table.
numbers:
  leftovers: How many.
texts:
  names: Their names.
---*/
SELECT count(*) AS leftovers, COALESCE(pg_catalog.string_agg(c.relname::pg_catalog.text, ', ' ORDER BY c.relname), '') AS names
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
WHERE i.indrelid = $1::pg_catalog.text::pg_catalog.oid AND NOT (i.indisvalid AND i.indisready AND i.indislive)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p WHERE p.relid = i.indrelid AND p.datname = pg_catalog.current_database());
