SELECT
    COALESCE(p.datname::pg_catalog.text, '') AS datname,
    CASE WHEN p.datname = pg_catalog.current_database() THEN p.relid::pg_catalog.regclass::pg_catalog.text ELSE p.relid::pg_catalog.text END AS relname,
    p.pid::pg_catalog.text AS pid,
    p.command,
    p.bytes_processed,
    NULLIF(p.bytes_total, 0) AS bytes_total,
    p.tuples_processed,
    p.tuples_excluded,
    p.tuples_skipped
FROM pg_catalog.pg_stat_progress_copy AS p;
