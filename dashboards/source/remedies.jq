# What pgmedic does by itself: what runs, what waits and for what, what it may still do, what came of it.
include "panels";
include "dashboard";

def objects: "instance, remedy, datname, schemaname, relname, indexrelname";
def of_action(name): cells(qualified("max by (\(objects)) (pgmedic_action_\(name){@})"));
def by_remedy: [["instance", "Server", width(130)], ["remedy", "Remedy", width(110)]];
# Where counters were not there yet there was nothing to count.
def or_none: "(\(.)) or 0 * sum(pgmedic_journal_up{@})";
def ended(outcomes): "pgmedic_action_transitions_total{@, from!~'proposed|approved|queued|guarded|succeeded', to=~'\(outcomes)'}";
def within_range(expr): "sum(increase(\(expr)[$__range]))" | or_none;
def of_oldest(state): "max(time() - pgmedic_actions_oldest_timestamp_seconds{@, state='\(state)'})";

def first_look: [
  (stat("At work"; "Actions whose statement is with a server now, or is being cleaned up after or looked at."; "none";
    line("sum(pgmedic_actions_open{@, state=~'starting|running|cancelling|cleaning|verifying|unknown'})" | or_none; "")) | decimals(0)),
  (stat("Waiting"; "Released actions that a guard, a window or another action holds back."; "none";
    line("sum(pgmedic_actions_open{@, state=~'approved|queued|guarded'})" | or_none; "")) | decimals(0)),
  (stat("For a person"; "Proposals that only a person can release."; "none";
    line("sum(pgmedic_actions_awaiting_approval{@})" | or_none; "")) | decimals(0) | warn_above(1)),
  (stat("Succeeded"; "Actions that did what they were to do, within the range."; "none"; now(within_range(ended("succeeded")); "")) | decimals(0)),
  (stat("Failed"; "Actions that failed within the range, those in quarantine among them."; "none"; now(within_range(ended("failed|quarantined")); ""))
    | decimals(0) | warn_above(0.5)),
  (stat("Quarantine"; "Objects that only a person releases again."; "none"; line("sum(pgmedic_quarantined_objects{@})" | or_none; "")) | warn_above(1)),
  (stat("Unknown for"; "How long nobody has known what became of an action, where it is longest."; "s"; line(of_oldest("unknown"); ""))
    | decimals(0) | above(60; 900) | empty_when("every action is accounted for")),
  (stat("Leftovers"; "Invalid indexes that are left of rebuilds of pgmedic's own and not dropped yet."; "none";
    line("sum(pgmedic_leftover_indexes{@})" | or_none; "")) | warn_above(1)),
  (stat("Journal"; "Whether all journals can be used. Without its journal nothing is done on a server."; "none"; now("min(pgmedic_journal_up{@})"; ""))
    | words({"0": ["unusable", "red"], "1": ["usable", "green"]})),
  (stat("Stopped"; "Whether the kill switch is on somewhere, or somebody has paused."; "none";
    now("max(2 * pgmedic_remedies_killed{@} or pgmedic_remedies_paused{@})"; ""))
    | words({"0": ["no", "green"], "1": ["paused", "orange"], "2": ["kill switch", "red"]})),
  (stat("Space gained"; "By how much indexes have become smaller within the range."; "bytes";
    now(within_range("pgmedic_action_reclaimed_bytes_total{@}"); "")) | decimals(1)),
  (stat("WAL predicted"; "WAL that the actions which ended within the range were expected to write."; "bytes";
    now(within_range("pgmedic_action_predicted_wal_bytes_total{@}"); "")) | decimals(1)),
  (stat("Given up"; "Actions given up while they ran, within the range: others waited for them, a guard objected, or a person did."; "none";
    now(within_range("pgmedic_action_yields_total{@}"); "")) | decimals(0)),
  (stat("Lost"; "Connections lost within the range while a statement was at work; what became of it is found out."; "none";
    now(within_range("pgmedic_action_connections_lost_total{@}"); "")) | decimals(0) | warn_above(0.5)),
  (stat("Journal fails"; "Attempts to read or write a journal that failed within the range."; "none";
    now(within_range("pgmedic_journal_failures_total{@}"); "")) | decimals(0) | warn_above(0.5)),
  (stat("Last success"; "Since the last action that succeeded, on any of the chosen servers."; "s";
    now("time() - max(pgmedic_remedy_last_success_timestamp_seconds{@})"; "")) | decimals(0) | empty_when("no success is in the journal"))
];

