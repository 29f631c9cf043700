# About pgmedic: does it see everything, what does it cost, what goes wrong.
include "panels";
include "findings";
include "dashboard";

# The program's own page: with several servers its instance is another than theirs.
def program: asked("program"; "pgmedic"; "label_values(pgmedic_build_info, instance)") | many | whatever;
def own(name): "\(name){instance=~'$program'}";
def checks: "Postgres(Down|DatabaseDown)|PgBouncerDown|Pgmedic.+";
def first_look: [
  findings_stats(checks),
  unknown_stat,
  failing_stat,
  (stat("Data age"; "The most intervals that any collector of any chosen server is late: 1 is on time, at 3 its data is taken off the page."; "none"; line("max(\(late))"; ""))
    | decimals(1) | warn_above(3)),
  (stat("Cost"; "Time that a server spends on pgmedic's statements, where it is most: 100 % is one session that never rests."; "percentunit";
    line("max(sum by (job, instance) (rate(pgmedic_collector_database_seconds_total{@}[$__rate_interval])))"; "")) | decimals(1) | warn_above(0.1)),
  (stat("Series"; "Series that the collectors of the chosen servers serve."; "short"; line("sum(pgmedic_series{@})"; ""))),
  (stat("Dropped"; "Series cut by limits, of the last hour."; "none"; line("sum(increase(pgmedic_series_dropped_total{@}[1h])) or 0 * sum(pg_up{@})"; ""))
    | decimals(0) | warn_above(1)),
  (stat("Version"; "Version of pgmedic."; "none"; now(own("pgmedic_build_info"); "{{version}}")) | shows_name),
  (stat("Servers"; "Servers that pgmedic is told to watch."; "none"; now("sum(\(own("pgmedic_targets")))"; ""))),
  (stat("Answer"; "Servers that answer pgmedic, as a part of all."; "percentunit"; line("avg(pg_up{@})"; "")) | decimals(0) | below(1; 0.99)),
  (stat("Config"; "Whether the last reload worked. If not, the older configuration is still in force; the log says why."; "none";
    now("min(\(own("pgmedic_config_last_reload_successful")))"; "")) | words({"0": ["refused", "red"], "1": ["loaded", "green"]})),
  (stat("CPU"; "CPU time of pgmedic: 100 % is one core."; "percentunit"; line("sum(rate(\(own("process_cpu_seconds_total"))[$__rate_interval]))"; "")) | decimals(2)),
  (stat("Memory"; "Resident memory of pgmedic."; "bytes"; line("sum(\(own("process_resident_memory_bytes")))"; ""))),
  (stat("Scrape time"; "99th percentile of the time to answer an HTTP request."; "s";
    line("histogram_quantile(0.99, sum by (le) (rate(\(own("pgmedic_http_request_duration_seconds_bucket"))[$__rate_interval])))"; ""))),
  (stat("Up for"; "Time since pgmedic was started."; "s"; now("time() - min(\(own("process_start_time_seconds")))"; "")) | decimals(0))
];

def collectors: [
  (table("Collectors"; "Collectors of the chosen servers by what they cost the server, as a share of its time; the worst place of each counts. Late is the age of the data in intervals.";
    [
      cells("min by (instance, collector) (pgmedic_collector_success{@})"),
      cells("max by (instance, collector) (\(late))"),
      cells("max by (instance, collector) (pgmedic_collector_interval_seconds{@})"),
      cells("sum by (instance, collector) (rate(pgmedic_collector_database_seconds_total{@}[$__range]))"),
      cells("sum by (instance, collector) (rate(pgmedic_collector_duration_seconds_sum{@}[$__range])) / (sum by (instance, collector) (rate(pgmedic_collector_duration_seconds_count{@}[$__range])) > 0)"),
      cells("sum by (instance, collector) (pgmedic_collector_series{@})")
    ];
    [
      ["instance", "Server", width(150)], ["collector", "Collector"],
      ["Value #A", "Works", meanings({"0": ["fails", "red"], "1": ["yes", "green"]}) + width(80)],
      ["Value #B", "Late", {decimals: 1} + colors([[null, "text"], [3, "orange"]]) + width(80)],
      ["Value #C", "Interval", unit("s") + width(100)], ["Value #D", "Cost", unit("percentunit") + {decimals: 3} + width(100)],
      ["Value #E", "Time of a run", unit("s") + width(120)], ["Value #F", "Series", width(90)]
    ]) | most_first("Cost") | size(16; 11)),
  (table("What cannot run"; "Collectors that cannot run somewhere, with what is missing: server means an older version, extension and privilege can be granted.";
    [cells("count by (instance, collector, reason) (pgmedic_collector_supported{@} == 0)")];
    [["instance", "Server", width(110)], ["collector", "Collector"], ["reason", "Lacks", width(80)], ["Value", "Places", width(65)]])
    | sorted_by("Collector"; false) | size(8; 11) | empty_when("every collector can run everywhere")),
  (timeseries("Time in the servers"; "Share of the time that each server spends on pgmedic's statements."; "percentunit";
    [line("sum by (instance) (rate(pgmedic_collector_database_seconds_total{@}[$__rate_interval]))"; "{{instance}}")]) | stacked),
  (timeseries("Dearest collectors"; "The eight collectors that cost the chosen servers most within the range."; "percentunit"; [
    line("sum by (collector) (rate(pgmedic_collector_database_seconds_total{@}[$__rate_interval])) and topk(8, sum by (collector) (increase(pgmedic_collector_database_seconds_total{@}[$__range] @ end())))"; "{{collector}}")
  ]) | stacked),
  (timeseries("Data age"; "The most intervals that any collector of a server is late: 1 is on time, at 3 its data is taken off the page."; "none";
    [line("max by (instance) (\(late))"; "{{instance}}")]))
];

