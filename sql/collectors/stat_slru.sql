/*---
collector: stat_slru
help: The small caches of transaction bookkeeping, from pg_stat_slru; their names are those of PostgreSQL 17 on every server.
scope: cluster
labels: [name]
metrics:
  pg_stat_slru_blks_zeroed_total: {column: blks_zeroed, type: counter, help: "Blocks made empty."}
  pg_stat_slru_blks_hit_total: {column: blks_hit, type: counter, help: "Blocks found in the cache."}
  pg_stat_slru_blks_read_total: {column: blks_read, type: counter, help: "Blocks read from disk."}
  pg_stat_slru_blks_written_total: {column: blks_written, type: counter, help: "Blocks written to disk."}
  pg_stat_slru_blks_exists_total: {column: blks_exists, type: counter, help: "Blocks whose existence was checked."}
  pg_stat_slru_flushes_total: {column: flushes, type: counter, help: "Flushes of dirty blocks."}
  pg_stat_slru_truncates_total: {column: truncates, type: counter, help: "Truncations."}
---*/
SELECT
    CASE s.name
        WHEN 'CommitTs' THEN 'commit_timestamp'
        WHEN 'MultiXactMember' THEN 'multixact_member'
        WHEN 'MultiXactOffset' THEN 'multixact_offset'
        WHEN 'Notify' THEN 'notify'
        WHEN 'Serial' THEN 'serializable'
        WHEN 'Subtrans' THEN 'subtransaction'
        WHEN 'Xact' THEN 'transaction'
        ELSE s.name
    END AS name,
    s.blks_zeroed,
    s.blks_hit,
    s.blks_read,
    s.blks_written,
    s.blks_exists,
    s.flushes,
    s.truncates
FROM pg_catalog.pg_stat_slru AS s;
