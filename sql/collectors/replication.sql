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
  pg_replication_excess_lag_seconds: {column: excess_lag, type: gauge, unit: seconds, help: "pg_replication_lag_seconds without what recovery_min_apply_delay asks for, while WAL is streamed; absent on a primary and where WAL only comes from an archive."}
  pg_replication_receiver_missing: {column: receiver_missing, type: gauge, help: "1 on a standby that has a primary_conninfo and no WAL receiver, 0 with one; absent on a primary, and without the privileges of pg_read_all_settings."}
  pg_replication_standbys: {column: standbys, type: gauge, help: "Standbys that stream from this server now, without logical replication, base backups and receivers of WAL."}
  pg_replication_replay_paused: {column: replay_paused, type: gauge, help: "1 while replay is paused or asked to pause; standbys only."}
checks:
  PostgresReplicaLagSeconds:
    value: excess_lag
    above: {warning: 5m, critical: 30m}
    for: 5m
    when: {unreplayed: 16MB}
    evidence: [unreplayed, replay_paused]
    summary: "This standby replays {value} behind its primary, {unreplayed} of WAL wait for it"
    advice: "See whether replay is paused, waits for a query (pg_stat_database_conflicts, max_standby_streaming_delay), or is bound by the disk or a single busy startup process."
  PostgresReplicationBroken:
    value: receiver_missing
    at_least: {critical: 1}
    for: 5m
    evidence: [last_replay]
    summary: "This standby has no connection to its primary; the last transaction that it replayed is {last_replay} old"
    advice: "Read the standby's log: the primary is down or refuses the connection, a password or pg_hba.conf changed, or the WAL that it needs is gone and it must be built anew."
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
    CASE WHEN r.standby THEN pg_catalog.pg_is_wal_replay_paused()::int END AS replay_paused,
    CASE
        WHEN NOT r.standby OR r.received IS NULL THEN NULL
        WHEN r.received = r.replayed THEN 0
        ELSE GREATEST(EXTRACT(epoch FROM
            pg_catalog.now() - r.committed - pg_catalog.current_setting('recovery_min_apply_delay')::interval)::double precision, 0)
    END AS excess_lag,
    CASE
        WHEN r.standby AND pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE') AND pg_catalog.current_setting('primary_conninfo') <> ''
            THEN ((SELECT w.pid FROM pg_catalog.pg_stat_get_wal_receiver() AS w) IS NULL)::int
    END AS receiver_missing,
    -- Base backups and receivers of WAL replay nothing.
    (
        SELECT pg_catalog.count(*)
        FROM pg_catalog.pg_stat_get_wal_senders() AS s
        WHERE s.replay_lsn IS NOT NULL
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_get_replication_slots() AS l WHERE l.active_pid = s.pid AND l.slot_type = 'logical')
    ) AS standbys
FROM (
    SELECT
        pg_catalog.pg_is_in_recovery() AS standby,
        pg_catalog.pg_last_wal_receive_lsn() AS received,
        pg_catalog.pg_last_wal_replay_lsn() AS replayed,
        pg_catalog.pg_last_xact_replay_timestamp() AS committed
) AS r;
