# The weekly review: indexes to rebuild, to drop and to add, and statistics that the planner should not trust.
include "panels";
include "findings";
include "dashboard";

def checks:
  "Postgres(IndexHitRatioLow|IndexBloat|InvalidIndex|IndexLeftover|UnusedIndex|RedundantIndex|ForeignKeyUnindexed"
  + "|StaleStatistics|AnalyzeOverdue|NeverAnalyzed|PartitionParentStale|PartitionParentNeverAnalyzed)";

def first_look: [
  findings_stats(checks),
  (stat("Index size"; "Size of all indexes as the catalog remembers it."; "bytes"; line("sum(pg_table_index_estimate_bytes{@db})"; ""))),
  (stat("Index hits"; "Share of index blocks found in shared buffers."; "percentunit";
    line("sum(rate(pg_statio_user_tables_idx_blocks_hit{@db}[$__rate_interval])) / (sum(rate(pg_statio_user_tables_idx_blocks_hit{@db}[$__rate_interval]))"
      + " + sum(rate(pg_statio_user_tables_idx_blocks_read{@db}[$__rate_interval])))"; "")) | decimals(1) | every("2m")
    | thresholds([[null, "orange"], [0.8, "green"]]) | empty_when("no index was read")),
  (stat("To be freed"; "What rebuilding the measured indexes would free."; "bytes"; line("sum(pg_index_bloat_bytes{@db})"; ""))
    | empty_when("the extension pgstattuple is in none of the databases, or no index is large enough")),
  (stat("Invalid"; "Indexes that queries cannot use, leftovers of concurrent builds among them."; "none"; line("sum(pg_indexes_invalid{@db})"; "")) | warn_above(1)
    | empty_when(on_primary)),
  (stat("Redundant"; "Indexes that another index makes superfluous."; "none"; line("sum(pg_indexes_redundant{@db})"; "")) | warn_above(1)
    | empty_when(on_primary)),
  (stat("Unused"; "Indexes never scanned since the statistics were reset."; "none"; line("sum(pg_indexes_unused{@db})"; ""))),
  (stat("Counted for"; "How long the counters of the youngest database reach back: an index is not unused for longer than that."; "s";
    now("min(pg_index_statistics_age_seconds{@db})"; "")) | thresholds([[null, "orange"], [2592000, "green"]])),
  (stat("Unused size"; "Size of the unused indexes."; "bytes"; line("sum(pg_index_unused_bytes{@db}) or 0 * sum(pg_indexes_unused{@db})"; ""))),
  (stat("FKs unindexed"; "Foreign keys without an index on the referencing table."; "none"; line("sum(pg_constraints_fk_unindexed{@db})"; "")) | warn_above(1)
    | empty_when(on_primary)),
  (stat("Stale tables"; "Tables whose statistics are stale: never made, older than 7 days and changed since, or more rows changed than autovacuum's threshold."; "none";
    line("sum(pg_tables_statistics_stale{@db})"; "")) | warn_above(1)
    | empty_when(on_primary)),
  (stat("Unanalyzed"; "Tables with rows that were never analyzed."; "none"; line("sum(pg_table_never_analyzed{@db})"; "")) | warn_above(1)
    | empty_when("there is no table with rows, or this is a standby")),
  (stat("Oldest"; "Age of the oldest statistics of any table; that of a table that does not change is no fault."; "s"; now("max(pg_table_analyze_age_seconds{@db})"; ""))
    | empty_when("no table was ever analyzed, or this is a standby")),
  (stat("Parents stale"; "Partitioned tables that were never analyzed, or where more rows changed since than autovacuum's threshold. Autovacuum never analyzes them.";
    "none"; line("count(pg_partition_parent_never_analyzed{@db} == 1 or pg_partition_parent_analyze_threshold_ratio{@db} > 1) or 0 * sum(pg_tables_statistics_stale{@db})"; ""))
    | warn_above(1) | empty_when(on_primary)),
  (stat("Being built"; "Indexes that are being built or rebuilt now."; "none"; line("count(pg_stat_progress_create_index_blocks{@db}) or 0 * sum(pg_up{@})"; "")))
];

