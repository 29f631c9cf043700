# Sizes and growth, what autovacuum has to do and what hinders it, the way to wraparound.
include "panels";
include "findings";
include "dashboard";

def checks:
  "Postgres(AutovacuumOff|AutovacuumSaturated|AutovacuumDisabled|AutovacuumOverdue|XidWraparound|MxidWraparound|TableWraparound|XminHorizonHeld"
  + "|PreparedTransactionOld|LongTransaction)";
def vacuumed_ago: "time() - ((pg_stat_user_tables_last_vacuum{@db} > pg_stat_user_tables_last_autovacuum{@db} or pg_stat_user_tables_last_autovacuum{@db}) > 0)";

def first_look: [
  findings_stats(checks),
  (stat("Size"; "Disk space of the chosen databases."; "bytes"; line("sum(pg_database_size_bytes{@db})"; ""))),
  (stat("Daily growth"; "Growth of the chosen databases in a day, at the pace of the chosen range."; "bytes";
    now("sum(deriv(pg_database_size_bytes{@db}[$__range])) * 86400"; ""))),
  (stat("Tables"; "User tables of the chosen databases, partitions included."; "none"; line("count(pg_stat_user_tables_n_live_tup{@db})"; ""))
    | empty_when("there is no table")),
  (stat("Dead rows"; "Dead rows as a part of all rows."; "percentunit";
    line("sum(pg_stat_user_tables_n_dead_tup{@db}) / (sum(pg_stat_user_tables_n_dead_tup{@db}) + sum(pg_stat_user_tables_n_live_tup{@db}))"; ""))
    | decimals(1) | warn_above(0.2) | empty_when("there is no table with rows")),
  (stat("Due"; "Tables that autovacuum has a reason to vacuum; the same table may count for several reasons."; "none"; line("sum(pg_autovacuum_due_tables{@db})"; ""))
    | empty_when(on_primary)),
  (stat("Due to freeze"; "Tables so old that autovacuum must freeze them, even when it is switched off."; "none";
    line("sum(pg_autovacuum_due_tables{@db, kind='freeze'})"; "")) | warn_above(1) | empty_when(on_primary)),
  (stat("Switched off"; "Tables whose own setting switches autovacuum off."; "none"; line("count(pg_autovacuum_disabled{@db, part='heap'}) or 0 * sum(pg_autovacuum_due_tables{@db})"; ""))
    | warn_above(1) | empty_when(on_primary)),
  (stat("Workers busy"; "Autovacuum workers that run, as a part of those allowed."; "percentunit";
    line("pg_autovacuum_workers{@, state='running'} / ignoring (state) pg_autovacuum_workers{@, state='max'}"; "")) | decimals(0) | warn_above(1)),
  (stat("Vacuuming"; "VACUUM commands that run now, automatic ones included."; "none";
    line("count(pg_stat_progress_vacuum_heap_blks{@}) or 0 * sum(pg_up{@})"; ""))),
  (stat("HOT updates"; "Share of updates that needed no new index entries."; "percentunit";
    line("sum(rate(pg_stat_user_tables_n_tup_hot_upd{@db}[$__rate_interval])) / (sum(rate(pg_stat_user_tables_n_tup_upd{@db}[$__rate_interval])) > 0)"; ""))
    | decimals(0) | every("2m") | empty_when("no row was updated")),
  (stat("Wraparound"; "The chosen database that is nearest to transaction ID wraparound; the server refuses writes shortly before 100 %."; "percentunit";
    line("max(pg_database_xid_wraparound_ratio{@db})"; "")) | decimals(1) | above(0.5; 0.75)),
  (stat("Multixacts"; "Share of the way to multixact wraparound, of the chosen database that is nearest."; "percentunit"; line("max(pg_database_mxid_wraparound_ratio{@db})"; "")) | decimals(1) | above(0.5; 0.75)),
  (stat("Horizon held"; "Transactions since the oldest one whose dead rows vacuum may not remove yet."; "short";
    line("max(pg_xmin_horizon_age_xids{@})"; "")) | above(50000000; 200000000)),
  (stat("Prepared"; "Prepared transactions, which hold locks and the horizon until somebody ends them."; "none"; line("pg_prepared_xacts_count{@}"; "")) | warn_above(1))
];

