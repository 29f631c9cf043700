/*---
guard: backup
help: Base backups that are being taken at this moment.
numbers:
  running: How many.
---*/
SELECT count(*) AS running FROM pg_catalog.pg_stat_progress_basebackup AS b;
