SELECT
    w.wal_records,
    w.wal_fpi,
    w.wal_bytes,
    w.wal_buffers_full
FROM pg_catalog.pg_stat_wal AS w;