def sizes: [
  (timeseries("Size of databases"; "Disk space by database."; "bytes"; [line("pg_database_size_bytes{@db}"; "{{datname}}")]) | stacked | size(12; 8)),
  (timeseries("Growth of databases"; "Change of size within a day, by database."; "bytes"; [line("delta(pg_database_size_bytes{@db}[1d])"; "{{datname}}")])
    | signed | size(12; 8)),
  (table("Largest tables"; "Tables by size with indexes and TOAST. Growth, inserts and deletes are those of the chosen range: what only grows is a candidate for partitions or an archive.";
    tables_by(of_table("pg_table_size_bytes{@db}"); [
      of_table("pg_table_size_bytes{@db, fork='heap'}"), of_table("pg_table_size_bytes{@db, fork='toast'}"), of_table("pg_table_size_bytes{@db, fork='index'}"),
      of_table("delta(pg_table_size_bytes{@db}[$__range])"), of_table("pg_stat_user_tables_n_live_tup{@db}"),
      of_table("increase(pg_stat_user_tables_n_tup_ins{@db}[$__range])"), of_table("increase(pg_stat_user_tables_n_tup_upd{@db}[$__range])"),
      of_table("increase(pg_stat_user_tables_n_tup_del{@db}[$__range])")
    ]);
    table_columns + [
      ["Value #A", "Size", unit("bytes") + width(100)], ["Value #B", "Heap", unit("bytes") + width(100)],
      ["Value #C", "TOAST", unit("bytes") + width(100)], ["Value #D", "Indexes", unit("bytes") + width(100)],
      ["Value #E", "Growth", unit("bytes") + width(100)], ["Value #F", "Rows", unit("short") + {decimals: 0} + width(100)],
      ["Value #G", "Inserts", unit("short") + {decimals: 0} + width(90)], ["Value #H", "Updates", unit("short") + {decimals: 0} + width(90)],
      ["Value #I", "Deletes", unit("short") + {decimals: 0} + width(90)]
    ]) | most_first("Size") | size(24; 10) | empty_when("there is no table")),
  (table("Tables that grow most"; "Growth within the chosen range, and the size in 30 days at the same pace.";
    tables_by(of_table("delta(pg_table_size_bytes{@db}[$__range])") + " > 0"; [of_table("pg_table_size_bytes{@db}"), of_table("predict_linear(pg_table_size_bytes{@db}[$__range], 30 * 86400)")]);
    table_columns + [
      ["Value #A", "Growth", unit("bytes") + width(110)], ["Value #B", "Size", unit("bytes") + width(110)], ["Value #C", "In 30 days", unit("bytes") + width(110)]
    ]) | most_first("Growth") | size(12; 9) | empty_when("no table grew within the range")),
  (timeseries("Largest tables over time"; "Size with indexes and TOAST of the eight tables that are largest at the end of the range."; "bytes"; [
    line("\(of_table("pg_table_size_bytes{@db}")) and topk(8, \(of_table("pg_table_size_bytes{@db} @ end()")))"; "{{datname}}.{{relname}}")
  ]) | size(12; 9) | empty_when("there is no table"))
];