def rebuild: [
  (table("Bloated indexes"; "Indexes by what a rebuild would free, as measured by pgstatindex. About 25 % is normal after random insertions.";
    indexes_by(of_index("pg_index_bloat_bytes{@db}"); [
      of_index("pg_index_bloat_ratio{@db}"),
      of_index("pg_index_estimate_bytes{@db}"),
      of_index("pg_index_leaf_density_ratio{@db}"),
      of_index("pg_index_leaf_fragmentation_ratio{@db}")
    ]);
    index_columns + [
      ["Value #A", "To be freed", unit("bytes") + width(120)], ["Value #B", "Bloat", unit("percentunit") + {decimals: 0} + colors_above(0.4; 0.6) + width(90)],
      ["Value #C", "Size", unit("bytes") + width(110)], ["Value #D", "Density", unit("percentunit") + {decimals: 0} + width(100)],
      ["Value #E", "Fragmented", unit("percentunit") + {decimals: 0} + width(120)]
    ]) | most_first("To be freed") | size(24; 9)
    | empty_when("the extension pgstattuple is in none of the databases, or no index is large enough")),
  (table("Indexes that are found least in shared buffers"; "Share of an index's blocks found in shared buffers since the statistics were reset, for indexes of which any was read from outside.";
    ranked(index_labels; "bottomk"; "\(of_index("pg_index_hit_ratio{@db}")) and on (\(index_labels)) pg_statio_user_indexes_idx_blks_read_total{@db} > 0"; [
      of_index("pg_statio_user_indexes_idx_blks_read_total{@db}"), of_index("pg_statio_user_indexes_idx_blks_hit_total{@db}")
    ]);
    index_columns + [
      ["Value #A", "Hits", unit("percentunit") + {decimals: 1} + colors([[null, "orange"], [0.8, "text"]]) + width(90)],
      ["Value #B", "Blocks read", unit("short") + {decimals: 0} + width(110)], ["Value #C", "Blocks hit", unit("short") + {decimals: 0} + width(100)]
    ]) | least_first("Hits") | size(16; 9) | empty_when("no index was read from outside shared buffers")),
  (timeseries("Index blocks read"; "Bytes of indexes in a second that were not in shared buffers, by database."; "Bps";
    [line("sum by (datname) (rate(pg_statio_user_tables_idx_blocks_read{@db}[$__rate_interval])) * on () group_left () max(pg_settings_block_size{@})"; "{{datname}}")])
    | stacked | every("2m") | size(8; 9) | empty_when("no index was read"))
];

def repair: [
  (table("Invalid indexes"; "Indexes that queries cannot use. A leftover is what a concurrent build left behind: new before its swap, old after it; others were never finished. Written: every change of the table still maintains it.";
    [cells(qualified("pg_index_invalid_bytes{@db}"))];
    index_columns + [["leftover", "Leftover", width(80)], ["is_ready", "Written", meanings({"true": ["yes", "orange"], "false": ["no", "text"]}) + width(70)], ["Value", "Size", unit("bytes") + width(85)]])
    | most_first("Size") | empty_when("every index is valid, or this is a standby")),
  (table("Redundant indexes"; "Indexes that another index of the same table makes superfluous: the same columns, or their beginning.";
    [cells(qualified("topk($top, pg_index_redundant_bytes{@db})"))];
    index_columns + [["covered_by", "Covered by"], ["reason", "Because", width(85)], ["Value", "Size", unit("bytes") + width(85)]])
    | most_first("Size") | empty_when("no index is redundant, or this is a standby")),
  (table("Unused indexes"; "Indexes never scanned on this server since the statistics were reset. Look at the standbys too before dropping one: each counts for itself. For at least: how far back that is known.";
    indexes_by(of_index("pg_index_unused_bytes{@db}"); [of_index("pg_index_unused_for_seconds{@db}")]);
    index_columns + [["Value #A", "Size", unit("bytes") + width(110)], ["Value #B", "For at least", unit("s") + width(120)]])
    | most_first("Size") | empty_when("every index was used")),
  (table("Foreign keys without an index"; "Deleting or updating a referenced row reads all of the referencing table, shown here with its size. Deletes: rows deleted from the referenced table since the statistics were reset.";
    ranked("\(table_labels), conname"; "topk"; "sum by (\(table_labels), conname) (pg_constraint_fk_unindexed_table_bytes{@db})"; [
      "sum by (\(table_labels), conname) (pg_constraint_fk_unindexed_deletes_total{@db})"
    ]);
    table_columns + [["conname", "Foreign key"], ["Value #A", "Size", unit("bytes") + width(110)], ["Value #B", "Deletes", unit("short") + {decimals: 0} + width(90)]])
    | most_first("Size") | empty_when("every foreign key has an index, or this is a standby"))
];

