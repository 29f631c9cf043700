/*---
collector: database_size
help: True sizes of databases, from pg_database_size(), which looks at every file.
scope: cluster
lane: slow
labels: [datname]
metrics:
  pg_database_size_bytes: {column: size_bytes, type: gauge, unit: bytes, help: "Disk space of the database; absent where the role may not connect to it and lacks pg_read_all_stats."}
---*/
SELECT
    d.datname::pg_catalog.text AS datname,
    CASE
        WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
            THEN pg_catalog.pg_database_size(d.oid)
    END AS size_bytes
FROM pg_catalog.pg_database AS d;
