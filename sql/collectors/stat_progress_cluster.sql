/*---
collector: stat_progress_cluster
help: Progress of CLUSTER and VACUUM FULL, from pg_stat_progress_cluster.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [datname, relname, command, phase]
metrics:
  pg_stat_progress_cluster_phase: {column: one, type: gauge, help: "1; the labels tell command and phase. The table is named with its schema where the main database has it, else it is an OID."}
  pg_stat_progress_cluster_heap_tuples_scanned: {column: heap_tuples_scanned, labels: [datname, relname], type: gauge, help: "Rows read so far."}
  pg_stat_progress_cluster_heap_tuples_written: {column: heap_tuples_written, labels: [datname, relname], type: gauge, help: "Rows written so far."}
  pg_stat_progress_cluster_heap_blks: {column: heap_blks_total, labels: [datname, relname], type: gauge, help: "Blocks of the table; 0 while an index is followed."}
  pg_stat_progress_cluster_heap_blks_scanned: {column: heap_blks_scanned, labels: [datname, relname], type: gauge, help: "Blocks read so far; 0 while an index is followed."}
  pg_stat_progress_cluster_index_rebuilds: {column: index_rebuild_count, labels: [datname, relname], type: gauge, help: "Indexes rebuilt so far."}
---*/
SELECT
    COALESCE(p.datname::pg_catalog.text, '') AS datname,
    CASE WHEN p.datname = pg_catalog.current_database() THEN p.relid::pg_catalog.regclass::pg_catalog.text ELSE p.relid::pg_catalog.text END AS relname,
    p.command,
    p.phase,
    1 AS one,
    p.heap_tuples_scanned,
    p.heap_tuples_written,
    p.heap_blks_total,
    p.heap_blks_scanned,
    p.index_rebuild_count
FROM pg_catalog.pg_stat_progress_cluster AS p;
