/*---
collector: stat_database
help: Activity counters of every database, from pg_stat_database; the row without a name is the shared catalogs.
scope: cluster
labels: [datid, datname]
metrics:
  pg_stat_database_numbackends: {column: numbackends, type: gauge, help: "Server processes connected to the database now."}
  pg_stat_database_xact_commit: {column: xact_commit, type: counter, help: "Transactions committed."}
  pg_stat_database_xact_rollback: {column: xact_rollback, type: counter, help: "Transactions rolled back."}
  pg_stat_database_blks_read: {column: blks_read, type: counter, help: "Blocks that were not in shared buffers and had to be read."}
  pg_stat_database_blks_hit: {column: blks_hit, type: counter, help: "Blocks found in shared buffers."}
  pg_stat_database_tup_returned: {column: tup_returned, type: counter, help: "Live rows read by sequential scans and index entries returned by index scans."}
  pg_stat_database_tup_fetched: {column: tup_fetched, type: counter, help: "Live rows fetched by index scans."}
  pg_stat_database_tup_inserted: {column: tup_inserted, type: counter, help: "Rows inserted."}
  pg_stat_database_tup_updated: {column: tup_updated, type: counter, help: "Rows updated."}
  pg_stat_database_tup_deleted: {column: tup_deleted, type: counter, help: "Rows deleted."}
  pg_stat_database_conflicts: {column: conflicts, type: counter, help: "Queries cancelled by conflicts with recovery; they happen on standbys only."}
  pg_stat_database_temp_files: {column: temp_files, type: counter, help: "Temporary files made by queries, for whatever reason."}
  pg_stat_database_temp_bytes: {column: temp_bytes, type: counter, unit: bytes, help: "Bytes written to temporary files by queries."}
  pg_stat_database_deadlocks: {column: deadlocks, type: counter, help: "Deadlocks detected."}
  pg_stat_database_checksum_failures: {column: checksum_failures, type: counter, help: "Pages whose checksum was wrong; absent where checksums are off."}
  pg_stat_database_checksum_last_failure: {column: checksum_last_failure, type: gauge, help: "When the last wrong checksum was seen, in Unix seconds; absent when never."}
  pg_stat_database_blk_read_time: {column: blk_read_time, type: counter, help: "Milliseconds spent reading data file blocks; counts only with track_io_timing."}
  pg_stat_database_blk_write_time: {column: blk_write_time, type: counter, help: "Milliseconds spent writing data file blocks; counts only with track_io_timing."}
  pg_stat_database_session_time: {column: session_time, type: counter, since: 14, help: "Milliseconds that sessions were open."}
  pg_stat_database_session_time_seconds_total: {column: session_seconds, type: counter, since: 14, unit: seconds, help: "Seconds that sessions were open."}
  pg_stat_database_active_time: {column: active_time, type: counter, since: 14, help: "Milliseconds that sessions spent executing statements."}
  pg_stat_database_active_time_seconds_total: {column: active_seconds, type: counter, since: 14, unit: seconds, help: "Seconds that sessions spent executing statements."}
  pg_stat_database_idle_in_transaction_time: {column: idle_in_transaction_time, type: counter, since: 14, help: "Milliseconds that sessions idled inside a transaction."}
  pg_stat_database_idle_in_transaction_time_seconds_total: {column: idle_in_transaction_seconds, type: counter, since: 14, unit: seconds, help: "Seconds that sessions idled inside a transaction."}
  pg_stat_database_sessions: {column: sessions, type: counter, since: 14, help: "Sessions established."}
  pg_stat_database_sessions_abandoned: {column: sessions_abandoned, type: counter, since: 14, help: "Sessions that ended because the connection to the client was lost."}
  pg_stat_database_sessions_fatal: {column: sessions_fatal, type: counter, since: 14, help: "Sessions that ended by a fatal error."}
  pg_stat_database_sessions_killed: {column: sessions_killed, type: counter, since: 14, help: "Sessions that an operator terminated."}
  pg_stat_database_parallel_workers_to_launch: {column: parallel_workers_to_launch, type: counter, since: 18, help: "Parallel workers that queries planned to launch."}
  pg_stat_database_parallel_workers_launched: {column: parallel_workers_launched, type: counter, since: 18, help: "Parallel workers that queries launched."}
  pg_stat_database_stats_reset: {column: stats_reset, type: gauge, help: "When these counters were last reset, in Unix seconds; absent when never."}
checks:
  PostgresDeadlocks:
    value: deadlocks
    increase: 10m
    at_least: {warning: 3}
    summary: "{value} deadlocks in database {datname} within 10 minutes"
    advice: "The server's log names the statements of each: make all transactions lock rows and tables in the same order, and keep them short."
  PostgresTempFiles:
    value: temp_bytes
    increase: 10m
    above: {warning: 50GB}
    summary: "Queries in database {datname} wrote {value} of temporary files within 10 minutes"
    advice: "Find the queries (log_temp_files, pg_stat_statements), and give them an index, fewer rows or more work_mem."
  PostgresChecksumFailures:
    value: checksum_failures
    at_least: {critical: 1}
    summary: "{value} pages of database {datname} had a wrong checksum"
    advice: "Stop writing to the damaged storage, find the relation in the server's log, restore it from a backup or a standby, and reset the counter with pg_stat_reset() when that is done."
---*/
SELECT
    d.datid::pg_catalog.text AS datid,
    COALESCE(d.datname::pg_catalog.text, '') AS datname,
    d.numbackends,
    d.xact_commit,
    d.xact_rollback,
    d.blks_read,
    d.blks_hit,
    d.tup_returned,
    d.tup_fetched,
    d.tup_inserted,
    d.tup_updated,
    d.tup_deleted,
    d.conflicts,
    d.temp_files,
    d.temp_bytes,
    d.deadlocks,
    d.checksum_failures,
    EXTRACT(epoch FROM d.checksum_last_failure)::double precision AS checksum_last_failure,
    d.blk_read_time,
    d.blk_write_time,
    EXTRACT(epoch FROM d.stats_reset)::double precision AS stats_reset
FROM pg_catalog.pg_stat_database AS d;
