/*---
collector: settings_pending_restart
help: Settings whose new value in the configuration file waits for a restart, from pg_settings.
scope: cluster
interval: 1m
labels: [name]
metrics:
  pg_settings_pending_restart: {column: pending, type: gauge, help: "1 for a setting that needs a restart to take its new value; absent otherwise."}
---*/
SELECT
    s.name,
    1 AS pending
FROM pg_catalog.pg_settings AS s
WHERE s.pending_restart;
