/*---
collector: pgbouncer_lists
help: Numbers of PgBouncer's internal objects, from SHOW LISTS.
scope: pgbouncer
key: list
metrics:
  pgbouncer_databases: {column: items, row: databases, type: gauge, help: "Databases configured."}
  pgbouncer_users: {column: items, row: users, type: gauge, help: "Users known."}
  pgbouncer_pools: {column: items, row: pools, type: gauge, help: "Pools."}
  pgbouncer_free_clients: {column: items, row: free_clients, type: gauge, help: "Client slots allocated and unused."}
  pgbouncer_used_clients: {column: items, row: used_clients, type: gauge, help: "Client slots in use."}
  pgbouncer_login_clients: {column: items, row: login_clients, type: gauge, help: "Clients that are logging in."}
  pgbouncer_free_servers: {column: items, row: free_servers, type: gauge, help: "Server slots allocated and unused."}
  pgbouncer_used_servers: {column: items, row: used_servers, type: gauge, help: "Server slots in use."}
  pgbouncer_cached_dns_names: {column: items, row: dns_names, type: gauge, help: "Host names in the DNS cache."}
  pgbouncer_cached_dns_zones: {column: items, row: dns_zones, type: gauge, help: "Zones in the DNS cache."}
  pgbouncer_in_flight_dns_queries: {column: items, row: dns_queries, type: gauge, help: "DNS queries under way."}
  pgbouncer_peers: {column: items, row: peers, optional: true, type: gauge, help: "Peers configured (PgBouncer 1.19 and later)."}
  pgbouncer_peer_pools: {column: items, row: peer_pools, optional: true, type: gauge, help: "Pools of peers (PgBouncer 1.19 and later)."}
---*/
SHOW LISTS;
