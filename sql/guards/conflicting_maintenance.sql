/*---
guard: conflicting_maintenance
help: Sessions and prepared transactions that maintain or change one table, or wait to do so.
parameters:
  table_oid: OID of the table.
  action_pid: The backend that acts for us; empty for none.
numbers:
  sessions: How many sessions and prepared transactions.
  to_prevent_wraparound: 1 when one of them is an autovacuum that nothing may interrupt.
texts:
  who: The first of them.
---*/
-- A table and its TOAST table are worked on as one. A prepared transaction has no pid: its locks are known by their virtualtransaction, which also holds
-- the lock of the transaction ID.
WITH relations AS MATERIALIZED (
  SELECT c.oid
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_class AS t ON t.oid = $1::pg_catalog.text::pg_catalog.oid
  WHERE c.oid = t.oid OR c.oid = t.reltoastrelid OR c.reltoastrelid = t.oid
),
locks AS MATERIALIZED (
  SELECT l.* FROM pg_catalog.pg_locks AS l
),
workers AS MATERIALIZED (
  SELECT p.pid, p.pid::pg_catalog.text AS holder, 'VACUUM' AS what FROM pg_catalog.pg_stat_progress_vacuum AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT p.pid, p.pid::pg_catalog.text, 'ANALYZE' FROM pg_catalog.pg_stat_progress_analyze AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT p.pid, p.pid::pg_catalog.text, p.command FROM pg_catalog.pg_stat_progress_create_index AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT p.pid, p.pid::pg_catalog.text, p.command FROM pg_catalog.pg_stat_progress_cluster AS p WHERE p.relid IN (SELECT r.oid FROM relations AS r) AND p.datname = pg_catalog.current_database()
  UNION ALL
  SELECT l.pid, COALESCE(l.pid::pg_catalog.text, l.virtualtransaction), CASE WHEN l.granted THEN '' ELSE 'waiting for ' END || l.mode
  FROM locks AS l
  WHERE l.locktype = 'relation' AND l.relation IN (SELECT r.oid FROM relations AS r)
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
    AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
)
SELECT count(DISTINCT w.holder) AS sessions,
  COALESCE(max(CASE WHEN a.backend_type = 'autovacuum worker' AND a.query LIKE '%(to prevent wraparound)%' THEN 1 END), 0) AS to_prevent_wraparound,
  COALESCE(min(
    CASE WHEN w.pid IS NULL THEN pg_catalog.concat_ws(' ', w.what, 'by prepared transaction', pg_catalog.quote_literal(x.gid), 'of ' || x.owner)
      ELSE pg_catalog.concat_ws(' ', w.what, 'by pid', w.pid, a.usename, NULLIF(a.application_name, ''), NULLIF(a.backend_type, 'client backend')) END), '') AS who
FROM workers AS w
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = w.pid
LEFT JOIN locks AS t ON w.pid IS NULL AND t.pid IS NULL AND t.virtualtransaction = w.holder AND t.locktype = 'transactionid'
LEFT JOIN pg_catalog.pg_prepared_xacts AS x ON x.transaction = t.transactionid
WHERE w.pid IS NULL OR w.pid NOT IN (pg_catalog.pg_backend_pid(), COALESCE(NULLIF($2::pg_catalog.text, '')::integer, 0));
