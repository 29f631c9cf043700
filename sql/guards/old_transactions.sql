/*---
guard: old_transactions
help: Transactions that a concurrent rebuild, or drop, of an index of one table would have to wait for.
parameters:
  table_oid: OID of the table.
  max_age: Seconds from which on a transaction is old.
  action_pid: The backend that acts for us; empty for none.
numbers:
  old: How many are older than that.
  oldest: Seconds since the oldest began.
texts:
  who: The oldest.
---*/
-- It waits for snapshots of the same database, whatever they read, and for whoever holds a lock on the table; not for VACUUM.
WITH holders AS MATERIALIZED (
  SELECT pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.xact_start) AS age,
    pg_catalog.concat_ws(' ', 'pid', a.pid, a.usename, NULLIF(a.application_name, ''), NULLIF(a.backend_type, 'client backend'), '(' || a.state || ')') AS who
  FROM pg_catalog.pg_stat_activity AS a
  WHERE a.datname = pg_catalog.current_database() AND a.xact_start IS NOT NULL
    AND a.pid NOT IN (pg_catalog.pg_backend_pid(), COALESCE(NULLIF($3::pg_catalog.text, '')::integer, 0))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum AS v WHERE v.pid = a.pid)
    AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL
      OR EXISTS (SELECT FROM pg_catalog.pg_locks AS l WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.relation = $1::pg_catalog.text::pg_catalog.oid))
  UNION ALL
  SELECT pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - p.prepared), pg_catalog.concat_ws(' ', 'prepared transaction', pg_catalog.quote_literal(p.gid), 'of', p.owner)
  FROM pg_catalog.pg_prepared_xacts AS p
  WHERE p.database = pg_catalog.current_database()
)
SELECT count(*) FILTER (WHERE h.age > $2::pg_catalog.text::double precision) AS old, COALESCE(max(h.age), 0) AS oldest,
  COALESCE((SELECT x.who FROM holders AS x ORDER BY x.age DESC LIMIT 1), '') AS who
FROM holders AS h;
