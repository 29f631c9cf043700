/*---
collector: pgbouncer_version
help: PgBouncer's version, from SHOW VERSION.
scope: pgbouncer
interval: 1m
labels: [version]
metrics:
  pgbouncer_version_info: {value: 1, type: gauge, help: "1; the label tells PgBouncer's version."}
---*/
SHOW VERSION;
