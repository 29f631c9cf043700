/*---
collector: stat_progress_basebackup
help: Progress of base backups, from pg_stat_progress_basebackup.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [pid, phase]
metrics:
  pg_stat_progress_basebackup_phase: {column: one, type: gauge, help: "1; the label tells the phase."}
  pg_stat_progress_basebackup_size_bytes: {column: backup_total, labels: [pid], type: gauge, unit: bytes, help: "Estimated size of the backup; absent until it is estimated."}
  pg_stat_progress_basebackup_streamed_bytes: {column: backup_streamed, labels: [pid], type: gauge, unit: bytes, help: "Bytes streamed so far."}
  pg_stat_progress_basebackup_tablespaces: {column: tablespaces_total, labels: [pid], type: gauge, help: "Tablespaces to be streamed."}
  pg_stat_progress_basebackup_tablespaces_streamed: {column: tablespaces_streamed, labels: [pid], type: gauge, help: "Tablespaces streamed so far."}
---*/
SELECT
    p.pid::pg_catalog.text AS pid,
    p.phase,
    1 AS one,
    p.backup_total,
    p.backup_streamed,
    p.tablespaces_total,
    p.tablespaces_streamed
FROM pg_catalog.pg_stat_progress_basebackup AS p;
