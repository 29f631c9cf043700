/*---
collector: autovacuum_workers
help: Autovacuum workers running and allowed, from pg_stat_activity and settings.
scope: cluster
requires: {privilege: pg_read_all_stats}
metrics:
  pg_autovacuum_workers{state="running"}: {column: running, type: gauge, help: "Autovacuum workers: running now, and the most that autovacuum_max_workers allows."}
  pg_autovacuum_workers{state="max"}: {column: allowed}
---*/
SELECT
    (
        SELECT pg_catalog.count(*)
        FROM pg_catalog.pg_stat_activity AS a
        WHERE a.backend_type = 'autovacuum worker'
    ) AS running,
    pg_catalog.current_setting('autovacuum_max_workers')::int AS allowed;
