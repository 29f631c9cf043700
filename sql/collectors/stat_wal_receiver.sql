/*---
collector: stat_wal_receiver
help: The standby's connection to its primary, from pg_stat_wal_receiver; nothing where no WAL receiver runs.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [upstream_host, slot_name, status]
metrics:
  pg_stat_wal_receiver_receive_start_lsn: {column: receive_start_lsn, type: gauge, help: "Position where receiving started, in bytes."}
  pg_stat_wal_receiver_receive_start_tli: {column: receive_start_tli, type: gauge, help: "Timeline where receiving started."}
  pg_stat_wal_receiver_written_lsn: {column: written_lsn, type: gauge, help: "Position up to which WAL was received and written, in bytes."}
  pg_stat_wal_receiver_flushed_lsn: {column: flushed_lsn, type: gauge, help: "Position up to which WAL was received and flushed to disk, in bytes."}
  pg_stat_wal_receiver_received_tli: {column: received_tli, type: gauge, help: "Timeline of the last WAL received and flushed."}
  pg_stat_wal_receiver_last_msg_send_time: {column: last_msg_send_time, type: gauge, help: "When the primary sent its last message, in Unix seconds."}
  pg_stat_wal_receiver_last_msg_receipt_time: {column: last_msg_receipt_time, type: gauge, help: "When its last message was received, in Unix seconds."}
  pg_stat_wal_receiver_latest_end_lsn: {column: latest_end_lsn, type: gauge, help: "Last position that was reported to the primary, in bytes."}
  pg_stat_wal_receiver_latest_end_time: {column: latest_end_time, type: gauge, help: "When that position was reported, in Unix seconds."}
  pg_stat_wal_receiver_upstream_node: {column: upstream_node, type: gauge, help: "Number of the upstream node where the slot has repmgr's name for it."}
---*/
SELECT
    COALESCE(w.sender_host, '') AS upstream_host,
    COALESCE(w.slot_name, '') AS slot_name,
    COALESCE(w.status, '') AS status,
    pg_catalog.pg_wal_lsn_diff(w.receive_start_lsn, '0/0') AS receive_start_lsn,
    w.receive_start_tli,
    pg_catalog.pg_wal_lsn_diff(w.written_lsn, '0/0') AS written_lsn,
    pg_catalog.pg_wal_lsn_diff(w.flushed_lsn, '0/0') AS flushed_lsn,
    w.received_tli,
    EXTRACT(epoch FROM w.last_msg_send_time)::double precision AS last_msg_send_time,
    EXTRACT(epoch FROM w.last_msg_receipt_time)::double precision AS last_msg_receipt_time,
    pg_catalog.pg_wal_lsn_diff(w.latest_end_lsn, '0/0') AS latest_end_lsn,
    EXTRACT(epoch FROM w.latest_end_time)::double precision AS latest_end_time,
    pg_catalog.substring(w.slot_name, '^repmgr_slot_([0-9]+)$') AS upstream_node
FROM pg_catalog.pg_stat_wal_receiver AS w;