def vacuum: [
  (table("Tables by what autovacuum has to do"; "Dead rows, inserted rows, dead TOAST rows and age, each as a multiple of what makes autovacuum vacuum the table: above 1 it is due, above 2 for long autovacuum cannot keep up.";
    tables_by(of_table("pg_autovacuum_vacuum_threshold_ratio{@db}"); [
      of_table("pg_autovacuum_insert_threshold_ratio{@db}"), of_table("pg_autovacuum_toast_threshold_ratio{@db}"), "max by (\(table_labels)) (pg_autovacuum_freeze_ratio{@db})",
      of_table("pg_stat_user_tables_n_dead_tup{@db}"), of_table(vacuumed_ago), "max by (\(table_labels)) (pg_autovacuum_disabled{@db, part='heap'})"
    ]);
    table_columns + [
      ["Value #A", "Dead rows", times + colors_above(1; 2) + width(110)],
      ["Value #B", "Inserted", times + colors_above(1; 2) + width(100)],
      ["Value #C", "TOAST", times + colors_above(1; 2) + width(90)],
      ["Value #D", "Age", times + colors_above(1; 1.5) + width(90)],
      ["Value #E", "Rows dead", unit("short") + {decimals: 0} + width(110)], ["Value #F", "Vacuumed ago", unit("s") + width(130)],
      ["Value #G", "Autovacuum", meanings({"1": ["switched off", "orange"]}) + width(120)]
    ]) | most_first("Dead rows") | size(24; 10) | empty_when("there is no table, or this is a standby")),
  (timeseries("Tables that are due"; "Tables that autovacuum has a reason to vacuum, by reason."; "none"; [line("sum by (kind) (pg_autovacuum_due_tables{@db})"; "{{kind}}")]) | stacked
    | empty_when(on_primary)),
  (timeseries("Autovacuum workers"; "Workers that run, and the most that may."; "none"; [line("pg_autovacuum_workers{@}"; "{{state}}")])
    | override("byName"; "max"; {"custom.lineStyle": {fill: "dash", dash: [8, 8]}, "custom.fillOpacity": 0, color: {mode: "fixed", fixedColor: "orange"}})),
  (timeseries("Vacuums"; "Tables vacuumed within an hour, by autovacuum and by commands."; "none"; [
    line("sum(increase(pg_stat_user_tables_autovacuum_count{@db}[1h]))"; "autovacuum"), line("sum(increase(pg_stat_user_tables_vacuum_count{@db}[1h]))"; "VACUUM")
  ]) | stacked),
  (timeseries("Dead rows"; "Dead rows of the eight tables that have most at the end of the range."; "short"; [
    line("pg_stat_user_tables_n_dead_tup{@db} and topk(8, pg_stat_user_tables_n_dead_tup{@db} @ end())"; "{{datname}}.{{relname}}")
  ]) | empty_when("there is no table")),
  (timeseries("Rows written"; "Rows inserted, updated and deleted in a second. HOT updates need no new index entries."; "cps"; [
    line("sum(rate(pg_stat_user_tables_n_tup_ins{@db}[$__rate_interval]))"; "inserted"),
    line("sum(rate(pg_stat_user_tables_n_tup_hot_upd{@db}[$__rate_interval]))"; "updated HOT"),
    line("sum(rate(pg_stat_user_tables_n_tup_upd{@db}[$__rate_interval])) - sum(rate(pg_stat_user_tables_n_tup_hot_upd{@db}[$__rate_interval]))"; "updated otherwise"),
    line("sum(rate(pg_stat_user_tables_n_tup_del{@db}[$__rate_interval]))"; "deleted")
  ]) | stacked | every("2m") | empty_when("there is no table")),
  (timeseries("Time of vacuum and analyze"; "Share of the time that vacuuming and analyzing took, added up over tables, waits for the cost limit included."; "percentunit"; [
    line("sum(rate(pg_stat_user_tables_autovacuum_seconds_total{@db}[$__rate_interval])) + sum(rate(pg_stat_user_tables_vacuum_seconds_total{@db}[$__rate_interval]))"; "vacuum"),
    line("sum(rate(pg_stat_user_tables_autoanalyze_seconds_total{@db}[$__rate_interval])) + sum(rate(pg_stat_user_tables_analyze_seconds_total{@db}[$__rate_interval]))"; "analyze")
  ]) | stacked | every("10m") | empty_when("PostgreSQL before 18 does not count it")),
  (table("Vacuums in progress"; "VACUUM commands that run now, automatic ones included. Each round over the indexes is work that more maintenance_work_mem would save."; [
      cells("sum by (datname, relname, phase) (pg_stat_progress_vacuum_phase{@} == 1)"),
      cells("sum by (datname, relname) (pg_stat_progress_vacuum_heap_blks_scanned{@}) / sum by (datname, relname) (pg_stat_progress_vacuum_heap_blks{@} > 0)"),
      cells("sum by (datname, relname) (pg_stat_progress_vacuum_heap_blks_vacuumed{@}) / sum by (datname, relname) (pg_stat_progress_vacuum_heap_blks{@} > 0)"),
      cells("sum by (datname, relname) (pg_stat_progress_vacuum_index_vacuums{@})")
    ]; [
      ["datname", "Database"], ["relname", "Table"], ["phase", "Phase"], ["Value #B", "Scanned", unit("percentunit") + {decimals: 0} + width(100)],
      ["Value #C", "Vacuumed", unit("percentunit") + {decimals: 0} + width(100)], ["Value #D", "Rounds over indexes", width(160)]
    ]) | size(24; 6) | empty_when("no vacuum runs"))
];

