# One server: its load, its waits, its disks, its standbys, its settings.
include "panels";
include "findings";
include "dashboard";

def first_look: [
  (stat("State"; "Whether the server answers pgmedic."; "none"; now("pg_up{@}"; "")) | words({"0": ["down", "red"], "1": ["up", "green"]})),
  (stat("Version"; "Version of the server."; "none"; now("pg_static{@}"; "{{short_version}}")) | shows_name),
  (stat("Role"; "Whether the server is a primary or a standby."; "none"; now("pg_replication_is_replica{@}"; ""))
    | words({"0": ["primary", "text"], "1": ["standby", "blue"]})),
  (stat("Up for"; "Time since the server was started; orange within the first hour."; "s"; now("time() - pg_postmaster_start_time_seconds{@}"; ""))
    | decimals(0) | thresholds([[null, "orange"], [3600, "text"]])),
  findings_stats(".+"),
  (unknown_stat),
  (stat("Restart due"; "Settings whose new value takes effect at the next restart only."; "none";
    line("count(pg_settings_pending_restart{@}) or 0 * sum(pg_up{@})"; "settings")) | warn_above(1)),
  (stat("Connections"; "Share of the slots for ordinary roles that is taken; at 100 % they are refused."; "percentunit";
    line("pg_connections_utilization_ratio{@}"; "")) | decimals(0) | above(0.8; 0.95)),
  (stat("Commits"; "Transactions committed in a second, in the chosen databases."; "cps";
    line("sum(rate(pg_stat_database_xact_commit{@db}[$__rate_interval]))"; "")) | decimals(1)),
  (stat("Cache hits"; "Share of blocks found in shared buffers, in the chosen databases."; "percentunit";
    line("sum(rate(pg_stat_database_blks_hit{@db}[$__rate_interval])) / (sum(rate(pg_stat_database_blks_hit{@db}[$__rate_interval]))"
      + " + sum(rate(pg_stat_database_blks_read{@db}[$__rate_interval])))"; "")) | decimals(1)),
  (stat("Oldest open"; "Age of the oldest open transaction."; "s"; line("max(pg_transactions_oldest_age_seconds{@})"; "")) | decimals(0) | above(14400; 43200)),
  (stat("Blocked"; "Sessions that wait for a lock of another."; "none"; line("pg_blocked_sessions{@}"; "")) | warn_above(1)),
  (stat("Wraparound"; "The database that is nearest to transaction ID wraparound; the server refuses writes shortly before 100 %."; "percentunit";
    line("max(pg_database_xid_wraparound_ratio{@})"; "")) | decimals(1) | above(0.5; 0.75)),
  (stat("WAL written"; "WAL written in a second; on a standby replayed."; "Bps"; line("rate(pg_xlog_location_bytes{@}[$__rate_interval])"; ""))),
  (stat("Size"; "Disk space of the chosen databases."; "bytes"; line("sum(pg_database_size_bytes{@db})"; "")))
];

