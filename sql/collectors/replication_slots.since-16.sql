SELECT
    s.slot_name::pg_catalog.text AS slot_name,
    COALESCE(s.database::pg_catalog.text, '') AS database,
    s.slot_type,
    s.wal_status,
    CASE WHEN s.conflicting THEN 'conflict' WHEN s.wal_status = 'lost' THEN 'wal_removed' END AS reason,
    s.active::int AS active,
    CASE WHEN NOT p.standby AND NOT COALESCE(s.conflicting OR s.wal_status = 'lost', false) THEN (NOT s.active)::int END AS inactive,
    pg_catalog.pg_wal_lsn_diff(p.lsn, s.restart_lsn) AS retained,
    pg_catalog.pg_wal_lsn_diff(p.lsn, '0/0') AS current_lsn,
    pg_catalog.pg_wal_lsn_diff(s.confirmed_flush_lsn, '0/0') AS confirmed_flush_lsn,
    s.safe_wal_size,
    CASE WHEN s.wal_status IS NOT NULL THEN 1 END AS has_status,
    CASE WHEN CASE WHEN s.conflicting THEN 'conflict' WHEN s.wal_status = 'lost' THEN 'wal_removed' END IS NOT NULL THEN 1 END AS invalidated
FROM pg_catalog.pg_replication_slots AS s
CROSS JOIN (
    SELECT
        CASE
            WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_receive_lsn()
            ELSE pg_catalog.pg_current_wal_lsn()
        END AS lsn,
        pg_catalog.pg_is_in_recovery() AS standby
) AS p;
