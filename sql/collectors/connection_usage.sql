/*---
collector: connection_usage
help: Sessions per role and per database, to be compared with their connection limits, from pg_stat_activity.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [rolname, datname]
metrics:
  pg_role_connections_used: {column: role_sessions, labels: [rolname], type: gauge, help: "Sessions of the role, replication included; roles without a session are there when they have a limit."}
  pg_database_connections_used: {column: database_sessions, labels: [datname], type: gauge, help: "Sessions in the database that count towards its connection limit."}
---*/
WITH sessions AS MATERIALIZED (
    SELECT
        a.usesysid,
        a.datid
    FROM pg_catalog.pg_stat_activity AS a
    WHERE a.backend_type IN ('client backend', 'walsender')
)
SELECT
    r.rolname::pg_catalog.text AS rolname,
    NULL::pg_catalog.text AS datname,
    pg_catalog.count(s.usesysid) AS role_sessions,
    NULL::bigint AS database_sessions
FROM pg_catalog.pg_roles AS r
LEFT JOIN sessions AS s ON s.usesysid = r.oid
WHERE s.usesysid IS NOT NULL OR r.rolconnlimit >= 0
GROUP BY r.rolname
UNION ALL
SELECT
    NULL,
    d.datname::pg_catalog.text,
    NULL,
    pg_catalog.count(s.datid)
FROM pg_catalog.pg_database AS d
LEFT JOIN sessions AS s ON s.datid = d.oid
GROUP BY d.datname;
