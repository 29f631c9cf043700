/*---
collector: pgbouncer_pools
help: Client and server connections of every pool, from SHOW POOLS.
scope: pgbouncer
labels: [database, user]
metrics:
  pgbouncer_pools_client_active_connections: {column: cl_active, type: gauge, help: "Clients that are linked to a server connection or idle without a query waiting."}
  pgbouncer_pools_client_waiting_connections: {column: cl_waiting, type: gauge, help: "Clients that sent a query and wait for a server connection."}
  pgbouncer_pools_client_active_cancel_connections: {column: cl_active_cancel_req, optional: true, type: gauge, help: "Cancel requests that were sent on and wait for the server's answer."}
  pgbouncer_pools_client_waiting_cancel_connections: {column: cl_waiting_cancel_req, optional: true, type: gauge, help: "Cancel requests that were not sent on yet."}
  pgbouncer_pools_server_active_connections: {column: sv_active, type: gauge, help: "Server connections linked to a client."}
  pgbouncer_pools_server_active_cancel_connections: {column: sv_active_cancel, optional: true, type: gauge, help: "Server connections that send a cancel request on."}
  pgbouncer_pools_server_being_canceled_connections: {column: sv_being_canceled, optional: true, type: gauge, help: "Server connections that wait for cancel requests before they may become idle."}
  pgbouncer_pools_server_idle_connections: {column: sv_idle, type: gauge, help: "Server connections that are free for a client."}
  pgbouncer_pools_server_used_connections: {column: sv_used, type: gauge, help: "Server connections idle for so long that they are checked before use."}
  pgbouncer_pools_server_testing_connections: {column: sv_tested, type: gauge, help: "Server connections that run the reset or check query."}
  pgbouncer_pools_server_login_connections: {column: sv_login, type: gauge, help: "Server connections that are logging in."}
  pgbouncer_pools_client_maxwait_seconds: {column: maxwait, add: maxwait_us, add_scale: 1e-6, type: gauge, unit: seconds, help: "Seconds, with microseconds, that the first client in the queue has waited."}
checks:
  PgBouncerClientsWaiting:
    value: maxwait
    above: {warning: 5s, critical: 30s}
    for: 1m
    evidence: [cl_waiting, sv_active, sv_idle]
    summary: "A client of pool {database}/{user} has waited for a server connection for {value}, {cl_waiting} are waiting"
    advice: "See what the pool's server connections do (idle in transaction, blocked, slow), or whether the pool is paused or cannot log in, before raising its pool_size."
  PgBouncerPoolSaturated:
    value: cl_waiting
    at_least: {warning: 1}
    for: 5m
    evidence: [sv_active, sv_idle, maxwait]
    summary: "Pool {database}/{user} has had too few server connections all the time: {cl_waiting} clients wait, {sv_active} connections are busy"
    advice: "Shorten the transactions, or raise the pool's pool_size as far as the server's max_connections allows."
---*/
SHOW POOLS;
