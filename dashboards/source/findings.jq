# What the checks say: the first thing on every dashboard.
include "panels";

def worst_first: sorted_by("Severity"; false);
def object_labels:
  ["datname", "schemaname", "relname", "indexrelname", "conname", "slot_name", "application_name", "client_addr", "holder", "rolname",
   "database", "user", "pgbouncer", "collector", "name"];

# One label that names the object whatever its kind: labels that it lacks are empty, and what they leave between the others is one space.
def named(expr):
  "label_replace(label_join(\(expr), 'object', ' ', \([object_labels[] | "'\(.)'"] | join(", "))), 'object', '$1', 'object', ' *(.*?) *')";

# Checks whose value is a share, a size or a duration. What is left is a number.
def shares:
  "Postgres(ConnectionsNearLimit|XidWraparound|MxidWraparound|TableWraparound|AutovacuumSaturated|AutovacuumOverdue|AnalyzeOverdue|PartitionParentStale"
  + "|IndexBloat|IndexHitRatioLow)";
def sizes: "Postgres(InvalidIndex|IndexLeftover|UnusedIndex|RedundantIndex|ForeignKeyUnindexed|ReplicaLagBytes|SlotRetention|TempFiles)";
def durations:
  "Postgres(IdleInTransaction|LongTransaction|PreparedTransactionOld|BlockedSessions|StaleStatistics|ReplicaLagSeconds|PasswordExpiring)"
  + "|PgBouncerClientsWaiting";

# In the order in which they are shown: what is down comes first.
def findings_of(checks): [
  cells(named("pgmedic_finding{@, check=~'\(checks)', check!~'\(shares)|\(sizes)|\(durations)'}")),
  cells(named("pgmedic_finding{@, check=~'\(checks)', check=~'\(durations)'}")),
  cells(named("pgmedic_finding{@, check=~'\(checks)', check=~'\(shares)'}")),
  cells(named("pgmedic_finding{@, check=~'\(checks)', check=~'\(sizes)'}"))
];
def severity_column: ["severity", "Severity", meanings({critical: ["critical", "red"], warning: ["warning", "orange"]}) + width(100)];
def runbook: link("Runbook"; "https://github.com/pgmedic/pgmedic/blob/main/alerts/runbooks/${__value.text}.md");
def findings_table(title; description; checks; first_columns):
  table(title; description; findings_of(checks);
    [severity_column] + first_columns + [
      ["check", "Check", runbook + width(290)],
      ["object", "Object"],
      ["Value #C", "Share", unit("percentunit") + {decimals: 0} + width(90)],
      ["Value #D", "Size", unit("bytes") + width(110)],
      ["Value #B", "Duration", unit("s") + width(110)],
      ["Value #A", "Number", unit("short") + width(90)],
      ["Value", "Value", unit("short") + width(90)]    # where only one of the queries is answered
    ])
  | worst_first | empty_when("nothing was found in what could be judged") | size(24; 8);
def server_column: [["instance", "Server", leads_to("pgmedic-server") + width(190)]];

def findings_stat(severity; color; checks):
  stat(if severity == "critical" then "Critical" else "Warnings" end;
    "Findings of severity \(severity) on the chosen servers\(if checks == ".+" then "" else ", of the checks that belong to this page" end). It is empty, not 0, where nothing could be judged: see pgmedic itself.";
    "none"; line("sum(pgmedic_findings{@, severity='\(severity)', check=~'\(checks)'})"; severity))
  | thresholds([[null, "green"], [1, color]]) | empty_when("nothing judged");
def findings_stats(checks): findings_stat("critical"; "red"; checks), findings_stat("warning"; "orange"; checks);
def unknown_stat:
  stat("Not judged";
    "Checks without an answer to judge: their collector fails, is late or has not run yet, though the server answers. What a server cannot have, and increases whose time has not passed yet, are not counted.";
    "none"; line("sum(pgmedic_check_unknown{@, reason=~'no_data|failing|too_old'} * on (job, instance) group_left () pg_up{@}) or 0 * sum(pg_up{@})"; "not judged"))
  | warn_above(1);
def failing_stat:
  stat("Failing"; "Collectors whose last run failed though the server answers, added up over servers and databases."; "none";
    line("sum((pgmedic_collector_success{@} == bool 0) * on (job, instance) group_left () pg_up{@})"; "failing")) | warn_above(1);

# Age of each collector's data in intervals.
def late: "(time() - max by (job, instance, collector) (pgmedic_collector_last_success_timestamp_seconds{@}))"
  + " / on (job, instance, collector) max by (job, instance, collector) (pgmedic_collector_interval_seconds{@})";
