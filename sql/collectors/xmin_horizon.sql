/*---
collector: xmin_horizon
help: What keeps vacuum from removing dead rows, the worst of each kind, from pg_stat_activity, pg_prepared_xacts and pg_replication_slots.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [holder, identity]
metrics:
  pg_xmin_horizon_age_xids: {column: age, labels: [holder], type: gauge, help: "Transactions started since the oldest snapshot or transaction held by this kind of holder, 0 without one. VACUUMs are left out: they hold nothing back."}
  pg_xmin_horizon_holder_info: {column: one, type: gauge, help: "1; identity names the worst holder of its kind. Sessions are named when their transaction is older than a minute."}
checks:
  PostgresXminHorizonHeld:
    value: age
    above: {warning: 50000000, critical: 200000000}
    summary: "{holder} {identity} keeps VACUUM from removing rows that died in the last {value} transactions"
    advice: "End the session or prepared transaction, drop or revive the replication slot, or shorten the standby's queries; then VACUUM removes what has piled up."
---*/
-- The server ignores slots that are lost. Where pg_replication_slots has no column of the name (before 16 and 17), it means the NULL of "before".
WITH slots AS (
    SELECT l.*
    FROM (SELECT NULL::boolean AS conflicting, NULL::pg_catalog.text AS invalidation_reason) AS before
    CROSS JOIN LATERAL (
        SELECT s.slot_name, s.xmin, s.catalog_xmin
        FROM pg_catalog.pg_replication_slots AS s
        WHERE s.wal_status IS DISTINCT FROM 'lost' AND conflicting IS NOT TRUE AND invalidation_reason IS NULL
    ) AS l
),
holders AS (
    SELECT
        CASE WHEN a.backend_type = 'walsender' THEN 'standby_feedback' ELSE 'backend' END AS holder,
        CASE
            WHEN a.backend_type = 'walsender'
                THEN pg_catalog.concat_ws(' ', NULLIF(a.application_name, ''), pg_catalog.host(a.client_addr))
            WHEN a.xact_start < pg_catalog.now() - interval '1 minute'
                THEN pg_catalog.concat_ws(' ', 'pid ' || a.pid, a.datname, a.usename, NULLIF(a.application_name, ''), NULLIF(a.backend_type, 'client backend'))
        END AS identity,
        GREATEST(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)) AS age
    FROM pg_catalog.pg_stat_activity AS a
    WHERE (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL) AND a.pid <> pg_catalog.pg_backend_pid()
        AND a.pid NOT IN (SELECT v.pid FROM pg_catalog.pg_stat_get_progress_info('VACUUM') AS v)
    UNION ALL
    SELECT 'prepared_xact', pg_catalog.concat_ws(' ', p.gid, p.database), pg_catalog.age(p.transaction)
    FROM pg_catalog.pg_prepared_xacts AS p
    UNION ALL
    SELECT 'slot_xmin', s.slot_name::pg_catalog.text, pg_catalog.age(s.xmin)
    FROM slots AS s
    WHERE s.xmin IS NOT NULL
    UNION ALL
    SELECT 'slot_catalog_xmin', s.slot_name::pg_catalog.text, pg_catalog.age(s.catalog_xmin)
    FROM slots AS s
    WHERE s.catalog_xmin IS NOT NULL
)
SELECT DISTINCT ON (k.holder)
    k.holder,
    h.identity,
    COALESCE(h.age, 0) AS age,
    CASE WHEN h.identity IS NOT NULL THEN 1 END AS one
FROM (VALUES
    ('backend'), ('prepared_xact'), ('slot_xmin'), ('slot_catalog_xmin'), ('standby_feedback')
) AS k (holder)
LEFT JOIN holders AS h ON h.holder = k.holder
ORDER BY k.holder, h.age DESC NULLS LAST, h.identity;
