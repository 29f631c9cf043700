SELECT
    c.datid::pg_catalog.text AS datid,
    c.datname::pg_catalog.text AS datname,
    c.confl_tablespace,
    c.confl_lock,
    c.confl_snapshot,
    c.confl_bufferpin,
    c.confl_deadlock,
    c.confl_active_logicalslot
FROM pg_catalog.pg_stat_database_conflicts AS c;
