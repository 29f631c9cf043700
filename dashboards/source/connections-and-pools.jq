# Who is connected, what their transactions do, and how the pools in front of the server fare.
include "panels";
include "findings";
include "dashboard";

def checks:
  "Postgres(ConnectionsNearLimit|IdleInTransaction|LongTransaction|PreparedTransactionOld|BlockedSessions|Deadlocks)|PgBouncer.+";
def no_bouncer: "no PgBouncer is known in front of this server";

def first_look: [
  findings_stats(checks),
  (stat("In use"; "Share of the slots for ordinary roles that is taken; at 100 % they are refused."; "percentunit"; line("pg_connections_utilization_ratio{@}"; ""))
    | decimals(0) | above(0.8; 0.95)),
  (stat("Left"; "Sessions that ordinary roles can still open."; "none"; line("pg_connections_available{@}"; "")) | below(10; 3)),
  (stat("Working"; "Sessions of clients that execute a statement now."; "none"; line("sum(pg_stat_activity_count{@db, state='active', backend_type='client backend'})"; ""))
    | empty_when("no session executes anything")),
  (stat("Idle in tx"; "Sessions that idle inside a transaction, aborted ones included."; "none"; line("sum(pg_idle_in_transaction_sessions{@db})"; ""))
    | warn_above(1)),
  (stat("Idle for"; "How long the one has idled that has idled longest inside a transaction."; "s"; line("max(pg_idle_in_transaction_longest_seconds{@db})"; ""))
    | decimals(0) | above(600; 3600)),
  (stat("Blocked"; "Sessions that wait for a lock of another."; "none"; line("pg_blocked_sessions{@}"; "")) | warn_above(1)),
  (stat("Pools"; "PgBouncers that answer pgmedic, of those that it is told of."; "percentunit"; line("avg(pgbouncer_up{@})"; "")) | decimals(0) | below(1; 1)
    | empty_when(no_bouncer)),
  (stat("Clients"; "Clients of the PgBouncers."; "none"; line("sum(pgbouncer_used_clients{@})"; "")) | empty_when(no_bouncer)),
  (stat("Waiting"; "Clients that wait for a server connection."; "none"; line("sum(pgbouncer_pools_client_waiting_connections{@})"; "")) | warn_above(1)
    | empty_when(no_bouncer)),
  (stat("Waiting for"; "How long the first client in any queue has waited."; "s"; line("max(pgbouncer_pools_client_maxwait_seconds{@})"; "")) | above(5; 30)
    | empty_when(no_bouncer)),
  (stat("Fullest pool"; "Server connections of a database as a part of its pool size; every user has a pool of that size."; "percentunit";
    line("max(pgbouncer_databases_current_connections{@} / (pgbouncer_databases_pool_size{@} > 0))"; "")) | decimals(0) | warn_above(1) | empty_when(no_bouncer)),
  (stat("Transactions"; "Transactions through the PgBouncers in a second."; "cps";
    line("sum(rate(pgbouncer_stats_sql_transactions_pooled_total{@}[$__rate_interval]))"; "")) | decimals(1) | empty_when(no_bouncer)),
  (stat("Query time"; "Mean time of a query through the PgBouncers."; "s";
    line("sum(rate(pgbouncer_stats_queries_duration_seconds_total{@}[$__rate_interval])) / sum(rate(pgbouncer_stats_queries_pooled_total{@}[$__rate_interval]))"; ""))
    | empty_when(no_bouncer)),
  (stat("Query wait"; "Mean time that a query's client waited for a server connection."; "s";
    line("sum(rate(pgbouncer_stats_client_wait_seconds_total{@}[$__rate_interval])) / sum(rate(pgbouncer_stats_queries_pooled_total{@}[$__rate_interval]))"; ""))
    | empty_when(no_bouncer))
];

