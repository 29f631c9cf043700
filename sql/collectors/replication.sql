/*---
collector: replication
help: Whether this server is a standby and how far its replay is behind.
scope: cluster
metrics:
  pg_replication_is_replica: {column: is_replica, type: gauge, help: "1 on a standby, 0 on a primary."}
  pg_replication_lag_seconds: {column: lag, type: gauge, unit: seconds, help: "Seconds since the last replayed commit, 0 on a primary and where all received WAL is replayed; a cut connection looks like 0, see pg_replication_last_replay_seconds."}
  pg_replication_last_replay_seconds: {column: last_replay, type: gauge, unit: seconds, help: "Seconds since the last replayed commit, which grow while the primary is idle; 0 on a primary."}
  pg_replication_last_replay_timestamp_seconds: {column: last_replay_timestamp, type: gauge, unit: seconds, help: "When the last replayed transaction was committed on the primary, in Unix seconds; standbys only."}
  pg_replication_unreplayed_bytes: {column: unreplayed, type: gauge, unit: bytes, help: "WAL received by streaming and not yet replayed; standbys only."}
  pg_replication_replay_paused: {column: replay_paused, type: gauge, help: "1 while replay is paused or asked to pause; standbys only."}
---*/
SELECT
    r.standby::int AS is_replica,
    CASE
        WHEN NOT r.standby OR r.received = r.replayed THEN 0
        ELSE GREATEST(EXTRACT(epoch FROM pg_catalog.now() - r.committed)::double precision, 0)
    END AS lag,
    CASE
        WHEN r.standby THEN GREATEST(EXTRACT(epoch FROM pg_catalog.now() - r.committed)::double precision, 0)
        ELSE 0
    END AS last_replay,
    CASE WHEN r.standby THEN EXTRACT(epoch FROM r.committed)::double precision END AS last_replay_timestamp,
    CASE
        WHEN r.standby AND r.received IS NOT NULL THEN GREATEST(pg_catalog.pg_wal_lsn_diff(r.received, r.replayed), 0)
    END AS unreplayed,
    CASE WHEN r.standby THEN pg_catalog.pg_is_wal_replay_paused()::int END AS replay_paused
FROM (
    SELECT
        pg_catalog.pg_is_in_recovery() AS standby,
        pg_catalog.pg_last_wal_receive_lsn() AS received,
        pg_catalog.pg_last_wal_replay_lsn() AS replayed,
        pg_catalog.pg_last_xact_replay_timestamp() AS committed
) AS r;
