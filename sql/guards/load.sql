/*---
guard: load
help: How many sessions work at this moment, ours left out.
numbers:
  active: Client sessions that run a statement.
  waiting: Those of them that wait for a lock.
---*/
SELECT count(*) AS active, count(*) FILTER (WHERE a.wait_event_type = 'Lock') AS waiting
FROM pg_catalog.pg_stat_activity AS a
WHERE a.backend_type = 'client backend' AND a.state = 'active' AND a.pid <> pg_catalog.pg_backend_pid() AND a.application_name NOT LIKE 'pgmedic%';
