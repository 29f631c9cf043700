SELECT
    c.num_timed,
    c.num_requested,
    c.restartpoints_timed,
    c.restartpoints_req,
    c.restartpoints_done,
    c.write_time,
    c.sync_time,
    c.buffers_written,
    EXTRACT(epoch FROM c.stats_reset)::double precision AS stats_reset
FROM pg_catalog.pg_stat_checkpointer AS c;
