# All servers: is something wrong, and where.
include "panels";
include "findings";
include "dashboard";

def per_server(expr): cells("sum by (instance) (\(expr))");

def first_look: [
  (stat("Servers"; "Servers that pgmedic is told to watch."; "none"; line("count(pg_up{@})"; "servers"))),
  (stat("Down"; "Servers that do not answer pgmedic."; "none"; line("sum(pg_up{@} == bool 0)"; "down")) | alarm_above(1)),
  (stat("DBs down"; "Databases whose last visit failed while their server answers."; "none"; line("sum(pg_database_up{@} == bool 0)"; "down"))
    | warn_above(1)),
  findings_stats(".+"),
  (unknown_stat),
  failing_stat,
  (stat("Data age"; "The most intervals that any collector of any server is late: 1 is on time, at 3 its data is taken off the page."; "none";
    line("max(\(late))"; "intervals"))
    | decimals(1) | warn_above(3))
];

def servers_table:
  table("Servers";
    "One line for each server. Role, versions and figures of a server that does not answer are missing. Click a name to open the server.";
    [
      cells("max by (instance) (pg_up{@})"),
      cells("max by (instance, short_version) (pg_static{@})"),
      cells("max by (instance) (pg_replication_is_replica{@})"),
      per_server("pgmedic_findings{@, severity='critical'}"),
      per_server("pgmedic_findings{@, severity='warning'}"),
      cells("max by (instance) (pg_connections_utilization_ratio{@})"),
      per_server("rate(pg_stat_database_xact_commit{@}[$__rate_interval])"),
      cells("sum by (instance) (rate(pg_stat_database_blks_hit{@}[$__rate_interval])) / (sum by (instance) (rate(pg_stat_database_blks_hit{@}[$__rate_interval]))"
        + " + sum by (instance) (rate(pg_stat_database_blks_read{@}[$__rate_interval])))"),
      cells("max by (instance) (pg_transactions_oldest_age_seconds{@})"),
      cells("max by (instance) (pg_database_xid_wraparound_ratio{@})"),
      per_server("pg_database_size_bytes{@}"),
      cells("max by (instance) (time() - pg_postmaster_start_time_seconds{@})")
    ];
    [
      ["instance", "Server", leads_to("pgmedic-server") + width(170)],
      ["Value #A", "State", meanings({"0": ["down", "red"], "1": ["up", "green"]}) + width(70)],
      ["short_version", "Version", width(80)],
      ["Value #C", "Role", meanings({"0": ["primary", "text"], "1": ["standby", "blue"]}) + width(80)],
      ["Value #D", "Critical", colors([[null, "text"], [1, "red"]]) + width(80)],
      ["Value #E", "Warnings", colors([[null, "text"], [1, "orange"]]) + width(90)],
      ["Value #F", "Connections", unit("percentunit") + {decimals: 0} + gauge_up_to(1)
        + {thresholds: {mode: "absolute", steps: [{value: null, color: "green"}, {value: 0.8, color: "orange"}, {value: 0.95, color: "red"}]}}],
      ["Value #G", "Commits", unit("cps") + {decimals: 1} + width(100)],
      ["Value #H", "Cache hits", unit("percentunit") + {decimals: 1} + width(100)],
      ["Value #I", "Oldest transaction", unit("s") + {decimals: 0} + width(150)],
      ["Value #J", "Wraparound", unit("percentunit") + {decimals: 0} + colors_above(0.5; 0.75) + width(110)],
      ["Value #K", "Size", unit("bytes") + width(100)],
      ["Value #L", "Up for", unit("s") + {decimals: 0} + width(100)]
    ])
  | most_first("Critical") | size(24; 9);

def fleet:
  dashboard("pgmedic-fleet"; "All PostgreSQL servers that pgmedic watches: what is down, what the checks find, how old the data is."; "3h";
    [job, instances];
    [
      section(""; first_look + [
        findings_table("Findings"; "What the checks find on all chosen servers, worst first. Click a server to open it, a check for its runbook.";
          ".+"; server_column),
        servers_table
      ]),
      section("Over time"; [
        (timeseries("Findings over time"; "Findings by severity, added up over the chosen servers."; "none";
          [line("sum by (severity) (pgmedic_findings{@})"; "{{severity}}")])
          | stacked | colored("warning"; "orange") | colored("critical"; "red") | empty_when("no check could be judged")),
        (bars("Findings by check"; "How many objects each check finds now on the chosen servers."; "none";
          [now("sort_desc(sum by (check) (pgmedic_findings{@}) > 0)"; "{{check}}")]) | empty_when("no check finds anything")),
        (timeseries("Connections in use"; "Share of the slots for ordinary roles that is taken; at 100 % they are refused."; "percentunit";
          [line("pg_connections_utilization_ratio{@}"; "{{instance}}")]) | limits_of("PostgresConnectionsNearLimit")),
        (timeseries("Commits"; "Transactions committed in a second."; "cps";
          [line("sum by (instance) (rate(pg_stat_database_xact_commit{@}[$__rate_interval]))"; "{{instance}}")])),
        (timeseries("Oldest transaction"; "Age of the oldest open transaction."; "dthms"; [line("max by (instance) (pg_transactions_oldest_age_seconds{@})"; "{{instance}}")])),
        (timeseries("Data age"; "The most intervals that any collector of a server is late: 1 is on time, at 3 its data is taken off the page."; "none";
          [line("max by (instance) (\(late))"; "{{instance}}")])),
        (timeseries("Replay lag"; "WAL that a standby has not replayed, by the primary's account."; "bytes";
          [line("max by (instance, application_name) (pg_stat_replication_replay_lag_bytes{@})"; "{{instance}} → {{application_name}}")])
          | empty_when("no standby is connected to the chosen servers") | size(12; 8)),
        (timeseries("Size"; "Disk space of all databases of a server."; "bytes"; [line("sum by (instance) (pg_database_size_bytes{@})"; "{{instance}}")]) | size(12; 8))
      ])
    ]);

fleet
