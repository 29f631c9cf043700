/*---
collector: pgbouncer_config
help: Limits from PgBouncer's configuration, from SHOW CONFIG.
scope: pgbouncer
interval: 1m
key: key
metrics:
  pgbouncer_config_max_client_connections: {column: value, row: max_client_conn, type: gauge, help: "Most clients, max_client_conn."}
  pgbouncer_config_max_user_connections: {column: value, row: max_user_connections, type: gauge, help: "Most server connections of one user, 0 without a limit."}
  pgbouncer_config_max_user_client_connections: {column: value, row: max_user_client_connections, optional: true, type: gauge, help: "Most clients of one user, 0 without a limit (PgBouncer 1.24 and later)."}
  pgbouncer_config_max_db_connections: {column: value, row: max_db_connections, optional: true, type: gauge, help: "Most server connections of one database, 0 without a limit."}
  pgbouncer_config_max_db_client_connections: {column: value, row: max_db_client_connections, optional: true, type: gauge, help: "Most clients of one database, 0 without a limit (PgBouncer 1.24 and later)."}
  pgbouncer_config_default_pool_size: {column: value, row: default_pool_size, optional: true, type: gauge, help: "Server connections of one pool unless its database says otherwise."}
  pgbouncer_config_min_pool_size: {column: value, row: min_pool_size, optional: true, type: gauge, help: "Server connections that one pool tries to keep."}
  pgbouncer_config_reserve_pool_size: {column: value, row: reserve_pool_size, optional: true, type: gauge, help: "Additional server connections of one pool for clients that wait too long."}
  pgbouncer_config_reserve_pool_timeout_seconds: {column: value, row: reserve_pool_timeout, optional: true, type: gauge, unit: seconds, help: "Seconds that a client waits before the reserve is used."}
  pgbouncer_config_query_wait_timeout_seconds: {column: value, row: query_wait_timeout, optional: true, type: gauge, unit: seconds, help: "Seconds after which a waiting client is disconnected, 0 for never."}
  pgbouncer_config_server_idle_timeout_seconds: {column: value, row: server_idle_timeout, optional: true, type: gauge, unit: seconds, help: "Seconds after which an idle server connection is closed, 0 for never."}
  pgbouncer_config_server_lifetime_seconds: {column: value, row: server_lifetime, optional: true, type: gauge, unit: seconds, help: "Seconds after which an unused server connection is closed however busy it was."}
  pgbouncer_config_max_prepared_statements: {column: value, row: max_prepared_statements, optional: true, type: gauge, help: "Prepared statements kept per server connection, 0 for none (PgBouncer 1.21 and later)."}
---*/
SHOW CONFIG;
