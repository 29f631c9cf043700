# From rows of panels to a dashboard: places, numbers, variables, links.
include "panels";

def dashboards: [
  ["pgmedic-fleet", "Fleet"], ["pgmedic-server", "Server"], ["pgmedic-indexes", "Indexes and statistics"],
  ["pgmedic-tables", "Tables and vacuum"], ["pgmedic-connections", "Connections and pools"], ["pgmedic-remedies", "Remedies"], ["pgmedic-self", "pgmedic itself"]
];

def section(title; panels): {title: title, panels: panels};

# Left to right, then below: heights within a line are alike, so a line is as high as its first panel.
def placed($top): reduce .[] as $panel ({x: 0, y: $top, height: 0, panels: []};
  if .x + $panel.gridPos.w > 24 then .y += .height | .x = 0 else . end
  | .height = $panel.gridPos.h
  | .panels += [$panel | .gridPos = {x: 0, y: 0, w: .gridPos.w, h: .gridPos.h}]
  | .panels[-1].gridPos.x = .x | .panels[-1].gridPos.y = .y
  | .x += $panel.gridPos.w
);
def row($title; $y): {type: "row", title: $title, collapsed: false, gridPos: {x: 0, y: $y, w: 24, h: 1}, panels: []};
def lettered: if .targets then
    .targets = [.targets | to_entries[] | {refId: ([65 + .key] | implode), datasource: {type: "prometheus", uid: "${datasource}"}} + .value]
  else . end;
def laid_out: reduce .[] as $section ({y: 0, panels: []};
    .y as $y
    | (if $section.title == "" then [] else [row($section.title; $y)] end) as $head
    | ($section.panels | placed($y + ($head | length))) as $body
    | .panels += $head + $body.panels
    | .y = $body.y + $body.height
  )
  | [.panels | to_entries[] | {id: (.key + 1)} + (.value | lettered)];

# Variables.
def data_source: {name: "datasource", "label": "Data source", type: "datasource", query: "prometheus", refresh: 1, current: {}};
def asked(name; heading; query): {
  name: name, "label": heading, type: "query", datasource: {type: "prometheus", uid: "${datasource}"},
  query: {query: (query | gsub("'"; "\"")), refId: name}, refresh: 2, sort: 1
};
def many: . + {multi: true, includeAll: true, current: {text: ["All"], value: ["$__all"]}};
def whatever: . + {allValue: ".*"};
def job: asked("job"; "Job"; "label_values(pg_up, job)") | many | whatever;
def one_instance: asked("instance"; "Server"; "label_values(pg_up{job=~'$job'}, instance)");
def instances: one_instance | many | whatever;
# "All" is the databases that pgmedic visits, without templates.
def databases: asked("datname"; "Database"; "label_values(pg_database_up{job=~'$job', instance=~'$instance'}, datname)") | many;
def top: {
  name: "top", "label": "Rows", type: "custom", query: "10,20,50,100",
  options: [["10", "20", "50", "100"][] | {text: ., value: ., selected: (. == "20")}], current: {text: "20", value: "20"}
};

def links: [dashboards[] | {
  title: .[1], type: "link", url: "/d/\(.[0])", icon: "dashboard", asDropdown: false, includeVars: true, keepTime: true, targetBlank: false,
  tags: [], tooltip: ""
}];

# What pgmedic did by itself, in the graphs of all dashboards: for as long as it was at work, and how it ended.
def annotation(name; color; expr; heading; text): {
  name: name, enable: true, iconColor: color, datasource: {type: "prometheus", uid: "${datasource}"},
  expr: (expr | expand), step: "", titleFormat: heading, textFormat: text, tagKeys: "remedy,instance", useValueForTime: false
};
def actions: [
  annotation("Actions"; "blue"; "max by (instance, remedy, datname, schemaname, relname, indexrelname) (pgmedic_action_running_seconds{@} >= bool 0)";
    "{{remedy}} {{schemaname}}.{{relname}} {{indexrelname}}"; "{{instance}}, {{datname}}"),
  annotation("Ends of actions"; "purple";
    "sum by (instance, remedy, to) (increase(pgmedic_action_transitions_total{@, from!~'proposed|approved|queued|guarded|succeeded', to=~'succeeded|ineffective|failed|cancelled|quarantined'}[1m])) > 0";
    "{{remedy}}: {{to}}"; "{{instance}}")
];

def dashboard($uid; $description; $range; variables; sections): {
  uid: $uid,
  title: "PostgreSQL: \([dashboards[] | select(.[0] == $uid)][0][1])",
  description: $description,
  tags: ["pgmedic", "postgresql"],
  schemaVersion: 42, version: 1, editable: true, graphTooltip: 1, refresh: "30s", timezone: "browser",
  time: {from: "now-\($range)", to: "now"},
  timepicker: {}, annotations: {list: actions},
  templating: {list: ([data_source] + variables)},
  links: [links[] | select(.url != "/d/\($uid)")],
  panels: (sections | laid_out)
};