def work: [
  (timeseries("Transactions"; "Transactions committed, by database, and rolled back in all of them."; "cps"; [
    line("sum by (datname) (rate(pg_stat_database_xact_commit{@db}[$__rate_interval])) > 0"; "{{datname}}"),
    line("sum(rate(pg_stat_database_xact_rollback{@db}[$__rate_interval]))"; "rolled back")
  ]) | stacked | colored("rolled back"; "dark-red")),
  (timeseries("Rows"; "Rows in a second: fetched by index scans, inserted, updated, deleted. What sequential scans read stands with the tables."; "cps"; [
    line("sum(rate(pg_stat_database_tup_fetched{@db}[$__rate_interval]))"; "fetched"),
    line("sum(rate(pg_stat_database_tup_inserted{@db}[$__rate_interval]))"; "inserted"),
    line("sum(rate(pg_stat_database_tup_updated{@db}[$__rate_interval]))"; "updated"),
    line("sum(rate(pg_stat_database_tup_deleted{@db}[$__rate_interval]))"; "deleted")
  ])),
  (timeseries("Sessions"; "Sessions of clients by what they do."; "none";
    [line("sum by (state) (pg_stat_activity_count{@db, state!=''}) > 0"; "{{state}}")]) | stacked
    | colored("active"; "green") | colored("idle"; "blue") | colored("idle in transaction"; "orange") | colored("idle in transaction (aborted)"; "red")),
  (timeseries("Cache hits"; "Share of blocks that were found in shared buffers, by database."; "percentunit"; [
    line("sum by (datname) (rate(pg_stat_database_blks_hit{@db, datname!=''}[$__rate_interval])) / (sum by (datname) (rate(pg_stat_database_blks_hit{@db}[$__rate_interval]))"
      + " + sum by (datname) (rate(pg_stat_database_blks_read{@db}[$__rate_interval]))) >= 0"; "{{datname}}")
  ]) | up_to(1) | signed | unfilled),
  (timeseries("Temporary files"; "Bytes in a second that queries wrote to temporary files because work_mem was too small for them."; "Bps";
    [line("sum by (datname) (rate(pg_stat_database_temp_bytes{@db, datname!=''}[$__rate_interval]))"; "{{datname}}")])),
  (timeseries("Deadlocks and conflicts"; "Deadlocks, and queries that recovery cancelled on a standby, within the interval of a point."; "none"; [
    line("sum(increase(pg_stat_database_deadlocks{@db}[$__rate_interval]))"; "deadlocks"),
    line("sum(increase(pg_stat_database_conflicts{@db}[$__rate_interval]))"; "conflicts")
  ]) | colored("deadlocks"; "red"))
];

def waits: [
  (timeseries("Waits"; "Server processes by what they wait for; background processes that only wait for work are left out."; "none";
    [line("sum by (wait_event_type, wait_event) (pg_stat_activity_wait_events{@, wait_event_type!~'Activity|Client'})"; "{{wait_event_type}}: {{wait_event}}")])
    | stacked | size(12; 8) | empty_when("nobody waits for anything but work")),
  (timeseries("Sessions that wait for locks"; "Sessions that wait for a lock of another, and those that make them wait."; "none"; [
    line("pg_blocked_sessions{@}"; "blocked"), line("pg_blocking_sessions{@}"; "blocking")
  ]) | size(6; 8)),
  (timeseries("Longest wait for a lock"; "How long the session that waits longest has waited."; "dthms"; [line("pg_longest_blocked_seconds{@}"; "longest")])
    | limits_of("PostgresBlockedSessions") | size(6; 8)),
  (timeseries("Locks"; "Locks held or waited for, by mode. The strongest stop readers or writers."; "none";
    [line("sum by (mode) (pg_locks_count{@db}) > 0"; "{{mode}}")]) | stacked | size(12; 8)),
  (timeseries("Oldest transaction"; "Age of the oldest open transaction of each database."; "dthms";
    [line("pg_transactions_oldest_age_seconds{@db} > 0"; "{{datname}}")]) | size(6; 8) | empty_when("no transaction is open")),
  (timeseries("Longest idle in transaction"; "How long the session has idled that has idled longest inside a transaction."; "dthms";
    [line("pg_idle_in_transaction_longest_seconds{@db}"; "{{datname}}")]) | size(6; 8))
];

