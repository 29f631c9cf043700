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
    p.child_tables_done,
    p.delay_time / 1000 AS delay_seconds
FROM pg_catalog.pg_stat_progress_analyze AS p;
