#include "app/config_windows.h"

#include "app/config_outside.h"

namespace pgmedic {
namespace {

constexpr std::chrono::milliseconds kLongTime = 10 * 366 * 24h;

void read_days(ConfigReader& reader, const YAML::Node& value, Window& into) {
  static const std::vector<std::string> kNames{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  into.days.reset();
  for (const YAML::Node& item : reader.list(value, "days").value_or(std::vector<YAML::Node>())) {
    const std::optional<std::string> name = reader.text(item, "days");
    const std::optional<std::size_t> day = name ? parse_weekday(*name) : std::nullopt;
    if (day) {
      into.days.set(*day);
    } else if (name) {
      reader.unknown_choice(item, "day", *name, kNames);
    }
  }
}

void print_days(YAML::Emitter& out, const Window& from) {
  out << YAML::Flow << YAML::BeginSeq;
  for (std::size_t day = 0; day < from.days.size(); ++day) {
    if (from.days[day]) {
      out << weekday_name(day);
    }
  }
  out << YAML::EndSeq;
}

void read_start(ConfigReader& reader, const YAML::Node& value, Window& into) {
  const std::optional<std::string> text = reader.text(value, "start");
  const Result<std::chrono::minutes> time = parse_time_of_day(text.value_or("00:00"));
  if (time) {
    into.start = *time;
  } else {
    reader.problem(value, "\"start\": " + time.error().text());
  }
}

void read_zone(ConfigReader& reader, const YAML::Node& value, Window& into) {
  const std::optional<std::string> zone = reader.text(value, "zone");
  if (!zone) {
    return;
  }
  if (const Status known = check_zone(*zone); !known.ok()) {
    reader.problem(value, "\"zone\": " + known.error().text());
  }
  into.zone = *zone;
}

void read_at_end(ConfigReader& reader, const YAML::Node& value, Window& into) {
  const std::optional<std::string> name = reader.text(value, "at_end");
  for (const AtEnd at_end : {AtEnd::kFinish, AtEnd::kCancel}) {
    if (name == at_end_name(at_end)) {
      into.at_end = at_end;
      return;
    }
  }
  if (name) {
    reader.unknown_choice(value, "at_end", *name, {"finish", "cancel"});
  }
}

const ConfigFields<Window>& window_fields() {
  static const ConfigFields<Window> kFields{
      {"days", read_days, print_days, [](const Window& from) { return from.days.none(); }},
      {"start", read_start, [](YAML::Emitter& out, const Window& from) { out << YAML::DoubleQuoted << format_time_of_day(from.start); }},
      duration_field("duration", &Window::length, 1min, kLongestWindow),
      {"zone", read_zone, [](YAML::Emitter& out, const Window& from) { out << from.zone; }},
      {"at_end", read_at_end, [](YAML::Emitter& out, const Window& from) { out << at_end_name(from.at_end); }}};
  return kFields;
}

std::vector<Window> read_windows(ConfigReader& reader, const YAML::Node& value) {
  std::vector<Window> windows;
  for (const YAML::Node& item : reader.list(value, "windows").value_or(std::vector<YAML::Node>())) {
    Window window;
    read_fields(reader, item, "windows", window_fields(), window);
    for (const char* key : {"start", "duration", "zone"}) {
      if (item.IsMap() && !item[key].IsDefined()) {
        reader.problem(item, std::string("a window needs \"") + key + "\"");
      }
    }
    windows.push_back(std::move(window));
  }
  return windows;
}

void print_windows(YAML::Emitter& out, const std::vector<Window>& windows) {
  if (windows.empty()) {
    out << YAML::Flow;
  }
  out << YAML::BeginSeq;
  for (const Window& window : windows) {
    out << YAML::Flow;
    print_fields(out, window_fields(), window);
  }
  out << YAML::EndSeq;
}

ConfigField<ObjectPatterns> patterns(const char* name, std::vector<std::string> ObjectPatterns::*member, bool tables) {
  return {name,
          [=](ConfigReader& reader, const YAML::Node& value, ObjectPatterns& into) {
            (into.*member).clear();
            for (const YAML::Node& item : reader.list(value, name).value_or(std::vector<YAML::Node>())) {
              const std::optional<std::string> pattern = reader.text(item, name);
              const std::string fault = pattern && tables ? table_pattern_fault(*pattern) : std::string();
              if (!fault.empty()) {
                reader.problem(item, "the pattern \"" + *pattern + "\" names no table: " + fault);
              } else if (pattern) {
                (into.*member).push_back(*pattern);
              }
            }
          },
          [=](YAML::Emitter& out, const ObjectPatterns& from) { print_texts(out, from.*member); }};
}

ConfigField<GuardLimits> required_field() {
  return {"required",
          [](ConfigReader& reader, const YAML::Node& value, GuardLimits& into) {
            const std::string text = value.IsScalar() ? value.Scalar() : std::string();
            if (text != "true" && text != "false") {
              reader.problem(value, "\"required\" needs true or false");
            } else {
              into.backup_required = text == "true";
            }
          },
          [](YAML::Emitter& out, const GuardLimits& from) { out << from.backup_required; }};
}

ConfigField<GuardLimits> unseen_field() {
  return {"max_bytes",
          [](ConfigReader& reader, const YAML::Node& value, GuardLimits& into) {
            into.disk_unseen_max_bytes = read_number(reader, value, "max_bytes", "bytes", 0, 1e18);
          },
          [](YAML::Emitter& out, const GuardLimits& from) { out << size_text(from.disk_unseen_max_bytes.value_or(0)); },
          [](const GuardLimits& from) { return !from.disk_unseen_max_bytes.has_value(); }};
}

ConfigField<GuardLimits> load_max_field() {
  return {"max",
          [](ConfigReader& reader, const YAML::Node& value, GuardLimits& into) {
            into.load_max = read_number(reader, value, "max", "", 0, 1e18);
          },
          [](YAML::Emitter& out, const GuardLimits& from) { out << number_text(from.load_max.value_or(0)); },
          [](const GuardLimits& from) { return !from.load_max.has_value(); }};
}

struct GuardSection {
  const char* name;
  ConfigFields<GuardLimits> fields;
};

const std::vector<GuardSection>& guard_tables() {
  using L = GuardLimits;
  static const std::vector<GuardSection> kTables{
      {"backup",
       {required_field(), duration_field("max_age", &L::backup_max_age, 1min, kLongTime), query_field("query", &L::backup_query),
        query_field("verify_query", &L::backup_verify_query),
        duration_field("verify_max_age", &L::backup_verify_max_age, 1min, kLongTime)}},
      {"oldest_transaction", {duration_field("max_age", &L::oldest_transaction, 100ms, kLongTime)}},
      {"replication_lag",
       {size_field("max_bytes", &L::replication_lag_bytes), duration_field("max_age", &L::replication_lag, 0ms, kLongTime)}},
      {"replication_slots", {size_field("max_bytes", &L::slot_retained_bytes)}},
      {"disk",
       {number_field("factor", &L::disk_factor, 1, 10), size_field("min_free", &L::disk_min_free_bytes), unseen_field(),
        query_field("data_free_query", &L::disk_data_free_query), query_field("wal_free_query", &L::disk_wal_free_query)}},
      {"wraparound", {number_field("max_ratio", &L::wraparound_ratio, 0.1, 1)}},
      {"load",
       {count_field("max_sessions", &L::active_sessions, 1'000'000), count_field("critical_sessions", &L::critical_sessions, 1'000'000),
        query_field("query", &L::load_query), load_max_field()}},
      {"slo", {query_field("query", &L::slo_query)}},
      {"horizon",
       {number_field("max_share", &L::horizon_share, 0, 1), number_field("max_transactions", &L::horizon_xids, 0, 2147483648.0)}},
      {"yield", {duration_field("after", &L::yield_after, 100ms, 1h)}},
      {"input", {duration_field("max_age", &L::input_max_age, 1s, 1h)}},
  };
  return kTables;
}

const ConfigFields<GuardLimits>& guard_fields() {
  static const ConfigFields<GuardLimits> kFields = [] {
    ConfigFields<GuardLimits> fields;
    for (const GuardSection& section : guard_tables()) {
      fields.push_back(part_field(section.name, section.fields));
    }
    fields.push_back(veto_field());
    return fields;
  }();
  return kFields;
}

}  // namespace

ConfigField<TargetPolicy> windows_field() {
  return {"windows", [](ConfigReader& reader, const YAML::Node& value, TargetPolicy& into) { into.windows = read_windows(reader, value); },
          [](YAML::Emitter& out, const TargetPolicy& from) { print_windows(out, from.windows); }};
}

ConfigField<RemedyPolicy> own_windows_field() {
  return {"windows", [](ConfigReader& reader, const YAML::Node& value, RemedyPolicy& into) { into.windows = read_windows(reader, value); },
          [](YAML::Emitter& out, const RemedyPolicy& from) { print_windows(out, from.windows.value_or(std::vector<Window>())); },
          [](const RemedyPolicy& from) { return !from.windows.has_value(); }};
}

std::vector<std::string> window_keys() {
  return field_names(window_fields());
}

const ConfigFields<ObjectPatterns>& pattern_fields() {
  static const ConfigFields<ObjectPatterns> kFields{patterns("databases", &ObjectPatterns::databases, false),
                                                    patterns("tables", &ObjectPatterns::tables, true)};
  return kFields;
}

ConfigField<TargetPolicy> guards_field() {
  return section_field("guards", &TargetPolicy::guards, guard_fields());
}

std::vector<ConfigSection> guard_sections() {
  std::vector<ConfigSection> sections{{"remedies.guards", field_names(guard_fields())}};
  for (const GuardSection& section : guard_tables()) {
    sections.push_back({std::string("remedies.guards.") + section.name, field_names(section.fields)});
  }
  for (ConfigSection& section : outside_sections()) {
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace pgmedic
