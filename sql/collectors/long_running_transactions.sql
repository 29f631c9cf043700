/*---
collector: long_running_transactions
help: Open transactions of the whole server, autovacuum left out, from pg_stat_activity.
scope: cluster
requires: {privilege: pg_read_all_stats}
metrics:
  pg_long_running_transactions: {column: transactions, type: gauge, help: "Open transactions, however old."}
  pg_long_running_transactions_oldest_timestamp_seconds: {column: oldest_age, type: gauge, unit: seconds, help: "Age of the oldest open transaction in seconds, 0 without one; not an instant, the name is postgres_exporter's."}
  pg_long_running_transactions_oldest_age_seconds: {column: oldest_age, type: gauge, unit: seconds, help: "Age of the oldest open transaction in seconds, 0 without one."}
---*/
SELECT
    pg_catalog.count(*) AS transactions,
    GREATEST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.min(a.xact_start))::double precision, 0) AS oldest_age
FROM pg_catalog.pg_stat_activity AS a
WHERE a.xact_start IS NOT NULL
    AND a.state IS DISTINCT FROM 'idle'
    AND a.backend_type IS DISTINCT FROM 'autovacuum worker'
    AND a.pid <> pg_catalog.pg_backend_pid();
