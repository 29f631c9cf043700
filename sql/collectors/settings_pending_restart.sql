/*---
collector: settings_pending_restart
help: Settings whose new value in the configuration file waits for a restart, from pg_settings.
scope: cluster
interval: 1m
labels: [name]
metrics:
  pg_settings_pending_restart: {column: pending, type: gauge, help: "1 for a setting that needs a restart to take its new value; absent otherwise."}
checks:
  PostgresPendingRestart:
    value: pending
    at_least: {warning: 1}
    for: 1h
    summary: "Setting {name} was changed and waits for a restart of the server"
    advice: "Restart the server at a time that suits you, or take the change back: the next restart would bring it unasked."
---*/
SELECT
    s.name,
    1 AS pending
FROM pg_catalog.pg_settings AS s
WHERE s.pending_restart;
