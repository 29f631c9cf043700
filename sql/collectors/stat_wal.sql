/*---
collector: stat_wal
help: WAL generated, and up to PostgreSQL 17 written, by this server, from pg_stat_wal.
scope: cluster
requires: {server: ">=14"}
metrics:
  pg_stat_wal_records_total: {column: wal_records, type: counter, help: "WAL records generated."}
  pg_stat_wal_fpi_total: {column: wal_fpi, type: counter, help: "Full page images generated."}
  pg_stat_wal_bytes_total: {column: wal_bytes, type: counter, unit: bytes, help: "WAL generated."}
  pg_stat_wal_buffers_full_total: {column: wal_buffers_full, type: counter, help: "Times that WAL had to be written because its buffers were full."}
  pg_stat_wal_writes_total: {column: wal_write, type: counter, until: 17, help: "Writes of WAL buffers to disk; from PostgreSQL 18 see pg_stat_io_writes_total with object wal."}
  pg_stat_wal_syncs_total: {column: wal_sync, type: counter, until: 17, help: "Synchronizations of WAL files; from PostgreSQL 18 see pg_stat_io_fsyncs_total with object wal."}
  pg_stat_wal_write_seconds_total: {column: write_seconds, type: counter, unit: seconds, until: 17, help: "Seconds spent writing WAL; counts only with track_wal_io_timing."}
  pg_stat_wal_sync_seconds_total: {column: sync_seconds, type: counter, unit: seconds, until: 17, help: "Seconds spent synchronizing WAL; counts only with track_wal_io_timing."}
---*/
SELECT
    w.wal_records,
    w.wal_fpi,
    w.wal_bytes,
    w.wal_buffers_full,
    w.wal_write,
    w.wal_sync,
    w.wal_write_time / 1000 AS write_seconds,
    w.wal_sync_time / 1000 AS sync_seconds
FROM pg_catalog.pg_stat_wal AS w;
