/*---
collector: stat_activity
help: Sessions and their longest transactions, from pg_stat_activity, without this session.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [datname, state, usename, application_name, backend_type]
limit: {series: 4000, order: sessions desc, rest: drop}
metrics:
  pg_stat_activity_count: {column: sessions, type: gauge, help: "Sessions in this state; every database and state has a 0 under empty labels."}
  pg_stat_activity_max_tx_duration: {column: max_tx_duration, type: gauge, help: "Seconds that the oldest open transaction of these sessions has lasted, 0 where there is none."}
---*/
WITH every_state AS (
    SELECT
        d.datname::pg_catalog.text AS datname,
        s.state,
        ''::pg_catalog.text AS usename,
        ''::pg_catalog.text AS application_name,
        ''::pg_catalog.text AS backend_type,
        0 AS sessions,
        0::double precision AS tx_duration
    FROM pg_catalog.pg_database AS d
    CROSS JOIN (VALUES
        ('active'),
        ('idle'),
        ('idle in transaction'),
        ('idle in transaction (aborted)'),
        ('fastpath function call'),
        ('disabled')
    ) AS s (state)
),
present AS (
    SELECT
        a.datname::pg_catalog.text AS datname,
        a.state,
        COALESCE(a.usename::pg_catalog.text, '') AS usename,
        COALESCE(a.application_name, '') AS application_name,
        COALESCE(a.backend_type, '') AS backend_type,
        1 AS sessions,
        GREATEST(EXTRACT(epoch FROM pg_catalog.now() - a.xact_start)::double precision, 0) AS tx_duration
    FROM pg_catalog.pg_stat_activity AS a
    WHERE a.datname IS NOT NULL AND a.state IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
)
SELECT
    x.datname,
    x.state,
    x.usename,
    x.application_name,
    x.backend_type,
    pg_catalog.sum(x.sessions) AS sessions,
    COALESCE(pg_catalog.max(x.tx_duration), 0) AS max_tx_duration
FROM (
    SELECT * FROM every_state
    UNION ALL
    SELECT * FROM present
) AS x
GROUP BY x.datname, x.state, x.usename, x.application_name, x.backend_type;