def disks: [
  (timeseries("Blocks read"; "Bytes in a second that were not in shared buffers, by database; many come from the kernel's cache."; "Bps";
    [line("sum by (datname) (rate(pg_stat_database_blks_read{@db}[$__rate_interval])) * on () group_left () max(pg_settings_block_size{@}) > 0"; "{{datname}}")]) | stacked
    | empty_when("all blocks were in shared buffers")),
  (timeseries("Time for reading and writing"; "Seconds that sessions spent reading and writing blocks, in a second."; "percentunit"; [
    line("sum(rate(pg_stat_database_blk_read_time{@db}[$__rate_interval])) / 1000"; "reading"),
    line("sum(rate(pg_stat_database_blk_write_time{@db}[$__rate_interval])) / 1000"; "writing")
  ]) | .description += " It stays 0 while track_io_timing is off."),
  (timeseries("Buffers written by"; "Who wrote changed blocks to disk. Sessions should rarely have to.";  "Bps"; [
    line("rate(pg_stat_checkpointer_buffers_written_total{@}[$__rate_interval]) * on () group_left () max(pg_settings_block_size{@})"; "checkpointer"),
    line("rate(pg_stat_bgwriter_buffers_clean_total{@}[$__rate_interval]) * on () group_left () max(pg_settings_block_size{@})"; "background writer"),
    line("sum(rate(pg_stat_io_write_bytes_total{@, backend_type='client backend', object='relation'}[$__rate_interval]))"
      + " or sum(rate(pg_stat_bgwriter_buffers_backend_total{@}[$__rate_interval])) * on () group_left () max(pg_settings_block_size{@})"; "sessions")
  ]) | stacked | colored("sessions"; "orange")),
  (timeseries("Reads by process"; "Bytes in a second that each kind of process read, from pg_stat_io."; "Bps";
    [line("sum by (backend_type) (rate(pg_stat_io_read_bytes_total{@}[$__rate_interval])) > 0"; "{{backend_type}}")])
    | stacked | size(12; 8) | empty_when("PostgreSQL before 16, or nothing was read")),
  (timeseries("Writes and extensions by process"; "Bytes in a second that each kind of process wrote or added to relations, from pg_stat_io."; "Bps";
    [line("sum by (backend_type) (rate(pg_stat_io_write_bytes_total{@}[$__rate_interval])) + sum by (backend_type) (rate(pg_stat_io_extend_bytes_total{@}[$__rate_interval])) > 0"; "{{backend_type}}")])
    | stacked | size(12; 8) | empty_when("PostgreSQL before 16, or nothing was written"))
];

def wal: [
  (timeseries("WAL"; "WAL written in a second; on a standby replayed. Full page images need PostgreSQL 14 or later."; "Bps"; [
    line("rate(pg_xlog_location_bytes{@}[$__rate_interval])"; "WAL")
  ])),
  (timeseries("Checkpoints"; "Checkpoints within an hour. Requested ones come from max_wal_size or a command; most should be timed."; "none"; [
    line("increase(pg_stat_checkpointer_num_timed_total{@}[1h])"; "timed"),
    line("increase(pg_stat_checkpointer_num_requested_total{@}[1h])"; "requested")
  ]) | stacked | colored("requested"; "orange") | colored("timed"; "green")),
  (timeseries("Time of checkpoints"; "Share of the last hour that checkpoints spent writing and synchronizing files; the server tells it when one ends."; "percentunit"; [
    line("rate(pg_stat_checkpointer_write_time_total{@}[1h]) / 1000"; "writing"),
    line("rate(pg_stat_checkpointer_sync_time_total{@}[1h]) / 1000"; "synchronizing")
  ])),
  (timeseries("WAL on disk"; "Size of pg_wal, and what max_wal_size lets it become between checkpoints."; "bytes"; [
    line("pg_wal_size_bytes{@}"; "pg_wal"), line("pg_settings_max_wal_size_bytes{@}"; "max_wal_size")
  ]) | override("byName"; "max_wal_size"; {"custom.lineStyle": {fill: "dash", dash: [8, 8]}, "custom.fillOpacity": 0, color: {mode: "fixed", fixedColor: "text"}})),
  (timeseries("Archiving"; "WAL files archived, and attempts that failed, within an hour."; "none"; [
    line("increase(pg_stat_archiver_archived_count{@}[1h])"; "archived"), line("increase(pg_stat_archiver_failed_count{@}[1h])"; "failed")
  ]) | colored("failed"; "red")),
  (timeseries("Waiting to be archived"; "WAL files that wait to be archived."; "none"; [line("pg_archiver_ready_files{@}"; "files")])
    | limits_of("PostgresArchiveBacklog"))
];

