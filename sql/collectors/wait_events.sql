/*---
collector: wait_events
help: What server processes wait for now, background processes included, from pg_stat_activity.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [backend_type, wait_event_type, wait_event]
metrics:
  pg_stat_activity_wait_events: {column: processes, type: gauge, help: "Server processes that wait for this event now."}
---*/
SELECT
    COALESCE(a.backend_type, '') AS backend_type,
    a.wait_event_type,
    COALESCE(a.wait_event, '') AS wait_event,
    pg_catalog.count(*) AS processes
FROM pg_catalog.pg_stat_activity AS a
WHERE a.wait_event_type IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
GROUP BY 1, 2, 3;
