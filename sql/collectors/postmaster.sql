/*---
collector: postmaster
help: When the server was started and when it read its configuration.
scope: cluster
interval: 1m
metrics:
  pg_postmaster_start_time_seconds: {column: started, type: gauge, unit: seconds, help: "When the server was started, in Unix seconds."}
  pg_config_load_timestamp_seconds: {column: loaded, type: gauge, unit: seconds, help: "When the configuration files were last loaded, in Unix seconds."}
---*/
SELECT
    EXTRACT(epoch FROM pg_catalog.pg_postmaster_start_time())::double precision AS started,
    EXTRACT(epoch FROM pg_catalog.pg_conf_load_time())::double precision AS loaded;
