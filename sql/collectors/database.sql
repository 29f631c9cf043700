/*---
collector: database
help: Connection limits of databases, from pg_database.
scope: cluster
interval: 1m
labels: [datname]
metrics:
  pg_database_connection_limit: {column: connection_limit, type: gauge, help: "Sessions that the database allows; -1 is no limit, -2 a database that is being dropped."}
---*/
SELECT
    d.datname::pg_catalog.text AS datname,
    d.datconnlimit AS connection_limit
FROM pg_catalog.pg_database AS d;
