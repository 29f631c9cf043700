-- waitstart is empty for a moment after a wait begins; pg_locks is read only where somebody waits.
WITH waiting AS MATERIALIZED (
    SELECT
        a.pid,
        GREATEST(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - COALESCE(l.since, pg_catalog.clock_timestamp()))::double precision, 0) AS waited
    FROM pg_catalog.pg_stat_activity AS a
    LEFT JOIN LATERAL (
        SELECT pg_catalog.min(k.waitstart) AS since
        FROM pg_catalog.pg_locks AS k
        WHERE k.pid = a.pid AND NOT k.granted
    ) AS l ON true
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
