/*---
collector: stat_database_conflicts
help: Queries cancelled on a standby because recovery could not wait, by reason, from pg_stat_database_conflicts.
scope: cluster
labels: [datid, datname]
metrics:
  pg_stat_database_conflicts_confl_tablespace: {column: confl_tablespace, type: counter, help: "Queries cancelled because a tablespace was dropped."}
  pg_stat_database_conflicts_confl_lock: {column: confl_lock, type: counter, help: "Queries cancelled because recovery waited too long for a lock."}
  pg_stat_database_conflicts_confl_snapshot: {column: confl_snapshot, type: counter, help: "Queries cancelled because rows that they could still see were cleaned away."}
  pg_stat_database_conflicts_confl_bufferpin: {column: confl_bufferpin, type: counter, help: "Queries cancelled because they pinned a buffer that recovery needed."}
  pg_stat_database_conflicts_confl_deadlock: {column: confl_deadlock, type: counter, help: "Queries cancelled because they and recovery waited for each other."}
  pg_stat_database_conflicts_confl_active_logicalslot: {column: confl_active_logicalslot, type: counter, since: 16, help: "Uses of logical slots cancelled because rows that they needed were cleaned away or wal_level fell below logical."}
---*/
SELECT
    c.datid::pg_catalog.text AS datid,
    c.datname::pg_catalog.text AS datname,
    c.confl_tablespace,
    c.confl_lock,
    c.confl_snapshot,
    c.confl_bufferpin,
    c.confl_deadlock
FROM pg_catalog.pg_stat_database_conflicts AS c;
