# What the dashboards are made of. In expressions {@} stands for the chosen servers, {@db} for their chosen databases, and ' for ".

def expand:
  gsub("@db"; "@, datname=~'$datname'")
  | gsub("\\{@"; "{job=~'$job', instance=~'$instance'") | gsub("'"; "\"");

# Queries.
def line(expr; legend): {expr: (expr | expand), legendFormat: legend, range: true};
def now(expr; legend): {expr: (expr | expand), legendFormat: legend, instant: true, range: false};
def cells(expr): now(expr; "") + {format: "table"};

# Panels. Every query gets its letter when the panel is placed.
def panel(type; title; description; queries): {
  type: type, title: title, description: description,
  datasource: {type: "prometheus", uid: "${datasource}"},
  fieldConfig: {defaults: {}, overrides: []},
  options: {},
  targets: queries
};
def size(w; h): . + {gridPos: {w: w, h: h}};
def override(matcher; argument; properties):
  .fieldConfig.overrides += [{matcher: {id: matcher, options: argument}, properties: [properties | to_entries[] | {id: .key, value: .value}]}];
def colored(name; color): override("byName"; name; {color: {mode: "fixed", fixedColor: color}});
def decimals(count): .fieldConfig.defaults.decimals = count;
# At least this much time between two points: counters that are read once in a minute have no rate within seconds.
def every(duration): .interval = duration;
# For panels that are rightly empty on many servers: what it means.
def empty_when(meaning):
  .fieldConfig.defaults.noValue = meaning | .description += " When it is empty: \(meaning).";

def on_primary: "looked for on the primary";

# steps: [[null, "green"], [0.8, "orange"], [0.95, "red"]]
def thresholds(steps): .fieldConfig.defaults.thresholds = {mode: "absolute", steps: [steps[] | {value: .[0], color: .[1]}]};
def plain: thresholds([[null, "text"]]);
def above(warning; critical): thresholds([[null, "green"], [warning, "orange"], [critical, "red"]]);
def below(warning; critical): thresholds([[null, "red"], [critical, "orange"], [warning, "green"]]);
def warn_above(warning): thresholds([[null, "green"], [warning, "orange"]]);
def alarm_above(critical): thresholds([[null, "green"], [critical, "red"]]);

# Where nothing happens the axis would end at 100, or 10,000 %.
def smallest_top(unit): if unit == "percentunit" then 0.01 elif unit == "bytes" or unit == "Bps" then 1024 else 1 end;
def timeseries(title; description; unit; queries):
  panel("timeseries"; title; description; queries)
  | .fieldConfig.defaults = {
      unit: unit, min: 0, color: {mode: "palette-classic"},
      custom: {drawStyle: "line", lineWidth: 1, fillOpacity: 10, showPoints: "never", spanNulls: false, axisSoftMin: 0, axisSoftMax: smallest_top(unit)}
    }
  | .options = {
      legend: {showLegend: true, displayMode: "list", placement: "bottom", calcs: []},
      tooltip: {mode: "multi", sort: "desc"}
    }
  | size(8; 8);
def signed: .fieldConfig.defaults |= del(.min) | del(.fieldConfig.defaults.custom.axisSoftMin);
def stacked: .fieldConfig.defaults.custom += {stacking: {mode: "normal", group: "A"}, fillOpacity: 40};
# For what happens now and then.
def bar_chart: .fieldConfig.defaults.custom += {drawStyle: "bars", lineWidth: 0, fillOpacity: 80, stacking: {mode: "normal", group: "A"}};
def unfilled: .fieldConfig.defaults.custom.fillOpacity = 0;
def up_to(value): .fieldConfig.defaults.max = value;
def legend_table: .options.legend += {displayMode: "table", placement: "right", calcs: ["lastNotNull", "max"]};
# The thresholds of a check as they are in force on the chosen servers, as dashed lines.
def limits_of(check):
  .targets += [line("min by (severity) (pgmedic_check_threshold{@, check='\(check)'})"; "{{severity}} threshold")]
  | .description += " The dashed lines are the thresholds of \(check)."
  | reduce (["warning", "orange"], ["critical", "red"]) as $limit (.;
      override("byName"; "\($limit[0]) threshold"; {
        color: {mode: "fixed", fixedColor: $limit[1]}, "custom.fillOpacity": 0, "custom.lineStyle": {fill: "dash", dash: [8, 8]},
        "custom.stacking": {mode: "none", group: "B"}
      }));