def replication: [
  (timeseries("Lag of the standbys"; "WAL that each connected standby has not replayed."; "bytes";
    [line("pg_stat_replication_replay_lag_bytes{@}"; "{{application_name}} {{client_addr}}")]) | limits_of("PostgresReplicaLagBytes")
    | empty_when("no standby is connected")),
  (timeseries("Replay delay"; "Time from commit to replay as the primary measures it, and on a standby the time since the last replayed commit.";
    "s"; [
      line("pg_stat_replication_replay_lag_seconds{@}"; "{{application_name}} {{client_addr}}"),
      line("pg_replication_lag_seconds{@} and pg_replication_is_replica{@} == 1"; "this standby")
    ]) | limits_of("PostgresReplicaLagSeconds") | empty_when("no standby is connected, and this server is none")),
  (timeseries("WAL kept for slots"; "WAL that each replication slot keeps on disk."; "bytes"; [line("pg_replication_slot_retained_bytes{@}"; "{{slot_name}}")])
    | limits_of("PostgresSlotRetention") | empty_when("there are no replication slots")),
  (table("Standbys"; "Connected standbys, and other readers of WAL."; [
      cells("max by (application_name, client_addr, state) (pg_stat_replication_replay_lag_bytes{@})"),
      cells("max by (application_name, client_addr, state) (pg_stat_replication_synchronous{@})")
    ]; [
      ["application_name", "Standby"], ["client_addr", "Address"], ["state", "State"],
      ["Value #A", "Not replayed", unit("bytes")], ["Value #B", "Synchronous", meanings({"0": ["no", "text"], "1": ["yes", "blue"]})]
    ]) | most_first("Not replayed") | size(12; 7) | empty_when("no standby is connected")),
  (table("Replication slots"; "Slots, whether somebody reads from them, and the WAL that they keep."; [
      cells("max by (slot_name) (pg_replication_slot_retained_bytes{@})"), cells("max by (slot_name, database) (pg_replication_slots_active{@})")
    ]; [
      ["slot_name", "Slot"], ["database", "Database"], ["Value #B", "Read", meanings({"0": ["nobody reads", "orange"], "1": ["active", "green"]})],
      ["Value #A", "WAL kept", unit("bytes")]
    ]) | most_first("WAL kept") | size(12; 7) | empty_when("there are no replication slots"))
];

def statements: [
  (table("Dearest statements"; "Statements that took the most time within the chosen range, by their query ID: look the text up in pg_stat_statements."; [
      cells("topk($top, sum by (datname, user, queryid) (increase(pg_stat_statements_seconds_total{@db}[$__range])))"),
      cells("sum by (datname, user, queryid) (increase(pg_stat_statements_calls_total{@db}[$__range])) and on (datname, user, queryid)"
        + " topk($top, sum by (datname, user, queryid) (increase(pg_stat_statements_seconds_total{@db}[$__range])))"),
      cells("sum by (datname, user, queryid) (increase(pg_stat_statements_seconds_total{@db}[$__range])) / (sum by (datname, user, queryid) (increase(pg_stat_statements_calls_total{@db}[$__range])) > 0)"
        + " and on (datname, user, queryid) topk($top, sum by (datname, user, queryid) (increase(pg_stat_statements_seconds_total{@db}[$__range])))"),
      cells("sum by (datname, user, queryid) (increase(pg_stat_statements_rows_total{@db}[$__range])) and on (datname, user, queryid)"
        + " topk($top, sum by (datname, user, queryid) (increase(pg_stat_statements_seconds_total{@db}[$__range])))")
    ]; [
      ["queryid", "Query ID"], ["datname", "Database"], ["user", "Role"], ["Value #A", "Total time", unit("s")],
      ["Value #B", "Calls", unit("short") + {decimals: 0}], ["Value #C", "Time of a call", unit("s")], ["Value #D", "Rows", unit("short") + {decimals: 0}]
    ]) | most_first("Total time") | size(24; 9) | empty_when("the extension pg_stat_statements is not in the main database")),
  (timeseries("Time of statements"; "Seconds spent executing statements in a second, for the dearest ones of the chosen range."; "percentunit"; [
    line("sum by (datname, queryid) (rate(pg_stat_statements_seconds_total{@db}[$__rate_interval])) and"
      + " topk(8, sum by (datname, queryid) (increase(pg_stat_statements_seconds_total{@db}[$__range] @ end())))"; "{{datname}} {{queryid}}")
  ]) | stacked | every("2m") | size(24; 8) | empty_when("the extension pg_stat_statements is not in the main database"))
];

