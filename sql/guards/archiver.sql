/*---
guard: archiver
help: Whether WAL is archived, and whether that works.
numbers:
  archiving: 1 when archive_mode is on.
  failing: 1 when the newest attempt failed.
  failing_seconds: Seconds since that attempt.
texts:
  failed_file: The file that could not be archived.
---*/
SELECT (pg_catalog.current_setting('archive_mode') <> 'off')::integer AS archiving,
  COALESCE(a.last_failed_time > COALESCE(a.last_archived_time, '-infinity'), false)::integer AS failing,
  pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.last_failed_time) AS failing_seconds,
  COALESCE(a.last_failed_wal, '') AS failed_file
FROM pg_catalog.pg_stat_archiver AS a;
