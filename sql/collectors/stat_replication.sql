/*---
collector: stat_replication
help: Connected standbys and how far each is behind, from pg_stat_replication; connections that look alike share a series, the slowest counts.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [application_name, client_addr, state, slot_name]
metrics:
  pg_stat_replication_pg_current_wal_lsn_bytes: {column: current_lsn, type: gauge, unit: bytes, help: "This server's position in the WAL."}
  pg_stat_replication_replay_lag_bytes: {column: replay_lag_bytes, type: gauge, unit: bytes, help: "WAL that the standby has not replayed."}
  pg_stat_replication_pg_wal_lsn_diff: {column: replay_lag_bytes, type: gauge, help: "WAL in bytes that the standby has not replayed."}
  pg_stat_replication_reply_time: {column: reply_time, type: gauge, help: "When the standby sent its last reply, in Unix seconds."}
  pg_stat_replication_sent_lag_bytes: {column: sent_lag_bytes, type: gauge, unit: bytes, help: "WAL not yet sent to the standby."}
  pg_stat_replication_write_lag_bytes: {column: write_lag_bytes, type: gauge, unit: bytes, help: "WAL that the standby has not written."}
  pg_stat_replication_flush_lag_bytes: {column: flush_lag_bytes, type: gauge, unit: bytes, help: "WAL that the standby has not flushed to disk."}
  pg_stat_replication_write_lag_seconds: {column: write_lag_seconds, type: gauge, unit: seconds, help: "Time from local flush to the standby's write; absent when it has caught up and is idle."}
  pg_stat_replication_flush_lag_seconds: {column: flush_lag_seconds, type: gauge, unit: seconds, help: "Time from local flush to the standby's flush; absent when it has caught up and is idle."}
  pg_stat_replication_replay_lag_seconds: {column: replay_lag_seconds, type: gauge, unit: seconds, help: "Time from local flush to the standby's replay; absent when it has caught up and is idle."}
  pg_stat_replication_synchronous: {column: synchronous, type: gauge, help: "1 where commits may wait for this standby now (sync or quorum), else 0."}
  pg_stat_replication_connections: {column: connections, type: gauge, help: "Connections behind this series."}
checks:
  PostgresReplicaLagBytes:
    value: replay_lag_bytes
    above: {warning: 1GB, critical: 10GB}
    for: 10m
    evidence: [sent_lag_bytes, flush_lag_bytes, replay_lag_seconds]
    summary: "Standby {application_name} ({client_addr}, {state}) is {value} of WAL behind"
    advice: "See where it hangs: not sent is the network or this server, not flushed the standby's disk, not replayed its queries, a pause or a single busy startup process."
---*/
SELECT
    COALESCE(r.application_name, '') AS application_name,
    COALESCE(pg_catalog.host(r.client_addr), '') AS client_addr,
    COALESCE(r.state, '') AS state,
    COALESCE(s.slot_name::pg_catalog.text, '') AS slot_name,
    pg_catalog.max(pg_catalog.pg_wal_lsn_diff(p.lsn, '0/0')) AS current_lsn,
    pg_catalog.min(EXTRACT(epoch FROM r.reply_time)::double precision) AS reply_time,
    pg_catalog.max(pg_catalog.pg_wal_lsn_diff(p.lsn, r.sent_lsn)) AS sent_lag_bytes,
    pg_catalog.max(pg_catalog.pg_wal_lsn_diff(p.lsn, r.write_lsn)) AS write_lag_bytes,
    pg_catalog.max(pg_catalog.pg_wal_lsn_diff(p.lsn, r.flush_lsn)) AS flush_lag_bytes,
    pg_catalog.max(pg_catalog.pg_wal_lsn_diff(p.lsn, r.replay_lsn)) AS replay_lag_bytes,
    pg_catalog.max(EXTRACT(epoch FROM r.write_lag)::double precision) AS write_lag_seconds,
    pg_catalog.max(EXTRACT(epoch FROM r.flush_lag)::double precision) AS flush_lag_seconds,
    pg_catalog.max(EXTRACT(epoch FROM r.replay_lag)::double precision) AS replay_lag_seconds,
    pg_catalog.max((r.sync_state IN ('sync', 'quorum'))::int) AS synchronous,
    pg_catalog.count(*) AS connections
FROM pg_catalog.pg_stat_replication AS r
LEFT JOIN pg_catalog.pg_replication_slots AS s ON s.active_pid = r.pid
CROSS JOIN (
    SELECT
        CASE
            WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_receive_lsn()
            ELSE pg_catalog.pg_current_wal_lsn()
        END AS lsn
) AS p
GROUP BY 1, 2, 3, 4;
