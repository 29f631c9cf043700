/*---
collector: transactions
help: Open and idle transactions of every database, from pg_stat_activity, without this session.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [datname, idle_session, oldest_session]
metrics:
  pg_idle_in_transaction_sessions: {column: idle_sessions, labels: [datname], type: gauge, help: "Sessions that idle inside a transaction, aborted ones included."}
  pg_idle_in_transaction_longest_seconds: {column: idle_longest, labels: [datname], type: gauge, unit: seconds, help: "Seconds that the longest of them has been idle, 0 where there is none; pg_dump's are left out, which wait for its workers."}
  pg_transactions_open: {column: open_transactions, labels: [datname], type: gauge, help: "Open transactions, without those of autovacuum and of parallel workers, which take part in their leader's."}
  pg_transactions_oldest_age_seconds: {column: oldest_age, labels: [datname], type: gauge, unit: seconds, help: "Seconds since the oldest of them began, 0 where there is none; pg_dump's, VACUUM's and concurrent index builds' are left out, which take long by nature."}
checks:
  PostgresIdleInTransaction:
    value: idle_longest
    above: {warning: 10m, critical: 1h}
    evidence: [idle_sessions]
    summary: "A session of database {datname} ({idle_session}) has been idle inside a transaction for {value}"
    advice: "Have its application commit or roll back, end it with pg_terminate_backend() if nobody will, and set idle_in_transaction_session_timeout."
  PostgresLongTransaction:
    value: oldest_age
    above: {warning: 4h, critical: 12h}
    evidence: [open_transactions]
    summary: "A transaction in database {datname} ({oldest_session}) has been open for {value}"
    advice: "See in pg_stat_activity what it does, and end it with pg_cancel_backend() or pg_terminate_backend() when it is not wanted: until it ends VACUUM cannot remove what it may still see."
---*/
-- The sessions that the ages belong to are named for people; no series has their names. The functions below the progress views are
-- several times cheaper than these; 2 and 4 are CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY.
WITH sessions AS MATERIALIZED (
    SELECT
        a.datid,
        pg_catalog.concat_ws(' ', 'pid ' || a.pid, a.usename, NULLIF(a.application_name, '')) AS session,
        a.xact_start,
        a.state LIKE 'idle in transaction%' AS idles,
        CASE WHEN a.state LIKE 'idle in transaction%' AND a.application_name <> 'pg_dump' THEN a.state_change END AS idle_since,
        CASE
            WHEN a.application_name <> 'pg_dump' AND a.pid NOT IN (
                SELECT v.pid FROM pg_catalog.pg_stat_get_progress_info('VACUUM') AS v
                UNION ALL
                SELECT i.pid FROM pg_catalog.pg_stat_get_progress_info('CREATE INDEX') AS i WHERE i.param1 IN (2, 4)
            ) THEN a.xact_start
        END AS began
    FROM pg_catalog.pg_stat_activity AS a
    WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type NOT IN ('autovacuum worker', 'parallel worker')
)
SELECT
    d.datname::pg_catalog.text AS datname,
    pg_catalog.count(*) FILTER (WHERE s.idles) AS idle_sessions,
    GREATEST(EXTRACT(epoch FROM pg_catalog.now() - pg_catalog.min(s.idle_since))::double precision, 0) AS idle_longest,
    (pg_catalog.array_agg(s.session ORDER BY s.idle_since) FILTER (WHERE s.idle_since IS NOT NULL))[1] AS idle_session,
    pg_catalog.count(s.xact_start) AS open_transactions,
    GREATEST(EXTRACT(epoch FROM pg_catalog.now() - pg_catalog.min(s.began))::double precision, 0) AS oldest_age,
    (pg_catalog.array_agg(s.session ORDER BY s.began) FILTER (WHERE s.began IS NOT NULL))[1] AS oldest_session
FROM pg_catalog.pg_database AS d
LEFT JOIN sessions AS s ON s.datid = d.oid
GROUP BY d.datname;
