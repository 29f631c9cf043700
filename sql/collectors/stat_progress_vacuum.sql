/*---
collector: stat_progress_vacuum
help: Progress of running vacuums, from pg_stat_progress_vacuum.
scope: cluster
requires: {privilege: pg_read_all_stats}
labels: [datname, relname, phase]
metrics:
  pg_stat_progress_vacuum_phase: {column: in_phase, type: gauge, help: "1 for the phase that the vacuum is in, 0 for the others."}
  pg_stat_progress_vacuum_heap_blks: {column: heap_blks_total, labels: [datname, relname], type: gauge, help: "Blocks of the table when the vacuum began. The table is named with its schema; a manual vacuum in another database shows its OID."}
  pg_stat_progress_vacuum_heap_blks_scanned: {column: heap_blks_scanned, labels: [datname, relname], type: gauge, help: "Blocks scanned or skipped so far."}
  pg_stat_progress_vacuum_heap_blks_vacuumed: {column: heap_blks_vacuumed, labels: [datname, relname], type: gauge, help: "Blocks vacuumed so far."}
  pg_stat_progress_vacuum_index_vacuums: {column: index_vacuum_count, labels: [datname, relname], type: gauge, help: "Completed rounds over the indexes."}
  pg_stat_progress_vacuum_max_dead_tuples: {column: max_dead_tuples, labels: [datname, relname], until: 16, type: gauge, help: "Dead rows that fit into memory before a round over the indexes is needed."}
  pg_stat_progress_vacuum_num_dead_tuples: {column: num_dead_tuples, labels: [datname, relname], until: 16, type: gauge, help: "Dead rows collected since the last round over the indexes."}
  pg_stat_progress_vacuum_max_dead_tuple_bytes: {column: max_dead_tuple_bytes, labels: [datname, relname], since: 17, type: gauge, unit: bytes, help: "Memory for dead rows before a round over the indexes is needed."}
  pg_stat_progress_vacuum_dead_tuple_bytes: {column: dead_tuple_bytes, labels: [datname, relname], since: 17, type: gauge, unit: bytes, help: "Memory of the dead rows collected since the last round over the indexes."}
  pg_stat_progress_vacuum_num_dead_item_ids: {column: num_dead_item_ids, labels: [datname, relname], since: 17, type: gauge, help: "Dead rows collected since the last round over the indexes."}
  pg_stat_progress_vacuum_indexes_total: {column: indexes_total, labels: [datname, relname], since: 17, type: counter, help: "Indexes to be vacuumed or cleaned up in this phase; not a count of events, the name is PostgreSQL's."}
  pg_stat_progress_vacuum_indexes_processed: {column: indexes_processed, labels: [datname, relname], since: 17, type: gauge, help: "Indexes processed in this phase."}
  pg_stat_progress_vacuum_delay_seconds: {column: delay_seconds, labels: [datname, relname], since: 18, type: gauge, unit: seconds, help: "Seconds slept for vacuum_cost_delay; counts only with track_cost_delay_timing."}
---*/
-- What autovacuum does in other databases it says in its activity; other names there are out of reach.
WITH running AS (
    SELECT
        v.*,
        CASE
            WHEN v.datname = pg_catalog.current_database() THEN v.relid::pg_catalog.regclass::pg_catalog.text
            WHEN a.backend_type = 'autovacuum worker'
                THEN COALESCE(
                    pg_catalog.substring(a.query, '^autovacuum: VACUUM (?:ANALYZE )?(.+?)(?: \(to prevent wraparound\))?$'),
                    v.relid::pg_catalog.text
                )
            ELSE v.relid::pg_catalog.text
        END AS relname
    FROM pg_catalog.pg_stat_progress_vacuum AS v
    LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = v.pid
)
SELECT
    COALESCE(r.datname::pg_catalog.text, '') AS datname,
    r.relname,
    p.phase,
    (p.phase = r.phase)::int AS in_phase,
    CASE WHEN p.phase = r.phase THEN r.heap_blks_total END AS heap_blks_total,
    CASE WHEN p.phase = r.phase THEN r.heap_blks_scanned END AS heap_blks_scanned,
    CASE WHEN p.phase = r.phase THEN r.heap_blks_vacuumed END AS heap_blks_vacuumed,
    CASE WHEN p.phase = r.phase THEN r.index_vacuum_count END AS index_vacuum_count,
    CASE WHEN p.phase = r.phase THEN r.max_dead_tuples END AS max_dead_tuples,
    CASE WHEN p.phase = r.phase THEN r.num_dead_tuples END AS num_dead_tuples
FROM running AS r
CROSS JOIN LATERAL (
    SELECT pg_catalog.unnest(ARRAY[
        'initializing', 'scanning heap', 'vacuuming indexes', 'vacuuming heap', 'cleaning up indexes', 'truncating heap',
        'performing final cleanup'
    ])
    UNION
    SELECT r.phase
) AS p (phase);
