/*---
collector: stat_bgwriter
help: Work of the background writer, and up to PostgreSQL 16 of the checkpointer, from pg_stat_bgwriter.
scope: cluster
metrics:
  pg_stat_bgwriter_checkpoints_timed_total: {column: checkpoints_timed, type: counter, until: 16, help: "Checkpoints that checkpoint_timeout started."}
  pg_stat_bgwriter_checkpoints_req_total: {column: checkpoints_req, type: counter, until: 16, help: "Checkpoints that were requested, by max_wal_size or by a command."}
  pg_stat_bgwriter_checkpoint_write_time_total: {column: checkpoint_write_time, type: counter, until: 16, help: "Milliseconds that checkpoints spent writing files."}
  pg_stat_bgwriter_checkpoint_sync_time_total: {column: checkpoint_sync_time, type: counter, until: 16, help: "Milliseconds that checkpoints spent synchronizing files."}
  pg_stat_bgwriter_buffers_checkpoint_total: {column: buffers_checkpoint, type: counter, until: 16, help: "Buffers written by checkpoints."}
  pg_stat_bgwriter_buffers_clean_total: {column: buffers_clean, type: counter, help: "Buffers written by the background writer."}
  pg_stat_bgwriter_maxwritten_clean_total: {column: maxwritten_clean, type: counter, help: "Rounds that the background writer cut short because it had written bgwriter_lru_maxpages buffers."}
  pg_stat_bgwriter_buffers_backend_total: {column: buffers_backend, type: counter, until: 16, help: "Buffers that sessions had to write themselves."}
  pg_stat_bgwriter_buffers_backend_fsync_total: {column: buffers_backend_fsync, type: counter, until: 16, help: "Times that a session had to call fsync itself."}
  pg_stat_bgwriter_buffers_alloc_total: {column: buffers_alloc, type: counter, help: "Buffers allocated."}
  pg_stat_bgwriter_stats_reset_total: {column: stats_reset, type: counter, help: "When these counters were last reset, in Unix seconds; not a count, the name is postgres_exporter's."}
---*/
SELECT
    b.checkpoints_timed,
    b.checkpoints_req,
    b.checkpoint_write_time,
    b.checkpoint_sync_time,
    b.buffers_checkpoint,
    b.buffers_clean,
    b.maxwritten_clean,
    b.buffers_backend,
    b.buffers_backend_fsync,
    b.buffers_alloc,
    EXTRACT(epoch FROM b.stats_reset)::double precision AS stats_reset
FROM pg_catalog.pg_stat_bgwriter AS b;
