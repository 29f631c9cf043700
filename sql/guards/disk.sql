/*---
guard: disk
help: Where the server keeps its data and its WAL, and whether this session comes from the same machine.
parameters:
  tablespace_oid: OID of the tablespace that is written to; empty for the database's.
  database_oid: OID of that database; empty for the session's own.
numbers:
  is_local: 1 when the session came over a Unix socket, or from the address that it went to.
texts:
  data_directory: The server's; empty when the role may not know it.
  tablespace: Where the tablespace lies; empty inside the data directory.
---*/
SELECT COALESCE(pg_catalog.inet_server_addr() = pg_catalog.inet_client_addr(), true)::integer AS is_local,
  CASE WHEN pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE') THEN pg_catalog.current_setting('data_directory') ELSE '' END AS data_directory,
  pg_catalog.pg_tablespace_location(COALESCE(NULLIF($1::pg_catalog.text, '')::pg_catalog.oid,
    (SELECT d.dattablespace FROM pg_catalog.pg_database AS d
      WHERE COALESCE(d.oid = NULLIF($2::pg_catalog.text, '')::pg_catalog.oid, d.datname = pg_catalog.current_database())))) AS tablespace;
