/*---
collector: stat_archiver
help: Progress of WAL archiving, from pg_stat_archiver.
scope: cluster
metrics:
  pg_stat_archiver_archived_count: {column: archived_count, type: counter, help: "WAL files archived."}
  pg_stat_archiver_failed_count: {column: failed_count, type: counter, help: "Failed attempts to archive a WAL file."}
  pg_stat_archiver_last_archive_age: {column: last_archive_age, type: gauge, help: "Seconds since a WAL file was last archived; absent when never."}
  pg_stat_archiver_last_archived_timestamp_seconds: {column: last_archived, type: gauge, unit: seconds, help: "When a WAL file was last archived, in Unix seconds; absent when never."}
  pg_stat_archiver_last_failed_timestamp_seconds: {column: last_failed, type: gauge, unit: seconds, help: "When archiving last failed, in Unix seconds; absent when never."}
  pg_stat_archiver_failing: {column: failing, type: gauge, help: "1 while the last attempt failed and nothing was archived since; absent where nothing is archived: with archive_mode off, on standbys unless it is always."}
  pg_archiver_lag_bytes: {column: lag_bytes, type: gauge, unit: bytes, help: "WAL written after the last archived file; absent on standbys, with archive_mode off and before the first file."}
checks:
  PostgresArchiverFailing:
    value: failing
    at_least: {critical: 1}
    for: 5m
    evidence: [lag_bytes, last_archive_age, failed_count]
    summary: "WAL cannot be archived: the last attempt failed, {lag_bytes} wait"
    advice: "Read the server's log for what archive_command or archive_library says, and mend it before pg_wal fills the disk: backups end where the archive ends."
---*/
SELECT
    a.archived_count,
    a.failed_count,
    CASE
        WHEN a.last_archived_time IS NOT NULL
            THEN GREATEST(EXTRACT(epoch FROM pg_catalog.now() - a.last_archived_time)::double precision, 0)
    END AS last_archive_age,
    EXTRACT(epoch FROM a.last_archived_time)::double precision AS last_archived,
    EXTRACT(epoch FROM a.last_failed_time)::double precision AS last_failed,
    CASE
        WHEN pg_catalog.current_setting('archive_mode') = 'always'
            OR (pg_catalog.current_setting('archive_mode') = 'on' AND NOT pg_catalog.pg_is_in_recovery())
            THEN COALESCE(a.last_failed_time > COALESCE(a.last_archived_time, '-infinity'), false)::int
    END AS failing,
    CASE
        WHEN pg_catalog.pg_is_in_recovery() OR pg_catalog.current_setting('archive_mode') = 'off' THEN NULL
        WHEN a.last_archived_wal ~ '^[0-9A-F]{24}$'
            -- The name is timeline, then the high and the low part of the segment's number.
            THEN GREATEST(pg_catalog.pg_wal_lsn_diff(
                pg_catalog.pg_current_wal_lsn(),
                (pg_catalog.substr(a.last_archived_wal, 9, 8) || '/0')::pg_catalog.pg_lsn
            ) - (('x' || pg_catalog.substr(a.last_archived_wal, 17, 8))::bit(32)::bigint + 1)
            * pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size')), 0)
    END AS lag_bytes
FROM pg_catalog.pg_stat_archiver AS a;
