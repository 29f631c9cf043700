/*---
guard: on_conflict
help: Statements with ON CONFLICT that pg_stat_statements has seen on one table.
parameters:
  table_oid: OID of the table.
numbers:
  statements: How many; none where pg_stat_statements is not there, or not loaded.
---*/
-- pg_stat_statements may lie in any schema, and fails when it was not loaded at the server's start: then it has not defined its settings, and pg_settings leaves out
-- what only stands in postgresql.conf.
WITH seen AS MATERIALIZED (
  SELECT n.nspname
  FROM pg_catalog.pg_extension AS e
  JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_stat_statements' AND EXISTS (SELECT FROM pg_catalog.pg_settings AS g WHERE g.name = 'pg_stat_statements.max')
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
)
SELECT (
  SELECT pg_catalog.substring(
    pg_catalog.query_to_xml(
      pg_catalog.format('SELECT count(*) AS n FROM %I.pg_stat_statements AS s WHERE s.dbid = %s AND s.query ~* %L AND pg_catalog.strpos(s.query, %L) > 0', s.nspname,
        (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()), 'on\s+conflict', c.relname),
      true, true, '')::pg_catalog.text,
    '<n>([0-9]+)</n>')::bigint
  FROM seen AS s
) AS statements
FROM pg_catalog.pg_class AS c
WHERE c.oid = $1::pg_catalog.text::pg_catalog.oid;