def now_running: [
  (table("What runs"; "The action of each server that is at work: what the server says it does, how far it is, and for how long it will go on at this pace. Expected is what was predicted when it began.";
    [
      cells(qualified("max by (\(objects), phase) (pgmedic_action_phase{@})")),
      of_action("progress_ratio"), of_action("running_seconds"), of_action("remaining_seconds"), of_action("predicted_seconds"),
      of_action("phase_done_bytes"), of_action("phase_size_bytes")
    ];
    by_remedy + [["datname", "Database", width(100)], ["table", "Table"], ["indexrelname", "Index"], ["phase", "Phase", width(240)],
      ["Value #B", "Done", unit("percentunit") + {decimals: 0} + gauge_up_to(1) + width(140)],
      ["Value #C", "Runs for", unit("s") + {decimals: 0} + width(90)], ["Value #D", "Left", unit("s") + {decimals: 0} + width(90)],
      ["Value #E", "Expected", unit("s") + {decimals: 0} + width(90)],
      ["Value #F", "Read", unit("bytes") + {decimals: 1} + width(90)], ["Value #G", "of", unit("bytes") + {decimals: 1} + width(90)]])
    | most_first("Runs for") | size(24; 5) | empty_when("nothing is at work")),
  (table("What waits"; "Actions that have not ended, by state, and since when the first of each has been in it.";
    [cells("sum by (instance, remedy, state) (pgmedic_actions_open{@})"),
     cells("max by (instance, remedy, state) (time() - pgmedic_actions_oldest_timestamp_seconds{@})")];
    by_remedy + [["state", "State", meanings({guarded: ["guarded", "orange"], unknown: ["unknown", "red"], running: ["running", "green"]}) + width(100)],
      ["Value #A", "Actions", width(80)], ["Value #B", "Oldest", unit("s") + {decimals: 0} + width(90)]])
    | most_first("Oldest") | size(10; 8) | empty_when("nothing is open")),
  (bars("Guards that object"; "How many actions that have not begun each guard objects to. Mode, session, measure and journal come before the guards.";
    "none"; [now("sort_desc(sum by (guard) (pgmedic_guard_blocks{@}) > 0)"; "{{guard}}")])
    | decimals(0) | size(7; 8) | empty_when("no guard objects to anything")),
  (timeseries("Held back by guards"; "Part of the time in which a guard kept at least one released action of a server from starting."; "percentunit"; [
    line("sum by (guard) (rate(pgmedic_guard_blocked_seconds_total{@}[$__rate_interval])) > 0"; "{{guard}}")
  ]) | empty_when("nothing that was released had to wait") | size(7; 8))
];

def allowed: [
  (table("Windows and budgets"; "What each remedy may do now: its mode, whether a window is open, and what is left of the window's budget, or of the day's where there are no windows. A budget without a limit is not shown.";
    [
      cells("max by (instance, remedy, mode) (pgmedic_remedies_mode{@, mode!='observe'})"),
      cells("max by (instance, remedy) (pgmedic_remedies_window_open{@})"),
      cells("max by (instance, remedy) (pgmedic_remedies_window_closes_seconds{@})"),
      cells("max by (instance, remedy) (pgmedic_remedies_window_opens_seconds{@})"),
      cells("min by (instance, remedy) (pgmedic_remedies_budget_remaining{@, resource='actions'})"),
      cells("min by (instance, remedy) (pgmedic_remedies_budget_remaining{@, resource='bytes'})"),
      cells("min by (instance, remedy) (pgmedic_remedies_budget_remaining{@, resource='wal_bytes'})"),
      cells("min by (instance, remedy) (pgmedic_remedies_budget_remaining{@, resource='failures'})"),
      cells("max by (instance, remedy) (pgmedic_quarantined_objects{@}) and on (instance, remedy) pgmedic_remedies_mode{@, mode!='observe'}"),
      cells("max by (instance, remedy) (pgmedic_suppressed_objects{@}) and on (instance, remedy) pgmedic_remedies_mode{@, mode!='observe'}"),
      cells("time() - max by (instance, remedy) (pgmedic_remedy_last_success_timestamp_seconds{@})")
    ];
    by_remedy + [["mode", "Mode", width(90)], ["Value #B", "Window", meanings({"0": ["closed", "orange"], "1": ["open", "green"]}) + width(80)],
      ["Value #C", "closes in", unit("s") + {decimals: 0} + width(90)], ["Value #D", "opens in", unit("s") + {decimals: 0} + width(90)],
      ["Value #E", "Actions left", {decimals: 0} + colors([[null, "orange"], [1, "text"]])], ["Value #F", "Bytes left", unit("bytes") + {decimals: 1}],
      ["Value #G", "WAL left", unit("bytes") + {decimals: 1}], ["Value #H", "Failures left", {decimals: 0} + colors([[null, "orange"], [1, "text"]])],
      ["Value #I", "Quarantine", colors([[null, "text"], [1, "orange"]]) + width(100)], ["Value #J", "Suppressed", width(100)],
      ["Value #K", "Last success", unit("s") + {decimals: 0} + width(110)]])
    | sorted_by("Remedy"; false) | size(24; 7))
];

