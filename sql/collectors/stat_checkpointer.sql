/*---
collector: stat_checkpointer
help: Work of the checkpointer under one set of names, from pg_stat_checkpointer and before PostgreSQL 17 from pg_stat_bgwriter.
scope: cluster
metrics:
  pg_stat_checkpointer_num_timed_total: {column: num_timed, type: counter, help: "Checkpoints that checkpoint_timeout started; before PostgreSQL 17 a standby counts its restartpoints here."}
  pg_stat_checkpointer_num_requested_total: {column: num_requested, type: counter, help: "Checkpoints requested by max_wal_size or a command; before PostgreSQL 17 a standby counts its restartpoints here."}
  pg_stat_checkpointer_num_done_total: {column: num_done, type: counter, since: 18, help: "Checkpoints that were completed."}
  pg_stat_checkpointer_restartpoints_timed_total: {column: restartpoints_timed, type: counter, since: 17, help: "Restartpoints that checkpoint_timeout or a failed attempt scheduled."}
  pg_stat_checkpointer_restartpoints_req_total: {column: restartpoints_req, type: counter, since: 17, help: "Restartpoints that were requested."}
  pg_stat_checkpointer_restartpoints_done_total: {column: restartpoints_done, type: counter, since: 17, help: "Restartpoints that were completed."}
  pg_stat_checkpointer_write_time_total: {column: write_time, type: counter, help: "Milliseconds that checkpoints and restartpoints spent writing files."}
  pg_stat_checkpointer_sync_time_total: {column: sync_time, type: counter, help: "Milliseconds that checkpoints and restartpoints spent synchronizing files."}
  pg_stat_checkpointer_buffers_written_total: {column: buffers_written, type: counter, help: "Shared buffers written by checkpoints and restartpoints."}
  pg_stat_checkpointer_slru_written_total: {column: slru_written, type: counter, since: 18, help: "SLRU buffers written by checkpoints and restartpoints."}
  pg_stat_checkpointer_stats_reset_total: {column: stats_reset, type: counter, help: "When these counters were last reset, in Unix seconds; not a count, the name is postgres_exporter's."}
checks:
  PostgresCheckpointsRequested:
    value: num_requested
    increase: 1h
    at_least: {warning: 30}
    summary: "{value} checkpoints within an hour did not wait for checkpoint_timeout"
    advice: "Raise max_wal_size until checkpoint_timeout starts nearly all of them: frequent ones write the same pages again and again, and whole pages to WAL."
---*/
SELECT
    b.checkpoints_timed AS num_timed,
    b.checkpoints_req AS num_requested,
    b.checkpoint_write_time AS write_time,
    b.checkpoint_sync_time AS sync_time,
    b.buffers_checkpoint AS buffers_written,
    EXTRACT(epoch FROM b.stats_reset)::double precision AS stats_reset
FROM pg_catalog.pg_stat_bgwriter AS b;
