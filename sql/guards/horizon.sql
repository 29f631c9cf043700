/*---
guard: horizon
help: Who keeps VACUUM from removing dead rows of this database the longest.
parameters:
  action_pid: The backend that acts for us; empty for none.
numbers:
  holders: How many hold any snapshot or transaction.
  xid_age: Transactions begun since the oldest of them.
  held_seconds: Seconds that its holder has held it; none for slots and standbys, which do not say.
texts:
  who: Its holder.
---*/
-- The server ignores slots that are lost. Where pg_replication_slots has no column of the name (before 16 and 17), it means the NULL of "before".
WITH holders AS MATERIALIZED (
  SELECT GREATEST(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)) AS xids,
    CASE WHEN a.backend_type <> 'walsender' THEN pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.xact_start) END AS seconds,
    CASE WHEN a.backend_type = 'walsender' THEN pg_catalog.concat_ws(' ', 'standby', NULLIF(a.application_name, ''), pg_catalog.host(a.client_addr), '(hot_standby_feedback)')
      ELSE pg_catalog.concat_ws(' ', 'pid', a.pid, a.usename, NULLIF(a.application_name, ''), NULLIF(a.backend_type, 'client backend'), '(' || a.state || ')') END AS who
  FROM pg_catalog.pg_stat_activity AS a
  WHERE (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL) AND (a.datname = pg_catalog.current_database() OR a.datname IS NULL)
    AND a.pid NOT IN (pg_catalog.pg_backend_pid(), COALESCE(NULLIF($1::pg_catalog.text, '')::integer, 0))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum AS v WHERE v.pid = a.pid)
  UNION ALL
  SELECT pg_catalog.age(p.transaction), pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - p.prepared),
    pg_catalog.concat_ws(' ', 'prepared transaction', pg_catalog.quote_literal(p.gid), 'of', p.owner)
  FROM pg_catalog.pg_prepared_xacts AS p
  WHERE p.database = pg_catalog.current_database()
  UNION ALL
  SELECT l.age, NULL, l.who
  FROM (SELECT NULL::boolean AS conflicting, NULL::pg_catalog.text AS invalidation_reason) AS before
  CROSS JOIN LATERAL (
    SELECT pg_catalog.age(s.xmin) AS age, pg_catalog.concat_ws(' ', 'replication slot', s.slot_name, CASE WHEN NOT s.active THEN '(inactive)' END) AS who
    FROM pg_catalog.pg_replication_slots AS s
    WHERE s.xmin IS NOT NULL AND s.wal_status IS DISTINCT FROM 'lost' AND conflicting IS NOT TRUE AND invalidation_reason IS NULL
  ) AS l
),
oldest AS (
  SELECT h.* FROM holders AS h ORDER BY h.xids DESC, h.seconds DESC NULLS LAST LIMIT 1
)
SELECT (SELECT count(*) FROM holders) AS holders, COALESCE(o.xids, 0) AS xid_age, o.seconds AS held_seconds, COALESCE(o.who, '') AS who
FROM (SELECT 1) AS one
LEFT JOIN oldest AS o ON true;