def stat(title; description; unit; query):
  panel("stat"; title; description; [query])
  | .fieldConfig.defaults = {unit: unit, color: {mode: "thresholds"}}
  | .options = {
      colorMode: "value", graphMode: (if query.instant then "none" else "area" end), justifyMode: "center", textMode: "auto",
      orientation: "auto", reduceOptions: {calcs: ["lastNotNull"], fields: "", values: false}
    }
  | plain | size(3; 4);
def words(texts):
  .fieldConfig.defaults.mappings = [{type: "value", options: (texts | with_entries(.value |= {text: .[0], color: .[1]}))}];
def shows_name: .options.textMode = "name";

def bars(title; description; unit; queries):
  panel("bargauge"; title; description; queries)
  | .fieldConfig.defaults = {unit: unit, min: 0, color: {mode: "fixed", fixedColor: "orange"}}
  | .options = {
      displayMode: "gradient", orientation: "horizontal", showUnfilled: true, valueMode: "color", namePlacement: "left",
      reduceOptions: {calcs: ["lastNotNull"], fields: "", values: false}
    }
  | plain | size(8; 8);

# columns: [["name of the field", "its heading", {properties of the field}]]; of the rest nothing is shown. Values of one query are called
# Value, of several Value #A, Value #B and so on: rows with the same labels become one.
def table(title; description; queries; columns):
  panel("table"; title; description; queries)
  | .fieldConfig.defaults = {custom: {align: "auto", minWidth: 70}}
  | override("byRegexp"; "/.*/"; {noValue: "–"})    # a single cell
  | .options = {showHeader: true, cellHeight: "sm"}
  | .transformations = (if queries | length > 1 then [{id: "merge", options: {}}] else [] end) + [
      {id: "filterFieldsByName", options: {include: {names: [columns[][0]]}}},
      {id: "organize", options: {
        excludeByName: {}, includeByName: {},
        indexByName: ([columns | to_entries[] | {key: .value[0], value: .key}] | from_entries),
        renameByName: ([columns[] | {key: .[0], value: .[1]}] | from_entries)
      }}
    ]
  | reduce (columns[] | select(.[2])) as $column (.; override("byName"; $column[1]; $column[2]))
  | size(12; 9);
def sorted_by(heading; descending): .options.sortBy = [{displayName: heading, desc: descending}];
def most_first(heading): sorted_by(heading; true);
def least_first(heading): sorted_by(heading; false);

# Properties of a column.
def width(pixels): {"custom.width": pixels};

# Tables and indexes have a column less where schema and table are one: the label "table".
def table_labels: "datname, schemaname, relname";
def index_labels: "\(table_labels), indexrelname";
def qualified(expr): "label_join(\(expr), 'table', '.', 'schemaname', 'relname')";
def table_columns: [["datname", "Database", width(100)], ["table", "Table"]];
def index_columns: table_columns + [["indexrelname", "Index"]];
def of_table(expr): "sum by (\(table_labels)) (\(expr))";
def of_index(expr): "sum by (\(index_labels)) (\(expr))";
# The first by one expression, and more about the same objects: Value #A, Value #B and so on.
def ranked(labels; chosen; first; others):
  [cells(qualified("\(chosen)($top, \(first))"))] + [others[] | cells(qualified("(\(.)) and on (\(labels)) \(chosen)($top, \(first))"))];
def tables_by(first; others): ranked(table_labels; "topk"; first; others);
def indexes_by(first; others): ranked(index_labels; "topk"; first; others);

def unit(name): {unit: name};
def times: {unit: "suffix: ×", decimals: 1};
def colors(steps): {
  thresholds: {mode: "absolute", steps: [steps[] | {value: .[0], color: .[1]}]},
  color: {mode: "thresholds"}, "custom.cellOptions": {type: "color-text"}
};
def colors_above(warning; critical): colors([[null, "text"], [warning, "orange"], [critical, "red"]]);
def gauge_up_to(value): {min: 0, max: value, "custom.cellOptions": {type: "gauge", mode: "basic", valueDisplayMode: "text"}};
def link(title; url): {links: [{title: title, url: url}]};
def leads_to(uid): link("Open \(uid)"; "/d/\(uid)?var-datasource=${datasource:percentencode}&var-instance=${__data.fields.instance}&${__url_time_range}");
def meanings(texts): {
  mappings: [{type: "value", options: (texts | with_entries(.value |= {text: .[0], color: .[1]}))}],
  "custom.cellOptions": {type: "color-text"}
};
