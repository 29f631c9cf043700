/*---
collector: table_age
help: "The tables with the oldest transaction and multixact IDs, which decide how near the database is to wraparound. System catalogs and temporary tables are among them only beyond the age at which autovacuum must freeze a table (autovacuum_freeze_max_age, autovacuum_multixact_freeze_max_age)."
scope: database
lane: fast
interval: 5m
labels: [datname, schemaname, relname]
parameters: {table_age_top: "How many tables are shown by each of the two ages; 50 unless set."}
metrics:
  pg_table_xid_age: {column: xid_age, type: gauge, help: Transactions since the oldest unfrozen transaction ID in the table or its TOAST table.}
  pg_table_mxid_age: {column: mxid_age, type: gauge, help: Multixacts since the oldest multixact ID in the table or its TOAST table.}
  pg_table_wraparound_ratio: {column: wraparound_ratio, type: gauge, unit: ratio, help: "The older of both, as a part of the 2^31 at which IDs wrap around; the server stops writing shortly before 1."}
checks:
  PostgresTableWraparound:
    value: wraparound_ratio
    above: {warning: 0.7}
    for: 10m
    evidence: [xid_age, mxid_age]
    remedy: freeze
    summary: "{datname}.{schemaname}.{relname} is {value} of the way to wraparound ({xid_age} transactions, {mxid_age} multixacts)"
    advice: "See what keeps old transactions alive (pg_xmin_horizon_holder_info) and end that first, then VACUUM (FREEZE) the table; see why autovacuum has not. A temporary table (pg_temp_*) only its own session can vacuum: end that session."
---*/
-- Where relfrozenxid or relminmxid is 0 the table's access method has no such IDs, and nothing ages. No autovacuum can freeze the
-- temporary table of a session, and one system catalog that is damaged or always locked holds the database back like any table: the remedy refuses both.
WITH tables AS MATERIALIZED (
  SELECT t.oid, n.nspname, t.relname, n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AS is_users,
    GREATEST(CASE WHEN t.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(t.relfrozenxid) END,
      CASE WHEN x.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(x.relfrozenxid) END) AS xid_age,
    GREATEST(CASE WHEN t.relminmxid <> '0'::pg_catalog.xid THEN pg_catalog.mxid_age(t.relminmxid) END,
      CASE WHEN x.relminmxid <> '0'::pg_catalog.xid THEN pg_catalog.mxid_age(x.relminmxid) END) AS mxid_age
  FROM pg_catalog.pg_class AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  LEFT JOIN pg_catalog.pg_class AS x ON x.oid = t.reltoastrelid
  WHERE t.relkind IN ('r', 'm')
),
ranked AS (
  SELECT t.*, pg_catalog.row_number() OVER (ORDER BY t.xid_age DESC NULLS LAST, t.oid) AS xid_place,
    pg_catalog.row_number() OVER (ORDER BY t.mxid_age DESC NULLS LAST, t.oid) AS mxid_place
  FROM tables AS t
  WHERE CASE WHEN t.is_users THEN t.xid_age IS NOT NULL OR t.mxid_age IS NOT NULL
    ELSE t.xid_age > pg_catalog.current_setting('autovacuum_freeze_max_age')::bigint
      OR t.mxid_age > pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::bigint END
)
SELECT pg_catalog.current_database() AS datname, r.nspname AS schemaname, r.relname, r.xid_age, r.mxid_age,
  GREATEST(r.xid_age, r.mxid_age) / 2147483648::double precision AS wraparound_ratio
FROM ranked AS r
WHERE LEAST(r.xid_place, r.mxid_place) <= COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.table_age_top', true), ''), '50')::double precision::bigint;
