/*---
collector: static
help: The server's version, as text.
scope: cluster
interval: 1m
labels: [version, short_version]
metrics:
  pg_static: {column: one, type: gauge, help: "1; the labels tell the server's version."}
---*/
SELECT
    pg_catalog.version() AS version,
    pg_catalog.format('%s.%s.0', v.num / 10000, v.num % 10000) AS short_version,
    1 AS one
FROM (SELECT pg_catalog.current_setting('server_version_num')::int AS num) AS v;
