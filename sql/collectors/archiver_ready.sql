/*---
collector: archiver_ready
help: WAL files that wait to be archived, from pg_ls_archive_statusdir().
scope: cluster
lane: slow
interval: 1m
requires: {privilege: pg_monitor}
metrics:
  pg_archiver_ready_files: {column: files, type: gauge, help: "WAL files that wait to be archived."}
  pg_archiver_oldest_ready_age_seconds: {column: oldest_age, type: gauge, unit: seconds, help: "Seconds that the oldest of them has waited, 0 without one."}
checks:
  PostgresArchiveBacklog:
    value: files
    above: {warning: 100, critical: 1000}
    for: 10m
    when: {oldest_age: 10m}
    evidence: [oldest_age]
    summary: "{value} WAL files wait to be archived, the oldest for {oldest_age}"
    advice: "See whether the archive is full, slow or unreachable, and archive several files at a time if it is only slow."
---*/
SELECT
    pg_catalog.count(*) AS files,
    GREATEST(EXTRACT(epoch FROM pg_catalog.now() - pg_catalog.min(f.modification))::double precision, 0) AS oldest_age
FROM pg_catalog.pg_ls_archive_statusdir() AS f
WHERE f.name LIKE '%.ready';
