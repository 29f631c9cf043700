/*---
collector: stat_replication_slots
help: Work of logical decoding per slot, from pg_stat_replication_slots.
scope: cluster
requires: {server: ">=14"}
labels: [slot_name]
metrics:
  pg_stat_replication_slots_spill_txns_total: {column: spill_txns, type: counter, help: "Transactions spilled to disk because they outgrew logical_decoding_work_mem."}
  pg_stat_replication_slots_spill_count_total: {column: spill_count, type: counter, help: "Times that transactions were spilled to disk."}
  pg_stat_replication_slots_spill_bytes_total: {column: spill_bytes, type: counter, unit: bytes, help: "Decoded data spilled to disk."}
  pg_stat_replication_slots_stream_txns_total: {column: stream_txns, type: counter, help: "Transactions streamed to the reader before they ended."}
  pg_stat_replication_slots_stream_count_total: {column: stream_count, type: counter, help: "Times that transactions in progress were streamed."}
  pg_stat_replication_slots_stream_bytes_total: {column: stream_bytes, type: counter, unit: bytes, help: "Decoded data of transactions streamed in progress."}
  pg_stat_replication_slots_total_txns_total: {column: total_txns, type: counter, help: "Decoded transactions sent to the output plugin."}
  pg_stat_replication_slots_total_bytes_total: {column: total_bytes, type: counter, unit: bytes, help: "Decoded data sent to the output plugin."}
---*/
SELECT
    s.slot_name,
    s.spill_txns,
    s.spill_count,
    s.spill_bytes,
    s.stream_txns,
    s.stream_count,
    s.stream_bytes,
    s.total_txns,
    s.total_bytes
FROM pg_catalog.pg_stat_replication_slots AS s;
