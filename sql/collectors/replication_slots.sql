/*---
collector: replication_slots
help: Replication slots and the WAL that they keep, from pg_replication_slots.
scope: cluster
labels: [slot_name, database, slot_type, wal_status, reason]
metrics:
  pg_replication_slot_retained_bytes: {column: retained, labels: [slot_name, slot_type], type: gauge, unit: bytes, help: "WAL from the slot's oldest needed position to the present; absent for a slot that was never used."}
  pg_replication_slot_inactive: {column: inactive, labels: [slot_name, slot_type], type: gauge, help: "1 for a usable slot of a primary that nobody streams from, 0 while somebody does; absent on standbys, whose slots wait for a failover."}
  pg_replication_slots_active: {column: active, labels: [slot_name, database], type: gauge, help: "1 while somebody streams from the slot."}
  pg_replication_slots_pg_wal_lsn_diff: {column: retained, labels: [slot_name, database], type: gauge, help: "WAL in bytes from the slot's oldest needed position to the present; absent for a slot that was never used."}
  pg_replication_slots_slot_is_active: {column: active, labels: [slot_name, slot_type], type: gauge, help: "1 while somebody streams from the slot."}
  pg_replication_slots_slot_current_wal_lsn: {column: current_lsn, labels: [slot_name, slot_type], type: gauge, help: "This server's position in the WAL, in bytes."}
  pg_replication_slots_slot_confirmed_flush_lsn: {column: confirmed_flush_lsn, labels: [slot_name, slot_type], type: gauge, help: "Position up to which the reader has confirmed, in bytes; logical slots only."}
  pg_replication_slots_safe_wal_size_bytes: {column: safe_wal_size, labels: [slot_name, slot_type], type: gauge, unit: bytes, help: "WAL that may still be written before the slot can be lost; absent without max_slot_wal_keep_size."}
  pg_replication_slots_wal_status: {column: has_status, labels: [slot_name, slot_type, wal_status], type: gauge, help: "1; the label tells whether the slot's WAL is still there."}
  pg_replication_slot_inactive_seconds: {column: inactive_seconds, labels: [slot_name, slot_type], since: 17, type: gauge, unit: seconds, help: "Seconds since somebody last streamed from the slot; absent while it is active."}
  pg_replication_slot_invalidated: {column: invalidated, labels: [slot_name, slot_type, reason], type: gauge, help: "1 for a slot that can no longer be used; before PostgreSQL 17 only lost WAL and, in 16, conflicts are known."}
checks:
  PostgresSlotRetention:
    value: retained
    above: {warning: 10GB, critical: 50GB}
    for: 5m
    evidence: [active, safe_wal_size]
    summary: "Replication slot {slot_name} keeps {value} of WAL"
    advice: "Revive or speed up its reader, or drop the slot with pg_drop_replication_slot() when it is not needed; max_slot_wal_keep_size bounds what a slot may keep."
  PostgresSlotInactive:
    value: inactive
    at_least: {warning: 1}
    for: 15m
    when: {retained: 16MB}
    evidence: [retained]
    summary: "Nobody streams from replication slot {slot_name}, which keeps {retained} of WAL"
    advice: "Start its reader again, or drop the slot with pg_drop_replication_slot() when it is not needed: it keeps WAL and holds VACUUM back."
  PostgresSlotLost:
    value: invalidated
    at_least: {critical: 1}
    summary: "Replication slot {slot_name} is lost ({reason}): its reader cannot go on"
    advice: "Build the standby or the subscription anew and drop the slot; then see to more max_slot_wal_keep_size or a faster reader."
---*/
SELECT
    s.slot_name::pg_catalog.text AS slot_name,
    COALESCE(s.database::pg_catalog.text, '') AS database,
    s.slot_type,
    s.wal_status,
    CASE WHEN s.wal_status = 'lost' THEN 'wal_removed' END AS reason,
    s.active::int AS active,
    CASE WHEN NOT p.standby AND NOT COALESCE(s.wal_status = 'lost', false) THEN (NOT s.active)::int END AS inactive,
    pg_catalog.pg_wal_lsn_diff(p.lsn, s.restart_lsn) AS retained,
    pg_catalog.pg_wal_lsn_diff(p.lsn, '0/0') AS current_lsn,
    pg_catalog.pg_wal_lsn_diff(s.confirmed_flush_lsn, '0/0') AS confirmed_flush_lsn,
    s.safe_wal_size,
    CASE WHEN s.wal_status IS NOT NULL THEN 1 END AS has_status,
    CASE WHEN CASE WHEN s.wal_status = 'lost' THEN 'wal_removed' END IS NOT NULL THEN 1 END AS invalidated
FROM pg_catalog.pg_replication_slots AS s
CROSS JOIN (
    SELECT
        CASE
            WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_receive_lsn()
            ELSE pg_catalog.pg_current_wal_lsn()
        END AS lsn,
        pg_catalog.pg_is_in_recovery() AS standby
) AS p;
