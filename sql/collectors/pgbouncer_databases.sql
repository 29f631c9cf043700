/*---
collector: pgbouncer_databases
help: Configured databases, their limits and their connections, from SHOW DATABASES.
scope: pgbouncer
labels: [name, host, port, database, force_user, pool_mode]
metrics:
  pgbouncer_databases_pool_size: {column: pool_size, type: gauge, help: "Most server connections of one pool."}
  pgbouncer_databases_min_pool_size: {column: min_pool_size, optional: true, type: gauge, help: "Server connections that one pool tries to keep."}
  pgbouncer_databases_reserve_pool: {column: [reserve_pool_size, reserve_pool], type: gauge, help: "Additional server connections that one pool may open when clients wait too long."}
  pgbouncer_databases_max_connections: {column: max_connections, type: gauge, help: "Most server connections of the database, 0 without a limit."}
  pgbouncer_databases_current_connections: {column: current_connections, type: gauge, help: "Server connections of the database now."}
  pgbouncer_databases_max_client_connections: {column: max_client_connections, optional: true, type: gauge, help: "Most clients of the database, 0 without a limit (PgBouncer 1.24 and later)."}
  pgbouncer_databases_current_client_connections: {column: current_client_connections, optional: true, type: gauge, help: "Clients of the database now (PgBouncer 1.24 and later)."}
  pgbouncer_databases_paused: {column: paused, type: gauge, help: "1 while the database is paused."}
  pgbouncer_databases_disabled: {column: disabled, type: gauge, help: "1 while the database is disabled."}
---*/
SHOW DATABASES;