def use: [
  (table("Largest indexes"; "The largest indexes with their use within the chosen range. A large index with few scans deserves a question.";
    indexes_by(of_index("pg_index_size_bytes{@db}"); [
      of_index("delta(pg_index_size_bytes{@db}[$__range])"),
      of_index("increase(pg_stat_user_indexes_idx_scan_total{@db}[$__range])"),
      of_index("increase(pg_stat_user_indexes_idx_tup_read_total{@db}[$__range])"),
      "\(of_index("increase(pg_stat_user_indexes_idx_tup_read_total{@db}[$__range])")) / (\(of_index("increase(pg_stat_user_indexes_idx_scan_total{@db}[$__range])")) > 0)"
    ]);
    index_columns + [
      ["Value #A", "Size", unit("bytes") + width(110)], ["Value #B", "Growth", unit("bytes") + width(110)],
      ["Value #C", "Scans", unit("short") + {decimals: 0} + width(100)], ["Value #D", "Entries read", unit("short") + {decimals: 0} + width(120)],
      ["Value #E", "Per scan", unit("short") + {decimals: 1} + width(110)]
    ]) | most_first("Size") | size(24; 9)),
  (table("Tables read from end to end"; "Tables whose sequential scans read the most rows within the chosen range: where many rows are read per scan, an index may be missing.";
    tables_by(of_table("increase(pg_stat_user_tables_seq_tup_read{@db}[$__range])") + " > 0"; [
      of_table("increase(pg_stat_user_tables_seq_scan{@db}[$__range])"),
      "\(of_table("increase(pg_stat_user_tables_seq_tup_read{@db}[$__range])")) / (\(of_table("increase(pg_stat_user_tables_seq_scan{@db}[$__range])")) > 0)",
      of_table("increase(pg_stat_user_tables_idx_scan{@db}[$__range])"),
      of_table("pg_table_heap_estimate_bytes{@db}")
    ]);
    table_columns + [
      ["Value #A", "Rows read", unit("short") + {decimals: 0} + width(105)], ["Value #B", "Scans", unit("short") + {decimals: 0} + width(105)], ["Value #C", "Per scan", unit("short") + {decimals: 0} + width(105)],
      ["Value #D", "Index scans", unit("short") + {decimals: 0} + width(105)], ["Value #E", "Size", unit("bytes") + width(100)]
    ]) | most_first("Rows read") | size(16; 9) | empty_when("no table was read by a sequential scan within the range")),
  (timeseries("Scans"; "Scans in a second by indexes and from end to end, over all tables."; "cps"; [
    line("sum(rate(pg_stat_user_tables_idx_scan{@db}[$__rate_interval]))"; "by index"),
    line("sum(rate(pg_stat_user_tables_seq_scan{@db}[$__rate_interval]))"; "sequential")
  ]) | every("2m") | colored("sequential"; "orange") | colored("by index"; "green") | size(8; 9))
];

