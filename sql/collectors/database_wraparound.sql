/*---
collector: database_wraparound
help: Age of the oldest unfrozen transaction and multixact ids of every database, from pg_database.
scope: cluster
interval: 1m
labels: [datname]
metrics:
  pg_database_xid_age: {column: xid_age, type: gauge, help: "Transactions since the oldest unfrozen transaction id of the database."}
  pg_database_mxid_age: {column: mxid_age, type: gauge, help: "Multixacts since the oldest multixact id of the database."}
  pg_database_xid_wraparound_ratio: {column: xid_ratio, type: gauge, unit: ratio, help: "Share of the way to transaction id wraparound; the server refuses writes shortly before 1."}
  pg_database_mxid_wraparound_ratio: {column: mxid_ratio, type: gauge, unit: ratio, help: "Share of the way to multixact id wraparound; the server refuses writes shortly before 1."}
  pg_database_wraparound_age_datfrozenxid_seconds: {column: xid_age, type: gauge, help: "The same as pg_database_xid_age: transactions, not seconds; the name is postgres_exporter's."}
  pg_database_wraparound_age_datminmxid_seconds: {column: mxid_age, type: gauge, help: "The same as pg_database_mxid_age: multixacts, not seconds; the name is postgres_exporter's."}
checks:
  PostgresXidWraparound:
    value: xid_ratio
    above: {warning: 0.5, critical: 0.75}
    evidence: [xid_age]
    summary: "Database {datname} is {value} of the way to transaction ID wraparound ({xid_age} transactions)"
    advice: "See what keeps old transactions alive (pg_xmin_horizon_holder_info), end that, then VACUUM (FREEZE) the tables with the highest pg_table_xid_age."
  PostgresMxidWraparound:
    value: mxid_ratio
    above: {warning: 0.5, critical: 0.75}
    evidence: [mxid_age]
    summary: "Database {datname} is {value} of the way to multixact ID wraparound ({mxid_age} multixacts)"
    advice: "See what keeps old transactions alive (pg_xmin_horizon_holder_info), end that, then VACUUM (FREEZE) the tables with the highest pg_table_mxid_age."
---*/
SELECT
    d.datname::pg_catalog.text AS datname,
    pg_catalog.age(d.datfrozenxid) AS xid_age,
    pg_catalog.mxid_age(d.datminmxid) AS mxid_age,
    pg_catalog.age(d.datfrozenxid) / 2147483648::double precision AS xid_ratio,
    pg_catalog.mxid_age(d.datminmxid) / 2147483648::double precision AS mxid_ratio
FROM pg_catalog.pg_database AS d;
