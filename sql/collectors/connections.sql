/*---
collector: connections
help: "Connection slots of the server: used, reserved and left, from pg_stat_activity and settings."
scope: cluster
requires: {privilege: pg_read_all_stats}
metrics:
  pg_connections_used{kind="client"}: {column: clients, type: gauge, help: "Sessions by kind: clients, superusers, and replication, which has slots of its own (max_wal_senders)."}
  pg_connections_used{kind="superuser"}: {column: superusers}
  pg_connections_used{kind="replication"}: {column: replication}
  pg_connections_max: {column: max_connections, type: gauge, help: "Slots for sessions, max_connections."}
  pg_connections_reserved{kind="superuser"}: {column: superuser_reserved, type: gauge, help: "Slots kept for superusers (superuser_reserved_connections) and for members of pg_use_reserved_connections (reserved_connections, PostgreSQL 16 and later)."}
  pg_connections_reserved{kind="reserved"}: {column: role_reserved}
  pg_connections_available: {column: available, type: gauge, help: "Sessions that ordinary roles can still open."}
  pg_connections_utilization_ratio: {column: utilization, type: gauge, unit: ratio, help: "Share in use of the slots that ordinary roles can have; at 1 they are refused."}
checks:
  PostgresConnectionsNearLimit:
    value: utilization
    above: {warning: 0.8, critical: 0.95}
    for: 1m
    evidence: [clients, superusers, available, max_connections]
    summary: "{value} of the connections that ordinary roles may open are in use, {available} are left"
    advice: "See in pg_stat_activity which role and application holds them, end what leaked or idles, and put a pooler in front before raising max_connections."
---*/
SELECT
    u.clients,
    u.superusers,
    u.replication,
    l.max_connections,
    l.superuser_reserved,
    l.role_reserved,
    GREATEST(l.ordinary - u.clients - u.superusers, 0) AS available,
    LEAST((u.clients + u.superusers) / NULLIF(l.ordinary, 0)::double precision, 1) AS utilization
FROM (
    SELECT
        pg_catalog.count(*) FILTER (WHERE a.backend_type = 'client backend' AND r.rolsuper IS NOT TRUE) AS clients,
        pg_catalog.count(*) FILTER (WHERE a.backend_type = 'client backend' AND r.rolsuper) AS superusers,
        pg_catalog.count(*) FILTER (WHERE a.backend_type = 'walsender') AS replication
    FROM pg_catalog.pg_stat_activity AS a
    LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.usesysid
) AS u
CROSS JOIN (
    SELECT
        s.max_connections,
        s.superuser_reserved,
        s.role_reserved,
        s.max_connections - s.superuser_reserved - s.role_reserved AS ordinary
    FROM (
        SELECT
            pg_catalog.current_setting('max_connections')::int AS max_connections,
            pg_catalog.current_setting('superuser_reserved_connections')::int AS superuser_reserved,
            COALESCE(pg_catalog.current_setting('reserved_connections', true)::int, 0) AS role_reserved
    ) AS s
) AS l;
