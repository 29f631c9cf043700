/*---
collector: pgbouncer_stats
help: Work done per database since PgBouncer started, from SHOW STATS_TOTALS.
scope: pgbouncer
labels: [database]
metrics:
  pgbouncer_stats_queries_pooled_total: {column: query_count, type: counter, help: "Queries pooled."}
  pgbouncer_stats_queries_duration_seconds_total: {column: query_time, scale: 1e-6, type: counter, unit: seconds, help: "Seconds that server connections spent executing queries."}
  pgbouncer_stats_received_bytes_total: {column: bytes_received, type: counter, unit: bytes, help: "Bytes received from the network."}
  pgbouncer_stats_sent_bytes_total: {column: bytes_sent, type: counter, unit: bytes, help: "Bytes sent to the network."}
  pgbouncer_stats_client_wait_seconds_total: {column: wait_time, scale: 1e-6, type: counter, unit: seconds, help: "Seconds that clients waited for a server connection."}
  pgbouncer_stats_sql_transactions_pooled_total: {column: xact_count, type: counter, help: "Transactions pooled."}
  pgbouncer_stats_server_in_transaction_seconds_total: {column: xact_time, scale: 1e-6, type: counter, unit: seconds, help: "Seconds that server connections spent inside transactions, executing or idle."}
  pgbouncer_stats_client_parses_total: {column: client_parse_count, optional: true, type: counter, help: "Prepared statements that clients created (PgBouncer 1.24 and later)."}
  pgbouncer_stats_server_parses_total: {column: server_parse_count, optional: true, type: counter, help: "Prepared statements created on servers (PgBouncer 1.24 and later)."}
  pgbouncer_stats_binds_total: {column: bind_count, optional: true, type: counter, help: "Prepared statements bound for execution (PgBouncer 1.24 and later)."}
  pgbouncer_stats_server_assignments_total: {column: server_assignment_count, optional: true, type: counter, help: "Times that a server connection was given to a client (PgBouncer 1.23 and later)."}
  pgbouncer_stats_client_logins_total: {column: client_login_count, optional: true, type: counter, help: "Logins of clients (after PgBouncer 1.25)."}
  pgbouncer_stats_totals_queries_pooled_total: {column: query_count, type: counter, help: "Queries pooled. The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_queries_duration_seconds_total: {column: query_time, scale: 1e-6, type: counter, unit: seconds, help: "Seconds that server connections spent executing queries. The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_received_bytes_total: {column: bytes_received, type: counter, unit: bytes, help: "Bytes received from the network. The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_sent_bytes_total: {column: bytes_sent, type: counter, unit: bytes, help: "Bytes sent to the network. The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_client_wait_seconds_total: {column: wait_time, scale: 1e-6, type: counter, unit: seconds, help: "Seconds that clients waited for a server connection. The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_sql_transactions_pooled_total: {column: xact_count, type: counter, help: "Transactions pooled. The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_server_in_transaction_seconds_total: {column: xact_time, scale: 1e-6, type: counter, unit: seconds, help: "Seconds that server connections spent inside transactions, executing or idle. The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_client_parses_total: {column: client_parse_count, optional: true, type: counter, help: "Prepared statements that clients created (PgBouncer 1.24 and later). The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_server_parses_total: {column: server_parse_count, optional: true, type: counter, help: "Prepared statements created on servers (PgBouncer 1.24 and later). The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_binds_total: {column: bind_count, optional: true, type: counter, help: "Prepared statements bound for execution (PgBouncer 1.24 and later). The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_server_assignments_total: {column: server_assignment_count, optional: true, type: counter, help: "Times that a server connection was given to a client (PgBouncer 1.23 and later). The same under the name of newer pgbouncer_exporters."}
  pgbouncer_stats_totals_client_logins_total: {column: client_login_count, optional: true, type: counter, help: "Logins of clients (after PgBouncer 1.25). The same under the name of newer pgbouncer_exporters."}
---*/
SHOW STATS_TOTALS;
