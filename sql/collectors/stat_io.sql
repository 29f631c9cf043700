/*---
collector: stat_io
help: Reads and writes by kind of process, object and context, from pg_stat_io; what cannot happen is absent.
scope: cluster
requires: {server: ">=16"}
labels: [backend_type, object, context]
metrics:
  pg_stat_io_reads_total: {column: reads, type: counter, help: "Reads."}
  pg_stat_io_read_bytes_total: {column: read_bytes, type: counter, unit: bytes, help: "Bytes read."}
  pg_stat_io_read_seconds_total: {column: read_seconds, type: counter, unit: seconds, help: "Seconds spent reading; counts only with track_io_timing, for object wal track_wal_io_timing."}
  pg_stat_io_writes_total: {column: writes, type: counter, help: "Writes."}
  pg_stat_io_write_bytes_total: {column: write_bytes, type: counter, unit: bytes, help: "Bytes written."}
  pg_stat_io_write_seconds_total: {column: write_seconds, type: counter, unit: seconds, help: "Seconds spent writing; counts only with track_io_timing, for object wal track_wal_io_timing."}
  pg_stat_io_writebacks_total: {column: writebacks, type: counter, help: "Blocks that the kernel was asked to write to disk."}
  pg_stat_io_writeback_seconds_total: {column: writeback_seconds, type: counter, unit: seconds, help: "Seconds spent asking for it; counts only with track_io_timing."}
  pg_stat_io_extends_total: {column: extends, type: counter, help: "Extensions of relations."}
  pg_stat_io_extend_bytes_total: {column: extend_bytes, type: counter, unit: bytes, help: "Bytes by which relations were extended."}
  pg_stat_io_extend_seconds_total: {column: extend_seconds, type: counter, unit: seconds, help: "Seconds spent extending; counts only with track_io_timing."}
  pg_stat_io_hits_total: {column: hits, type: counter, help: "Blocks found in shared buffers."}
  pg_stat_io_evictions_total: {column: evictions, type: counter, help: "Blocks evicted from a buffer to make it free for another use."}
  pg_stat_io_reuses_total: {column: reuses, type: counter, help: "Buffers of a ring that were reused outside shared buffers."}
  pg_stat_io_fsyncs_total: {column: fsyncs, type: counter, help: "Calls of fsync."}
  pg_stat_io_fsync_seconds_total: {column: fsync_seconds, type: counter, unit: seconds, help: "Seconds spent in fsync; counts only with track_io_timing, for object wal track_wal_io_timing."}
---*/
SELECT
    i.backend_type,
    i.object,
    i.context,
    i.reads,
    i.reads * i.op_bytes AS read_bytes,
    i.read_time / 1000 AS read_seconds,
    i.writes,
    i.writes * i.op_bytes AS write_bytes,
    i.write_time / 1000 AS write_seconds,
    i.writebacks,
    i.writeback_time / 1000 AS writeback_seconds,
    i.extends,
    i.extends * i.op_bytes AS extend_bytes,
    i.extend_time / 1000 AS extend_seconds,
    i.hits,
    i.evictions,
    i.reuses,
    i.fsyncs,
    i.fsync_time / 1000 AS fsync_seconds
FROM pg_catalog.pg_stat_io AS i;
