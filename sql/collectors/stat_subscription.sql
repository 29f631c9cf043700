/*---
collector: stat_subscription
help: Logical replication into this server, from pg_stat_subscription; subscriptions without a running worker show 0 workers.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [subid, subname]
metrics:
  pg_stat_subscription_workers: {column: workers, type: gauge, help: "Workers that apply changes or copy tables now."}
  pg_stat_subscription_received_lsn_bytes: {column: received_lsn, type: gauge, unit: bytes, help: "Position up to which changes were received, in bytes of the publisher's WAL."}
  pg_stat_subscription_latest_end_lsn_bytes: {column: latest_end_lsn, type: gauge, unit: bytes, help: "Position that was last reported to the publisher, in bytes."}
  pg_stat_subscription_last_msg_receipt_timestamp_seconds: {column: last_receipt, type: gauge, unit: seconds, help: "When the publisher's last message was received, in Unix seconds."}
---*/
SELECT
    s.subid::pg_catalog.text AS subid,
    s.subname::pg_catalog.text AS subname,
    pg_catalog.count(s.pid) AS workers,
    pg_catalog.max(pg_catalog.pg_wal_lsn_diff(s.received_lsn, '0/0')) AS received_lsn,
    pg_catalog.max(pg_catalog.pg_wal_lsn_diff(s.latest_end_lsn, '0/0')) AS latest_end_lsn,
    pg_catalog.max(EXTRACT(epoch FROM s.last_msg_receipt_time)::double precision) AS last_receipt
FROM pg_catalog.pg_stat_subscription AS s
GROUP BY s.subid, s.subname;
