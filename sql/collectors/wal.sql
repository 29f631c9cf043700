/*---
collector: wal
help: WAL files on disk, from pg_ls_waldir().
scope: cluster
lane: slow
interval: 1m
requires: {privilege: pg_monitor}
metrics:
  pg_wal_segments: {column: segments, type: gauge, help: "WAL files in pg_wal, those kept for reuse included."}
  pg_wal_size_bytes: {column: size_bytes, type: gauge, unit: bytes, help: "Size of these files."}
---*/
SELECT
    pg_catalog.count(*) AS segments,
    COALESCE(pg_catalog.sum(w.size), 0) AS size_bytes
FROM pg_catalog.pg_ls_waldir() AS w
WHERE w.name ~ '^[0-9A-F]{24}$';
