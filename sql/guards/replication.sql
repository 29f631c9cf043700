/*---
guard: replication
help: How far standbys are behind, and what WAL slots keep.
numbers:
  standbys: Standbys and other receivers that are connected.
  lag_bytes: WAL that the slowest has not replayed.
  lag_seconds: Time that the slowest is behind, as far as it says.
  retained_bytes: WAL that the slot which is furthest behind keeps.
  endangered: Slots that the server may give up.
  safe_bytes: WAL that may be written before it gives one up; none without such a limit.
texts:
  slowest: The slowest standby.
  furthest: The slot that is furthest behind.
---*/
-- A slot that was given up keeps nothing. On a standby there is no position to compare with.
WITH here AS MATERIALIZED (
  SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_wal_lsn() END AS lsn
),
standbys AS MATERIALIZED (
  SELECT pg_catalog.concat_ws(' ', NULLIF(r.application_name, ''), pg_catalog.host(r.client_addr)) AS name, pg_catalog.date_part('epoch', r.replay_lag) AS seconds,
    pg_catalog.pg_wal_lsn_diff(h.lsn, COALESCE(r.replay_lsn, r.flush_lsn, r.write_lsn, r.sent_lsn)) AS bytes
  FROM pg_catalog.pg_stat_replication AS r
  CROSS JOIN here AS h
  WHERE r.state <> 'backup'
),
slots AS MATERIALIZED (
  SELECT s.slot_name::pg_catalog.text || CASE WHEN s.active THEN '' ELSE ' (inactive)' END AS name, s.wal_status, s.safe_wal_size,
    pg_catalog.pg_wal_lsn_diff(h.lsn, s.restart_lsn) AS bytes
  FROM pg_catalog.pg_replication_slots AS s
  CROSS JOIN here AS h
  WHERE s.restart_lsn IS NOT NULL AND s.wal_status <> 'lost'
)
SELECT (SELECT count(*) FROM standbys) AS standbys, (SELECT COALESCE(max(s.bytes), 0) FROM standbys AS s) AS lag_bytes,
  (SELECT COALESCE(max(s.seconds), 0) FROM standbys AS s) AS lag_seconds,
  (SELECT COALESCE(max(s.bytes), 0) FROM slots AS s) AS retained_bytes,
  (SELECT count(*) FROM slots AS s WHERE s.wal_status = 'unreserved') AS endangered,
  (SELECT min(s.safe_wal_size) FROM slots AS s) AS safe_bytes,
  COALESCE((SELECT s.name FROM standbys AS s ORDER BY s.bytes DESC NULLS LAST LIMIT 1), '') AS slowest,
  COALESCE((SELECT s.name FROM slots AS s ORDER BY s.bytes DESC NULLS LAST LIMIT 1), '') AS furthest;
