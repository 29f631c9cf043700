/*---
collector: stat_progress_create_index
help: Progress of CREATE INDEX and REINDEX, from pg_stat_progress_create_index.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [datname, relname, indexrelname, pid, command, phase]
metrics:
  pg_stat_progress_create_index_phase: {column: one, type: gauge, help: "1; the labels tell command and phase. The table is named with its schema where the main database has it, else it is an OID."}
  pg_stat_progress_create_index_lockers: {column: lockers_total, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Transactions to be waited for in this phase."}
  pg_stat_progress_create_index_lockers_done: {column: lockers_done, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Transactions waited for so far."}
  pg_stat_progress_create_index_blocks: {column: blocks_total, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Blocks to be processed in this phase."}
  pg_stat_progress_create_index_blocks_done: {column: blocks_done, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Blocks processed in this phase."}
  pg_stat_progress_create_index_tuples: {column: tuples_total, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Rows to be processed in this phase."}
  pg_stat_progress_create_index_tuples_done: {column: tuples_done, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Rows processed in this phase."}
  pg_stat_progress_create_index_partitions: {column: partitions_total, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Partitions on which the index is to be made."}
  pg_stat_progress_create_index_partitions_done: {column: partitions_done, labels: [datname, relname, indexrelname, pid], type: gauge, help: "Partitions on which it was made."}
---*/
SELECT
    COALESCE(p.datname::pg_catalog.text, '') AS datname,
    CASE WHEN p.datname = pg_catalog.current_database() THEN p.relid::pg_catalog.regclass::pg_catalog.text ELSE p.relid::pg_catalog.text END AS relname,
    CASE
        WHEN p.index_relid = 0 THEN ''
        WHEN p.datname = pg_catalog.current_database() THEN p.index_relid::pg_catalog.regclass::pg_catalog.text
        ELSE p.index_relid::pg_catalog.text
    END AS indexrelname,
    p.pid::pg_catalog.text AS pid,
    p.command,
    p.phase,
    1 AS one,
    p.lockers_total,
    p.lockers_done,
    p.blocks_total,
    p.blocks_done,
    p.tuples_total,
    p.tuples_done,
    p.partitions_total,
    p.partitions_done
FROM pg_catalog.pg_stat_progress_create_index AS p;