def trouble: [
  (timeseries("Failed runs"; "Runs of collectors that failed within the interval of a point, by reason."; "none";
    [line("sum by (collector, reason) (increase(pgmedic_collector_errors_total{@}[$__rate_interval]))"; "{{collector}}: {{reason}}")]) | stacked
    | empty_when("no run failed since pgmedic was started")),
  (timeseries("Connections refused or cut"; "Attempts to connect that failed, and connections cut at their deadline, within the interval of a point."; "none"; [
    line("sum by (instance, outcome) (increase(pgmedic_connects_total{@, outcome!='ok'}[$__rate_interval]))"; "{{instance}}: {{outcome}}"),
    line("sum by (instance) (increase(pgmedic_deadline_cuts_total{@}[$__rate_interval])) > 0"; "{{instance}}: cut")
  ]) | stacked | empty_when("every attempt to connect worked, and no connection was cut")),
  (timeseries("Rows that did not fit"; "Columns and samples that did not fit a collector's header, and samples whose labels came twice, within the interval of a point."; "none"; [
    line("sum by (collector, reason) (increase(pgmedic_mapping_faults_total{@}[$__rate_interval]))"; "{{collector}}: {{reason}}"),
    line("sum by (collector) (increase(pgmedic_duplicate_series_total{@}[$__rate_interval]))"; "{{collector}}: twice")
  ]) | stacked | empty_when("every row fitted")),
  (timeseries("Series"; "Series that the collectors of each server serve."; "short"; [line("pgmedic_series{@}"; "{{instance}}")]) | stacked),
  (timeseries("Series dropped"; "Series cut within an hour, by collector: its own limit, or that of the server."; "none"; [
    line("sum by (instance, collector, reason) (increase(pgmedic_series_dropped_total{@}[1h]))"; "{{instance}} {{collector}}: {{reason}}")
  ]) | stacked | empty_when("nothing was cut")),
  (timeseries("Requests"; "HTTP requests in a second, by listener and status."; "reqps"; [
    line("sum by (listener, code) (rate(\(own("pgmedic_http_requests_total"))[$__rate_interval]))"; "{{listener}} {{code}}")
  ]) | stacked)
];

def checks_in_force: [
  (table("Thresholds in force"; "What each check judges against on the chosen servers, where they differ with the least.";
    [cells("min by (check, severity) (pgmedic_check_threshold{@, check=~'\(shares)'})"), cells("min by (check, severity) (pgmedic_check_threshold{@, check=~'\(sizes)'})"),
     cells("min by (check, severity) (pgmedic_check_threshold{@, check=~'\(durations)'})"),
     cells("min by (check, severity) (pgmedic_check_threshold{@, check!~'\(shares)|\(sizes)|\(durations)'})")];
    [
      ["check", "Check", runbook], severity_column, ["Value #A", "Share", unit("percentunit") + {decimals: 0} + width(90)],
      ["Value #B", "Size", unit("bytes") + width(110)], ["Value #C", "Duration", unit("s") + width(110)], ["Value #D", "Number", unit("short") + width(100)]
    ]) | sorted_by("Check"; false) | size(13; 10)),
  (table("Checks without an answer"; "Places that a check could not judge, and why. Unsupported is no fault: the server or its role lacks what it takes.";
    [cells("sum by (instance, check, reason) (pgmedic_check_unknown{@}) > 0")];
    [["instance", "Server", width(120)], ["check", "Check", runbook], ["reason", "Because", width(100)], ["Value", "Places", width(80)]])
    | sorted_by("Because"; false) | size(8; 10) | empty_when("every check was judged everywhere")),
  (stat("Not listed"; "Findings that are too many to be listed one by one; Critical and Warnings count them too."; "none"; line("sum(pgmedic_findings_not_listed{@})"; ""))
    | warn_above(1) | size(3; 10))
];

def process: [
  (timeseries("CPU"; "CPU time of pgmedic: 100 % is one core."; "percentunit"; [line("rate(\(own("process_cpu_seconds_total"))[$__rate_interval])"; "{{instance}}")]) | size(6; 7)),
  (timeseries("Memory"; "Resident memory of pgmedic."; "bytes"; [line(own("process_resident_memory_bytes"); "{{instance}}")]) | size(6; 7)),
  (timeseries("File descriptors"; "Open file descriptors, connections among them."; "none"; [line(own("process_open_fds"); "{{instance}}")]) | size(6; 7)),
  (timeseries("Time to answer"; "Median and 99th percentile of the time to answer HTTP requests."; "s"; [
    line("histogram_quantile(0.5, sum by (le) (rate(\(own("pgmedic_http_request_duration_seconds_bucket"))[$__rate_interval])))"; "median"),
    line("histogram_quantile(0.99, sum by (le) (rate(\(own("pgmedic_http_request_duration_seconds_bucket"))[$__rate_interval])))"; "99th percentile")
  ]) | size(6; 7))
];

dashboard("pgmedic-self"; "About pgmedic: whether it sees everything, what it costs the servers, what goes wrong."; "3h";
  [job, instances, program];
  [
    section(""; first_look + [findings_table("Findings about what cannot be seen"; "Servers, databases, pools and collectors that do not answer. Click a check for its runbook.";
      checks; server_column)]),
    section("Collectors"; collectors),
    section("Trouble"; trouble),
    section("Checks"; checks_in_force),
    section("The process"; process)
  ])