def outcomes: [
  (timeseries("Outcomes"; "How actions ended, within the interval of a point. Ineffective ones ran without use; cancelled ones gave way."; "none"; [
    line("sum by (to) (increase(\(ended("succeeded|ineffective|regressed|failed|cancelled|quarantined"))[$__rate_interval]))"; "{{to}}")
  ]) | bar_chart | colored("succeeded"; "green") | colored("failed"; "red") | colored("quarantined"; "dark-red") | colored("cancelled"; "blue")
    | colored("ineffective"; "orange") | colored("regressed"; "yellow")),
  (timeseries("Nominations and refusals"; "Proposals made, and those that came to nothing before they began, within the interval of a point."; "none"; [
    line("sum by (to) (increase(pgmedic_action_transitions_total{@, from=~'nominated|proposed|approved|queued|guarded', to=~'proposed|expired|rejected|refused|suppressed|superseded|cancelled'}[$__rate_interval]))"; "{{to}}")
  ]) | bar_chart),
  (timeseries("Open actions"; "Actions that have not ended, by state."; "none"; [line("sum by (state) (pgmedic_actions_open{@})"; "{{state}}")]) | stacked
    | empty_when("nothing is open")),
  (timeseries("Progress"; "How far each action is, estimated by the phases of its statement."; "percentunit"; [
    line(qualified("max by (\(objects)) (pgmedic_action_progress_ratio{@})"); "{{instance}}: {{remedy}} {{table}} {{indexrelname}}")
  ]) | up_to(1) | empty_when("nothing was at work")),
  (timeseries("Durations"; "Median and 95th percentile of the time that actions took, within the hour before each point."; "s"; [
    line("histogram_quantile(0.5, sum by (remedy, le) (rate(pgmedic_action_duration_seconds_bucket{@}[1h])))"; "{{remedy}} median"),
    line("histogram_quantile(0.95, sum by (remedy, le) (rate(pgmedic_action_duration_seconds_bucket{@}[1h])))"; "{{remedy}} 95 %")
  ]) | unfilled | empty_when("nothing has ended since pgmedic was started")),
  (timeseries("Given up"; "Actions given up while they ran, within the interval of a point: for a session that waited, a guard, the kill switch or a person."; "none"; [
    line("sum by (reason) (increase(pgmedic_action_yields_total{@}[$__rate_interval]))"; "{{reason}}")
  ]) | bar_chart),
  (timeseries("Space gained"; "By how much indexes became smaller, within the interval of a point."; "bytes"; [
    line("sum by (remedy) (increase(pgmedic_action_reclaimed_bytes_total{@, remedy=~'reindex|drop_leftover'}[$__rate_interval]))"; "{{remedy}}")
  ]) | bar_chart),
  (timeseries("WAL of actions"; "WAL of the actions that ended, within the interval of a point: as predicted, and as the server counted it, which it does from PostgreSQL 18 on."; "bytes"; [
    line("sum(increase(pgmedic_action_predicted_wal_bytes_total{@}[$__rate_interval]))"; "predicted"),
    line("sum(increase(pgmedic_action_written_wal_bytes_total{@}[$__rate_interval]))"; "written")
  ]) | bar_chart | .fieldConfig.defaults.custom.stacking = {mode: "none", group: "A"}),
  (timeseries("Age of what guards look at"; "How old the input of guards is by now, the eight oldest: guards are only asked when something is to be done."; "s"; [
    line("max by (guard) (pgmedic_guard_input_age_seconds{@}) and topk(8, max by (guard) (pgmedic_guard_input_age_seconds{@} @ end()))"; "{{guard}}")
  ]) | unfilled | empty_when("no guard was asked since pgmedic was started")),
  (timeseries("Trouble"; "Failures of journals, and connections lost while a statement was at work, within the interval of a point."; "none"; [
    line("sum by (instance) (increase(pgmedic_journal_failures_total{@}[$__rate_interval]))"; "{{instance}}: journal"),
    line("sum by (instance) (increase(pgmedic_action_connections_lost_total{@}[$__rate_interval]))"; "{{instance}}: connections lost")
  ]) | bar_chart | size(12; 8)),
  (timeseries("Quarantined and suppressed"; "Objects that are left alone: for good, until a person releases them, and for now, because it was of no use or too recent."; "none"; [
    line("sum by (remedy) (pgmedic_quarantined_objects{@})"; "{{remedy}} in quarantine"),
    line("sum by (remedy) (pgmedic_suppressed_objects{@}) > 0"; "{{remedy}} suppressed")
  ]) | size(12; 8))
];

dashboard("pgmedic-remedies"; "What pgmedic does by itself: what runs and how far it is, what waits and for which guard, what it may still do, and what came of it."; "6h";
  [job, instances];
  [
    section(""; first_look),
    section("Now"; now_running),
    section("Allowed"; allowed),
    section("Outcomes"; outcomes)
  ])
