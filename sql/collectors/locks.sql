/*---
collector: locks
help: Locks held and waited for, from pg_locks, without those of this session.
scope: cluster
labels: [datname, mode]
metrics:
  pg_locks_count: {column: locks, type: gauge, help: "Locks on objects of the database, granted or waited for; every mode is there."}
  pg_lock_waits: {column: waits, labels: [mode], type: gauge, help: "Locks that a session waits for, on anything, transactions included."}
---*/
WITH modes AS (
    SELECT m.mode
    FROM (VALUES
        ('accesssharelock'),
        ('rowsharelock'),
        ('rowexclusivelock'),
        ('shareupdateexclusivelock'),
        ('sharelock'),
        ('sharerowexclusivelock'),
        ('exclusivelock'),
        ('accessexclusivelock'),
        ('sireadlock')
    ) AS m (mode)
),
present AS MATERIALIZED (
    SELECT
        l.database,
        pg_catalog.lower(l.mode) AS mode,
        pg_catalog.count(*) AS locks,
        pg_catalog.count(*) FILTER (WHERE NOT l.granted) AS waits
    FROM pg_catalog.pg_locks AS l
    WHERE l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
    GROUP BY 1, 2
)
SELECT
    d.datname::pg_catalog.text AS datname,
    m.mode,
    COALESCE(p.locks, 0) AS locks,
    NULL::numeric AS waits
FROM modes AS m
CROSS JOIN pg_catalog.pg_database AS d
LEFT JOIN present AS p ON p.mode = m.mode AND p.database = d.oid
UNION ALL
SELECT
    NULL,
    m.mode,
    NULL,
    COALESCE(pg_catalog.sum(p.waits), 0)
FROM modes AS m
LEFT JOIN present AS p ON p.mode = m.mode
GROUP BY m.mode;