def wraparound: [
  (timeseries("Way to transaction ID wraparound"; "Share of the way, by database; the server refuses writes shortly before 100 %. Autovacuum freezes at autovacuum_freeze_max_age, 10 % by default.";
    "percentunit"; [line("pg_database_xid_wraparound_ratio{@db}"; "{{datname}}")]) | limits_of("PostgresXidWraparound")),
  (timeseries("Way to multixact wraparound"; "Share of the way, by database."; "percentunit"; [line("pg_database_mxid_wraparound_ratio{@db}"; "{{datname}}")])
    | limits_of("PostgresMxidWraparound")),
  (timeseries("Horizon"; "Transactions since the oldest one whose dead rows vacuum may not remove, by what holds it."; "short"; [line("pg_xmin_horizon_age_xids{@}"; "{{holder}}")])
    | limits_of("PostgresXminHorizonHeld")),
  (table("Oldest tables"; "Tables with the oldest unfrozen transaction IDs, which decide how near their database is to wraparound. Freeze: their age as a multiple of that at which autovacuum must freeze them.";
    tables_by(of_table("pg_table_xid_age{@db}"); [of_table("pg_table_mxid_age{@db}"), "max by (\(table_labels)) (pg_autovacuum_freeze_ratio{@db, kind='xid'})"]);
    table_columns + [
      ["Value #A", "Transactions", unit("short") + width(120)], ["Value #B", "Multixacts", unit("short") + width(110)],
      ["Value #C", "Freeze", times + colors_above(1; 1.5) + width(110)]
    ]) | most_first("Transactions") | size(12; 8)),
  (table("What holds the horizon"; "The worst holder of each kind: a session, a prepared transaction, a replication slot or a standby. Sessions are named when their transaction is older than a minute.";
    [cells("pg_xmin_horizon_holder_info{@} * on (holder) group_left () max by (holder) (pg_xmin_horizon_age_xids{@})")];
    [["holder", "Kind"], ["identity", "Holder"], ["Value", "Transactions", unit("short") + width(120)]])
    | most_first("Transactions") | size(12; 8) | empty_when("nobody holds the horizon for long"))
];

dashboard("pgmedic-tables"; "Tables of one server: sizes and growth, what autovacuum has to do and what hinders it, the way to wraparound."; "7d";
  [job, one_instance, databases, top];
  [
    section(""; first_look + [findings_table("Findings about tables and vacuum"; "What the checks find here, worst first. Click a check for its runbook."; checks; [])]),
    section("Sizes and growth"; sizes),
    section("Vacuum"; vacuum),
    section("Wraparound and horizon"; wraparound)
  ])
