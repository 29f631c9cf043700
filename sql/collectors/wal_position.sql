/*---
collector: wal_position
help: How far WAL was written here, on a standby how far it was replayed.
scope: cluster
metrics:
  pg_xlog_location_bytes: {column: position, type: gauge, unit: bytes, help: "Position in the WAL, in bytes since the cluster was made; its rate is the WAL written, on a standby replayed, per second."}
---*/
SELECT
    pg_catalog.pg_wal_lsn_diff(
        CASE
            WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
            ELSE pg_catalog.pg_current_wal_lsn()
        END,
        '0/0'
    ) AS position;
