/*---
collector: stat_progress_analyze
help: Progress of running ANALYZE commands, from pg_stat_progress_analyze.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [datname, relname, phase]
metrics:
  pg_stat_progress_analyze_phase: {column: one, type: gauge, help: "1; the label tells the phase. The table is named with its schema where the main database has it, else it is an OID."}
  pg_stat_progress_analyze_sample_blks: {column: sample_blks_total, labels: [datname, relname], type: gauge, help: "Blocks to be sampled."}
  pg_stat_progress_analyze_sample_blks_scanned: {column: sample_blks_scanned, labels: [datname, relname], type: gauge, help: "Blocks sampled so far."}
  pg_stat_progress_analyze_ext_stats: {column: ext_stats_total, labels: [datname, relname], type: gauge, help: "Extended statistics to be computed."}
  pg_stat_progress_analyze_ext_stats_computed: {column: ext_stats_computed, labels: [datname, relname], type: gauge, help: "Extended statistics computed so far."}
  pg_stat_progress_analyze_child_tables: {column: child_tables_total, labels: [datname, relname], type: gauge, help: "Child tables to be sampled."}
  pg_stat_progress_analyze_child_tables_done: {column: child_tables_done, labels: [datname, relname], type: gauge, help: "Child tables sampled so far."}
  pg_stat_progress_analyze_delay_seconds: {column: delay_seconds, labels: [datname, relname], since: 18, type: gauge, unit: seconds, help: "Seconds slept for vacuum_cost_delay; counts only with track_cost_delay_timing."}
---*/
SELECT
    COALESCE(p.datname::pg_catalog.text, '') AS datname,
    CASE WHEN p.datname = pg_catalog.current_database() THEN p.relid::pg_catalog.regclass::pg_catalog.text ELSE p.relid::pg_catalog.text END AS relname,
    p.phase,
    1 AS one,
    p.sample_blks_total,
    p.sample_blks_scanned,
    p.ext_stats_total,
    p.ext_stats_computed,
    p.child_tables_total,
    p.child_tables_done
FROM pg_catalog.pg_stat_progress_analyze AS p;