def dashed(name; color): override("byName"; name; {
  "custom.lineStyle": {fill: "dash", dash: [8, 8]}, "custom.fillOpacity": 0, "custom.stacking": {mode: "none", group: "B"}, color: {mode: "fixed", fixedColor: color}
});
def connections: [
  (timeseries("Slots"; "Sessions by kind, and the slots that there are. Replication has slots of its own, max_wal_senders."; "none"; [
    line("pg_connections_used{@, kind!='replication'}"; "{{kind}}"), line("pg_connections_max{@}"; "max_connections")
  ]) | stacked | dashed("max_connections"; "red")),
  (timeseries("In use"; "Share of the slots for ordinary roles that is taken; at 100 % they are refused."; "percentunit"; [line("pg_connections_utilization_ratio{@}"; "in use")])
    | limits_of("PostgresConnectionsNearLimit")),
  (timeseries("Sessions by state"; "Sessions of clients by what they do."; "none"; [line("sum by (state) (pg_stat_activity_count{@db, state!=''}) > 0"; "{{state}}")]) | stacked
    | colored("active"; "green") | colored("idle"; "blue") | colored("idle in transaction"; "orange") | colored("idle in transaction (aborted)"; "red")),
  (timeseries("Sessions by application"; "Sessions by the name that the application gives itself."; "none"; [
    line("sum by (application_name) (pg_stat_activity_count{@db, backend_type='client backend'}) > 0"; "{{application_name}}")
  ]) | stacked),
  (timeseries("Sessions opened"; "Sessions opened in a second, by database. Many short ones want a pool."; "cps"; [
    line("sum by (datname) (rate(pg_stat_database_sessions{@db}[$__rate_interval]))"; "{{datname}}")
  ]) | stacked | empty_when("PostgreSQL before 14 does not count them")),
  (timeseries("Sessions that ended badly"; "Sessions lost by their client, ended by a fatal error, or terminated, within the interval of a point."; "none"; [
    line("sum(increase(pg_stat_database_sessions_abandoned{@db}[$__rate_interval]))"; "lost"),
    line("sum(increase(pg_stat_database_sessions_fatal{@db}[$__rate_interval]))"; "fatal error"),
    line("sum(increase(pg_stat_database_sessions_killed{@db}[$__rate_interval]))"; "terminated")
  ]) | stacked | empty_when("PostgreSQL before 14 does not count them")),
  (table("Databases and their limits"; "Sessions of each database that count towards its limit."; [
      cells("max by (datname) (pg_database_connections_used{@db})"), cells("max by (datname) (pg_database_connection_limit{@db} >= 0)"),
      cells("max by (datname) (pg_stat_database_numbackends{@db})")
    ]; [
      ["datname", "Database"], ["Value #A", "Sessions"], ["Value #B", "Limit"], ["Value #C", "Processes"]
    ]) | most_first("Sessions") | empty_when("no database is visited") | size(12; 8)),
  (table("Roles and their limits"; "Sessions of each role and what it may have; a role without a limit has none but the server's."; [
      cells("max by (rolname) (pg_role_connections_used{@})"),
      cells("max by (rolname) (pg_roles_connection_limit{@} >= 0) and on (rolname) pg_role_connections_used{@}"),
      cells("max by (rolname) (pg_role_connections_used{@}) / max by (rolname) (pg_roles_connection_limit{@} > 0)")
    ]; [
      ["rolname", "Role"], ["Value #A", "Sessions"], ["Value #B", "Limit"], ["Value #C", "In use", unit("percentunit") + {decimals: 0} + colors_above(0.8; 0.95)]
    ]) | most_first("Sessions") | empty_when("no role has a session") | size(12; 8))
];

def transactions: [
  (timeseries("Longest idle in transaction"; "How long the session has idled that has idled longest inside a transaction: it holds its locks and the horizon."; "dthms";
    [line("pg_idle_in_transaction_longest_seconds{@db}"; "{{datname}}")]) | limits_of("PostgresIdleInTransaction")),
  (timeseries("Oldest transaction"; "Age of the oldest open transaction, by database."; "dthms"; [line("pg_transactions_oldest_age_seconds{@db}"; "{{datname}}")])
    | limits_of("PostgresLongTransaction")),
  (timeseries("Open transactions"; "Open transactions, and how many of them idle, over the chosen databases."; "none"; [
    line("sum(pg_transactions_open{@db})"; "open"), line("sum(pg_idle_in_transaction_sessions{@db})"; "idle")
  ]) | colored("idle"; "orange")),
  (timeseries("Time of sessions"; "What the sessions' time went into: executing statements, and idling inside transactions. 100 % is one session."; "percentunit"; [
    line("sum(rate(pg_stat_database_active_time_seconds_total{@db}[$__rate_interval]))"; "executing"),
    line("sum(rate(pg_stat_database_idle_in_transaction_time_seconds_total{@db}[$__rate_interval]))"; "idle in transaction")
  ]) | stacked | colored("executing"; "green") | colored("idle in transaction"; "orange") | size(12; 8) | empty_when("PostgreSQL before 14 does not count it")),
  (timeseries("Longest wait for a lock"; "How long the session that waits longest for another's lock has waited."; "dthms"; [line("pg_longest_blocked_seconds{@}"; "longest")])
    | limits_of("PostgresBlockedSessions") | size(12; 8))
];

