/*---
collector: table_maintenance_time
help: Time that vacuuming and analyzing each table took in all, counted since PostgreSQL 18.
scope: database
lane: fast
interval: 5m
requires: {server: ">=18"}
labels: [datname, schemaname, relname]
limit: {series: 8000, order: total desc, rest: drop}
metrics:
  pg_stat_user_tables_vacuum_seconds_total: {column: vacuum_seconds, type: counter, unit: seconds, help: "Seconds spent in manual VACUUMs of the table, waits for the cost limit included."}
  pg_stat_user_tables_autovacuum_seconds_total: {column: autovacuum_seconds, type: counter, unit: seconds, help: "Seconds spent in VACUUMs of the table by autovacuum, waits for the cost limit included."}
  pg_stat_user_tables_analyze_seconds_total: {column: analyze_seconds, type: counter, unit: seconds, help: "Seconds spent in manual ANALYZEs of the table, waits for the cost limit included."}
  pg_stat_user_tables_autoanalyze_seconds_total: {column: autoanalyze_seconds, type: counter, unit: seconds, help: "Seconds spent in ANALYZEs of the table by autovacuum, waits for the cost limit included."}
---*/
WITH tables AS MATERIALIZED (
  SELECT n.nspname, t.relname,
    pg_catalog.pg_stat_get_total_vacuum_time(t.oid) / 1000 AS vacuum_seconds,
    pg_catalog.pg_stat_get_total_autovacuum_time(t.oid) / 1000 AS autovacuum_seconds,
    pg_catalog.pg_stat_get_total_analyze_time(t.oid) / 1000 AS analyze_seconds,
    pg_catalog.pg_stat_get_total_autoanalyze_time(t.oid) / 1000 AS autoanalyze_seconds
  FROM pg_catalog.pg_class AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE t.relkind IN ('r', 'm', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
)
SELECT (SELECT pg_catalog.current_database()) AS datname, t.nspname AS schemaname, t.relname,
  t.vacuum_seconds, t.autovacuum_seconds, t.analyze_seconds, t.autoanalyze_seconds,
  t.vacuum_seconds + t.autovacuum_seconds + t.analyze_seconds + t.autoanalyze_seconds AS total
FROM tables AS t
WHERE t.vacuum_seconds + t.autovacuum_seconds + t.analyze_seconds + t.autoanalyze_seconds > 0;
