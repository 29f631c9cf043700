-- waitstart is empty for a moment after a wait begins; pg_locks is read only where somebody waits.
WITH waiting AS MATERIALIZED (
    SELECT
        a.pid,
        GREATEST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - COALESCE(l.since, pg_catalog.clock_timestamp()))::double precision, 0) AS waited,
        a.wait_event NOT IN ('advisory', 'virtualxid') AS hinders
    FROM pg_catalog.pg_stat_activity AS a
    LEFT JOIN LATERAL (
        SELECT pg_catalog.min(k.waitstart) AS since
        FROM pg_catalog.pg_locks AS k
        WHERE k.pid = a.pid AND NOT k.granted
    ) AS l ON true
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