def pools: [
  (timeseries("Clients waiting"; "Clients that sent a query and wait for a server connection, by pool."; "none";
    [line("pgbouncer_pools_client_waiting_connections{@, database!='pgbouncer'}"; "{{pgbouncer}} {{database}} {{user}}")]) | stacked | empty_when(no_bouncer)),
  (timeseries("Longest wait"; "How long the first client in the queue of a pool has waited."; "s";
    [line("pgbouncer_pools_client_maxwait_seconds{@, database!='pgbouncer'}"; "{{pgbouncer}} {{database}} {{user}}")]) | limits_of("PgBouncerClientsWaiting")
    | empty_when(no_bouncer)),
  (timeseries("Server connections"; "Connections of the pools to the server, by what they do."; "none"; [
    line("sum(pgbouncer_pools_server_active_connections{@})"; "linked to a client"), line("sum(pgbouncer_pools_server_idle_connections{@})"; "free"),
    line("sum(pgbouncer_pools_server_used_connections{@})"; "to be checked"),
    line("sum(pgbouncer_pools_server_testing_connections{@})"; "being checked"), line("sum(pgbouncer_pools_server_login_connections{@})"; "logging in")
  ]) | stacked | empty_when(no_bouncer)),
  (timeseries("Transactions pooled"; "Transactions in a second, by database."; "cps"; [
    line("sum by (pgbouncer, database) (rate(pgbouncer_stats_sql_transactions_pooled_total{@, database!='pgbouncer'}[$__rate_interval]))"; "{{pgbouncer}} {{database}}")
  ]) | stacked | empty_when(no_bouncer)),
  (timeseries("Time of a query and of its wait"; "Mean time of a query, and how long its client waited for a server connection before."; "s"; [
    line("sum(rate(pgbouncer_stats_queries_duration_seconds_total{@}[$__rate_interval])) / sum(rate(pgbouncer_stats_queries_pooled_total{@}[$__rate_interval]))"; "executing"),
    line("sum(rate(pgbouncer_stats_client_wait_seconds_total{@}[$__rate_interval])) / sum(rate(pgbouncer_stats_queries_pooled_total{@}[$__rate_interval]))"; "waiting")
  ]) | colored("waiting"; "orange") | empty_when(no_bouncer)),
  (timeseries("Traffic"; "Bytes in a second from and to clients."; "Bps"; [
    line("sum(rate(pgbouncer_stats_received_bytes_total{@}[$__rate_interval]))"; "received"), line("sum(rate(pgbouncer_stats_sent_bytes_total{@}[$__rate_interval]))"; "sent")
  ]) | empty_when(no_bouncer)),
  (table("Pools"; "Databases of the PgBouncers with their limits, connections and queues."; [
      cells("max by (pgbouncer, name, pool_mode) (pgbouncer_databases_pool_size{@, name!='pgbouncer'})"),
      cells("max by (pgbouncer, name, pool_mode) (pgbouncer_databases_current_connections{@, name!='pgbouncer'})"),
      cells("max by (pgbouncer, name, pool_mode) (pgbouncer_databases_reserve_pool{@, name!='pgbouncer'})"),
      cells("max by (pgbouncer, name, pool_mode) (pgbouncer_databases_paused{@, name!='pgbouncer'} == 1 or pgbouncer_databases_disabled{@, name!='pgbouncer'} * 2)"),
      cells("label_replace(sum by (pgbouncer, database) (pgbouncer_pools_client_active_connections{@, database!='pgbouncer'}), 'name', '$1', 'database', '(.*)')"),
      cells("label_replace(sum by (pgbouncer, database) (pgbouncer_pools_client_waiting_connections{@, database!='pgbouncer'}), 'name', '$1', 'database', '(.*)')")
    ]; [
      ["pgbouncer", "PgBouncer"], ["name", "Database"], ["pool_mode", "Mode"], ["Value #A", "Pool size"], ["Value #C", "Reserve"],
      ["Value #B", "To server"], ["Value #E", "Clients"], ["Value #F", "Waiting", colors([[null, "text"], [1, "orange"]])],
      ["Value #D", "State", meanings({"0": ["open", "green"], "1": ["paused", "orange"], "2": ["disabled", "red"]})]
    ]) | most_first("Waiting") | size(16; 7) | empty_when(no_bouncer)),
  (table("Limits of the PgBouncers"; "How many clients may connect, how many do, and the settings that bound pools."; [
      cells("max by (pgbouncer) (pgbouncer_config_max_client_connections{@})"), cells("max by (pgbouncer) (pgbouncer_used_clients{@})"),
      cells("max by (pgbouncer) (pgbouncer_config_default_pool_size{@})"), cells("max by (pgbouncer, version) (pgbouncer_version_info{@})")
    ]; [
      ["pgbouncer", "PgBouncer"], ["version", "Version"], ["Value #B", "Clients"], ["Value #A", "Most"], ["Value #C", "Default pool"]
    ]) | size(8; 7) | empty_when(no_bouncer))
];

dashboard("pgmedic-connections"; "Connections of one server: who holds them, what their transactions do, and how the PgBouncers in front of it fare."; "3h";
  [job, one_instance, databases];
  [
    section(""; first_look + [findings_table("Findings about connections and pools"; "What the checks find here, worst first. Click a check for its runbook."; checks; [])]),
    section("Connections"; connections),
    section("Transactions and locks"; transactions),
    section("PgBouncer"; pools)
  ])
