/*---
guard: conflicting_maintenance
help: Sessions that maintain or change one table, or wait to do so.
parameters:
  table_oid: OID of the table.
  action_pid: The backend that acts for us; empty for none.
numbers:
  sessions: How many sessions.
  to_prevent_wraparound: 1 when one of them is an autovacuum that nothing may interrupt.
texts:
  who: The first of them.
---*/
-- A table and its TOAST table are worked on as one.
WITH relations AS MATERIALIZED (
  SELECT c.oid
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_class AS t ON t.oid = $1::pg_catalog.text::pg_catalog.oid
  WHERE c.oid = t.oid OR c.oid = t.reltoastrelid OR c.reltoastrelid = t.oid
),
workers AS MATERIALIZED (
  SELECT p.pid, 'VACUUM' AS what FROM pg_catalog.pg_stat_progress_vacuum AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT p.pid, 'ANALYZE' FROM pg_catalog.pg_stat_progress_analyze AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT p.pid, p.command FROM pg_catalog.pg_stat_progress_create_index AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT p.pid, p.command FROM pg_catalog.pg_stat_progress_cluster AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT l.pid, CASE WHEN l.granted THEN '' ELSE 'waiting for ' END || l.mode
  FROM pg_catalog.pg_locks AS l
  WHERE l.locktype = 'relation' AND l.relation IN (SELECT r.oid FROM relations AS r)
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
    AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
)
SELECT count(DISTINCT w.pid) AS sessions,
  COALESCE(max(CASE WHEN a.backend_type = 'autovacuum worker' AND a.query LIKE '%(to prevent wraparound)%' THEN 1 END), 0) AS to_prevent_wraparound,
  COALESCE(min(pg_catalog.concat_ws(' ', w.what, 'by pid', w.pid, a.usename, NULLIF(a.application_name, ''), NULLIF(a.backend_type, 'client backend'))), '') AS who
FROM workers AS w
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = w.pid
WHERE w.pid IS NULL OR w.pid NOT IN (pg_catalog.pg_backend_pid(), COALESCE(NULLIF($2::pg_catalog.text, '')::integer, 0));