def statistics: [
  (table("Tables by changed rows since the last ANALYZE"; "Changed rows as a multiple of the number at which autovacuum analyzes the table: above 1 it is due. Stale tells why the statistics count as stale.";
    tables_by(of_table("pg_autovacuum_analyze_threshold_ratio{@db}"); [
      of_table("pg_table_rows_changed_since_analyze{@db}"),
      of_table("pg_table_analyze_age_seconds{@db}"),
      "max by (\(table_labels)) (pg_table_never_analyzed{@db})",
      "sum by (\(table_labels), reason) (pg_table_statistics_stale{@db})"
    ]);
    table_columns + [
      ["Value #A", "Changed", times + colors([[null, "text"], [1, "orange"]]) + width(110)],
      ["Value #B", "Rows changed", unit("short") + {decimals: 0} + width(130)], ["Value #C", "Analyzed ago", unit("s") + colors([[null, "text"], [604800, "orange"]]) + width(130)],
      ["Value #D", "Ever analyzed", meanings({"0": ["yes", "text"], "1": ["never", "orange"]}) + width(130)],
      ["reason", "Stale", meanings({never: ["never analyzed", "orange"], threshold: ["many changes", "orange"], age: ["old", "orange"]}) + width(130)]
    ]) | most_first("Changed") | size(24; 9) | empty_when("there is no table with rows, or this is a standby")),
  (table("Partitioned tables"; "Statistics of partitioned tables as a whole, which only a manual ANALYZE makes. Changed is judged as if autovacuum did it.";
    tables_by(of_table("pg_partition_parent_changed_rows_since_analyze{@db}"); [
      "max by (\(table_labels)) (pg_partition_parent_analyze_threshold_ratio{@db})",
      "max by (\(table_labels)) (pg_partition_parent_analyze_age_seconds{@db})",
      "max by (\(table_labels)) (pg_partition_parent_never_analyzed{@db})",
      of_table("pg_partition_parent_partitions{@db}")
    ]);
    table_columns + [
      ["Value #E", "Partitions", width(100)], ["Value #A", "Rows changed", unit("short") + {decimals: 0} + width(120)],
      ["Value #B", "Changed", times + colors([[null, "text"], [1, "orange"]]) + width(100)],
      ["Value #C", "Analyzed ago", unit("s") + width(120)], ["Value #D", "Ever analyzed", meanings({"0": ["yes", "text"], "1": ["never", "orange"]}) + width(130)]
    ]) | most_first("Rows changed") | size(16; 9) | empty_when("there are no partitioned tables, or this is a standby")),
  (timeseries("Stale tables"; "Tables with stale statistics, by database."; "none"; [line("pg_tables_statistics_stale{@db}"; "{{datname}}")]) | stacked | size(8; 9)
    | empty_when(on_primary)),
  (timeseries("Tables analyzed"; "Tables analyzed within an hour, by autovacuum and by commands."; "none"; [
    line("sum(increase(pg_stat_user_tables_autoanalyze_count{@db}[1h]))"; "autovacuum"), line("sum(increase(pg_stat_user_tables_analyze_count{@db}[1h]))"; "ANALYZE")
  ]) | stacked | size(12; 7)),
  (table("Index builds in progress"; "CREATE INDEX and REINDEX that run now, with the phase and its progress."; [
      cells("sum by (datname, relname, indexrelname, pid, command, phase) (pg_stat_progress_create_index_phase{@db})"),
      cells("sum by (datname, relname, indexrelname, pid) (pg_stat_progress_create_index_blocks_done{@db}) / sum by (datname, relname, indexrelname, pid) (pg_stat_progress_create_index_blocks{@db} > 0)"),
      cells("sum by (datname, relname, indexrelname, pid) (pg_stat_progress_create_index_lockers{@db} - pg_stat_progress_create_index_lockers_done{@db})")
    ]; [
      ["datname", "Database"], ["relname", "Table"], ["indexrelname", "Index"], ["command", "Command"], ["phase", "Phase"],
      ["Value #B", "Of the phase", unit("percentunit") + {decimals: 0}], ["Value #C", "Waits for transactions"]
    ]) | size(12; 7) | empty_when("no index is being built"))
];

dashboard("pgmedic-indexes"; "The weekly review of one server: indexes to rebuild, to drop and to add, and statistics that the planner should not trust."; "7d";
  [job, one_instance, databases, top];
  [
    section(""; first_look + [findings_table("Findings about indexes and statistics"; "What the checks find here, worst first. Click a check for its runbook."; checks; [])]),
    section("Rebuild"; rebuild),
    section("Repair, drop, add"; repair),
    section("Use"; use),
    section("Planner statistics"; statistics)
  ])
