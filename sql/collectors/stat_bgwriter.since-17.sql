SELECT
    b.buffers_clean,
    b.maxwritten_clean,
    b.buffers_alloc,
    EXTRACT(epoch FROM b.stats_reset)::double precision AS stats_reset
FROM pg_catalog.pg_stat_bgwriter AS b;
