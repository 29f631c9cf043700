/*---
collector: transactions
help: Open and idle transactions of every database, from pg_stat_activity, without this session.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [datname]
metrics:
  pg_idle_in_transaction_sessions: {column: idle_sessions, type: gauge, help: "Sessions that idle inside a transaction, aborted ones included."}
  pg_idle_in_transaction_longest_seconds: {column: idle_longest, type: gauge, unit: seconds, help: "Seconds that the longest of them has been idle, 0 where there is none."}
  pg_transactions_open: {column: open_transactions, type: gauge, help: "Open transactions, without those of autovacuum."}
  pg_transactions_oldest_age_seconds: {column: oldest_age, type: gauge, unit: seconds, help: "Seconds since the oldest of them began, 0 where there is none."}
---*/
SELECT
    d.datname::pg_catalog.text AS datname,
    pg_catalog.count(a.pid) FILTER (WHERE a.state LIKE 'idle in transaction%') AS idle_sessions,
    GREATEST(EXTRACT(epoch FROM pg_catalog.now() - pg_catalog.min(a.state_change) FILTER (WHERE a.state LIKE 'idle in transaction%'))::double precision, 0) AS idle_longest,
    pg_catalog.count(a.xact_start) AS open_transactions,
    GREATEST(EXTRACT(epoch FROM pg_catalog.now() - pg_catalog.min(a.xact_start))::double precision, 0) AS oldest_age
FROM pg_catalog.pg_database AS d
LEFT JOIN pg_catalog.pg_stat_activity AS a
    ON a.datid = d.oid AND a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type <> 'autovacuum worker'
GROUP BY d.datname;
