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
    CASE WHEN p.phase = r.phase THEN r.max_dead_tuple_bytes END AS max_dead_tuple_bytes,
    CASE WHEN p.phase = r.phase THEN r.dead_tuple_bytes END AS dead_tuple_bytes,
    CASE WHEN p.phase = r.phase THEN r.num_dead_item_ids END AS num_dead_item_ids,
    CASE WHEN p.phase = r.phase THEN r.indexes_total END AS indexes_total,
    CASE WHEN p.phase = r.phase THEN r.indexes_processed END AS indexes_processed,
    CASE WHEN p.phase = r.phase THEN r.delay_time / 1000 END AS delay_seconds
FROM running AS r
CROSS JOIN LATERAL (
    SELECT pg_catalog.unnest(ARRAY[
        'initializing', 'scanning heap', 'vacuuming indexes', 'vacuuming heap', 'cleaning up indexes', 'truncating heap',
        'performing final cleanup'
    ])
    UNION
    SELECT r.phase
) AS p (phase);
