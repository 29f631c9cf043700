/*---
collector: autovacuum_workers
help: Autovacuum workers running and allowed, from pg_stat_activity and settings.
scope: cluster
requires: {privilege: pg_read_all_stats}
metrics:
  pg_autovacuum_workers{state="running"}: {column: running, type: gauge, help: "Autovacuum workers: running now, and the most that autovacuum_max_workers and, from PostgreSQL 18 on, autovacuum_worker_slots allow."}
  pg_autovacuum_workers{state="max"}: {column: allowed}
  pg_autovacuum_workers_shortest_seconds: {column: shortest, type: gauge, unit: seconds, help: "Seconds that the worker that began last has been at its table, 0 without one: all the others are busy for longer."}
  pg_autovacuum_enabled: {column: enabled, type: gauge, help: "1 when autovacuum can run, that is autovacuum and track_counts are on, else 0."}
checks:
  PostgresAutovacuumOff:
    value: enabled
    below: {critical: 1}
    for: 5m
    summary: "Autovacuum is switched off for the whole server"
    advice: "Set autovacuum and track_counts to on and reload the configuration: without it tables bloat, statistics age and the server stops before transaction IDs wrap around."
  PostgresAutovacuumSaturated:
    value: running
    divided_by: allowed
    at_least: {warning: 1}
    for: 30m
    when: {shortest: 5m}
    evidence: [running, allowed, shortest]
    summary: "All {allowed} autovacuum workers are busy, each for at least {shortest} at one table: no other table gets its turn"
    advice: "Let them work faster (autovacuum_vacuum_cost_limit up, autovacuum_vacuum_cost_delay down, more autovacuum_work_mem) before raising autovacuum_max_workers, which share one cost limit."
---*/
SELECT
    pg_catalog.count(*) AS running,
    LEAST(
        pg_catalog.current_setting('autovacuum_max_workers')::int,
        NULLIF(pg_catalog.current_setting('autovacuum_worker_slots', true), '')::int
    ) AS allowed,
    GREATEST(
        pg_catalog.min(COALESCE(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::double precision, 0)), 0
    ) AS shortest,
    (pg_catalog.current_setting('autovacuum')::boolean AND pg_catalog.current_setting('track_counts')::boolean)::int AS enabled
FROM pg_catalog.pg_stat_activity AS a
WHERE a.backend_type = 'autovacuum worker';