def setting(name; heading; unit): {expr: "pg_settings_\(name){@}", heading: heading, unit: unit};
def settings(title; description; list):
  panel("stat"; title; description; [list[] | now(.expr; .heading)])
  | .fieldConfig.defaults = {unit: "short", color: {mode: "thresholds"}}
  | .options = {colorMode: "none", graphMode: "none", justifyMode: "auto", textMode: "value_and_name", orientation: "auto",
      reduceOptions: {calcs: ["lastNotNull"], fields: "", values: false}}
  | plain | words({"-1": ["none", "text"]})
  | reduce (list[] | select(.unit != "short")) as $one (.; override("byName"; $one.heading; {unit: $one.unit}))
  | size(12; 7);
def configuration: [
  settings("Memory and limits"; "Settings that bound connections and memory, as the server has them in force."; [
    setting("max_connections"; "max_connections"; "none"),
    setting("shared_buffers_bytes"; "shared_buffers"; "bytes"),
    setting("effective_cache_size_bytes"; "effective_cache_size"; "bytes"),
    setting("work_mem_bytes"; "work_mem"; "bytes"),
    setting("maintenance_work_mem_bytes"; "maintenance_work_mem"; "bytes"),
    setting("temp_file_limit_bytes"; "temp_file_limit"; "bytes"),
    setting("superuser_reserved_connections"; "superuser_reserved"; "none"),
    setting("random_page_cost"; "random_page_cost"; "none")
  ]),
  settings("Autovacuum, WAL and logging"; "Settings of autovacuum, checkpoints and the log, as the server has them in force."; [
    setting("autovacuum"; "autovacuum"; "bool_on_off"),
    setting("autovacuum_max_workers"; "max_workers"; "none"),
    setting("autovacuum_vacuum_scale_factor"; "vacuum_scale_factor"; "percentunit"),
    setting("autovacuum_analyze_scale_factor"; "analyze_scale_factor"; "percentunit"),
    setting("max_wal_size_bytes"; "max_wal_size"; "bytes"),
    setting("checkpoint_timeout_seconds"; "checkpoint_timeout"; "s"),
    setting("log_min_duration_statement_seconds"; "log_min_duration"; "s"),
    setting("log_rotation_age_seconds"; "log_rotation_age"; "s")
  ]),
  (table("Settings that wait for a restart"; "Settings whose new value in the configuration file is not in force yet."; [cells("pg_settings_pending_restart{@}")];
    [["name", "Setting"]]) | size(8; 7) | empty_when("no setting waits for a restart")),
  (table("Passwords that expire"; "Roles whose password stops working at a set time."; [
      cells("max by (rolname) (pg_role_password_valid_until_timestamp_seconds{@}) * 1000"), cells("max by (rolname) (pg_role_password_expires_seconds{@})")
    ]; [
      ["rolname", "Role"], ["Value #A", "Until", unit("dateTimeAsIso")],
      ["Value #B", "Left", unit("s") + colors([[null, "red"], [172800, "orange"], [1209600, "text"]])]
    ]) | least_first("Left") | size(12; 7) | empty_when("no role's password expires")),
  (stat("Superusers"; "Superusers that can log in: as few as possible."; "none"; now("pg_role_superusers{@}"; "")) | size(4; 7))
];

dashboard("pgmedic-server"; "One PostgreSQL server: what is wrong with it, its load, waits, disks, WAL, standbys, statements and settings."; "3h";
  [job, one_instance, databases, top];
  [
    section(""; first_look + [findings_table("Findings on this server"; "What the checks find here, worst first. Click a check for its runbook."; ".+"; [])]),
    section("Work"; work),
    section("Waits and locks"; waits),
    section("Reading and writing"; disks),
    section("WAL, checkpoints, archiving"; wal),
    section("Replication"; replication),
    section("Statements"; statements),
    section("Configuration and roles"; configuration)
  ])
