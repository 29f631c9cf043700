/*---
collector: blocked_sessions
help: Sessions that wait for a lock and sessions that make them wait, from pg_stat_activity and pg_blocking_pids().
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [blocker]
metrics:
  pg_blocked_sessions: {column: blocked, labels: [], type: gauge, help: "Sessions that wait for a lock of another."}
  pg_blocking_sessions: {column: blocking, labels: [], type: gauge, help: "Sessions that the 32 longest waiting ones wait for; asking for all of them would burden the lock manager."}
  pg_longest_blocked_seconds: {column: longest, labels: [], type: gauge, unit: seconds, help: "Seconds that the longest wait for a lock has lasted, 0 without one; before PostgreSQL 14 counted from the start of the statement. Left out are waits for advisory locks, in which applications queue on purpose, and those of concurrent index builds for older transactions."}
checks:
  PostgresBlockedSessions:
    value: longest
    above: {warning: 1m, critical: 5m}
    for: 30s
    evidence: [blocked, blocking]
    summary: "A session has waited for a lock for {value}, {blocked} are waiting; most wait for {blocker}"
    advice: "See in pg_stat_activity what that session does, and let it finish or end it with pg_cancel_backend() or pg_terminate_backend()."
---*/
WITH waiting AS MATERIALIZED (
    SELECT
        a.pid,
        GREATEST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.query_start)::double precision, 0) AS waited,
        a.wait_event NOT IN ('advisory', 'virtualxid') AS hinders
    FROM pg_catalog.pg_stat_activity AS a
    WHERE a.wait_event_type = 'Lock'
)
SELECT
    w.blocked,
    w.longest,
    b.blocking,
    CASE WHEN b.blocker = 0 THEN 'a prepared transaction' ELSE 'pid ' || b.blocker END AS blocker
FROM (
    SELECT
        pg_catalog.count(*) AS blocked,
        COALESCE(pg_catalog.max(v.waited) FILTER (WHERE v.hinders), 0) AS longest
    FROM waiting AS v
) AS w
CROSS JOIN (
    SELECT
        pg_catalog.count(DISTINCT p.pid) AS blocking,
        pg_catalog.mode() WITHIN GROUP (ORDER BY p.pid) AS blocker
    FROM (SELECT * FROM waiting ORDER BY hinders DESC, waited DESC, pid LIMIT 32) AS v
    CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(v.pid)) AS p (pid)
) AS b;
