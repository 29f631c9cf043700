/*---
collector: blocked_sessions
help: Sessions that wait for a lock and sessions that make them wait, from pg_stat_activity and pg_blocking_pids().
scope: cluster
requires: {privilege: pg_read_all_stats}
metrics:
  pg_blocked_sessions: {column: blocked, type: gauge, help: "Sessions that wait for a lock of another."}
  pg_blocking_sessions: {column: blocking, type: gauge, help: "Sessions that the 32 longest waiting ones wait for; asking for all of them would burden the lock manager."}
  pg_longest_blocked_seconds: {column: longest, type: gauge, unit: seconds, help: "Seconds that the longest wait for a lock has lasted, 0 without one; before PostgreSQL 14 counted from the start of the statement."}
---*/
WITH waiting AS MATERIALIZED (
    SELECT
        a.pid,
        GREATEST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.query_start)::double precision, 0) AS waited
    FROM pg_catalog.pg_stat_activity AS a
    WHERE a.wait_event_type = 'Lock'
)
SELECT
    pg_catalog.count(*) AS blocked,
    COALESCE(pg_catalog.max(w.waited), 0) AS longest,
    (
        SELECT pg_catalog.count(DISTINCT b.pid)
        FROM (SELECT * FROM waiting ORDER BY waited DESC, pid LIMIT 32) AS v
        CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(v.pid)) AS b (pid)
    ) AS blocking
FROM waiting AS w;
