/*---
guard: privilege
help: What the session's role may do to one table.
parameters:
  table_oid: OID of the table.
numbers:
  owns: 1 when the role owns the table, or inherits from the owner.
  owns_database: 1 for the owner of the database.
  maintains: 1 with the privilege MAINTAIN on the table, which exists from PostgreSQL 17 on.
  may_look: 1 with USAGE on the schema.
texts:
  owner: Owner of the table.
  role: The session's role.
---*/
SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE')::integer AS owns, pg_catalog.pg_has_role(d.datdba, 'USAGE')::integer AS owns_database,
  CASE WHEN pg_catalog.current_setting('server_version_num')::integer >= 170000
    THEN pg_catalog.has_table_privilege(c.oid, 'MAINTAIN') ELSE false END::integer AS maintains,
  pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE')::integer AS may_look,
  pg_catalog.pg_get_userbyid(c.relowner) AS owner, current_user AS role
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_database AS d ON d.datname = pg_catalog.current_database()
WHERE c.oid = $1::pg_catalog.text::pg_catalog.oid;
