/*---
collector: stat_progress_copy
help: Progress of COPY commands, from pg_stat_progress_copy.
scope: cluster
requires: {server: ">=14", privilege: pg_read_all_stats}
labels: [datname, relname, pid, command]
limit: {series: 400, order: bytes_processed desc, rest: drop}
metrics:
  pg_stat_progress_copy_processed_bytes: {column: bytes_processed, type: gauge, unit: bytes, help: "Bytes processed so far. The table is named with its schema where the main database has it, else it is an OID. 0 where a query is copied."}
  pg_stat_progress_copy_size_bytes: {column: bytes_total, type: gauge, unit: bytes, help: "Size of the file that is read; absent where it is unknown."}
  pg_stat_progress_copy_tuples_processed: {column: tuples_processed, type: gauge, help: "Rows processed so far."}
  pg_stat_progress_copy_tuples_excluded: {column: tuples_excluded, type: gauge, help: "Rows left out by WHERE so far."}
  pg_stat_progress_copy_tuples_skipped: {column: tuples_skipped, since: 17, type: gauge, help: "Rows left out by ON_ERROR so far."}
---*/
SELECT
    COALESCE(p.datname::pg_catalog.text, '') AS datname,
    CASE WHEN p.datname = pg_catalog.current_database() THEN p.relid::pg_catalog.regclass::pg_catalog.text ELSE p.relid::pg_catalog.text END AS relname,
    p.pid::pg_catalog.text AS pid,
    p.command,
    p.bytes_processed,
    NULLIF(p.bytes_total, 0) AS bytes_total,
    p.tuples_processed,
    p.tuples_excluded
FROM pg_catalog.pg_stat_progress_copy AS p;
