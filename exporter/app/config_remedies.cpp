// What pgmedic may do by itself: modes, windows, budgets, objects, guards' limits and the settings of each remedy.
#include "app/config_remedies.h"

#include <algorithm>
#include <set>

#include "app/config_fields.h"
#include "app/config_outside.h"
#include "app/config_windows.h"

namespace pgmedic {
namespace {

constexpr std::chrono::milliseconds kLongTime = 10 * 366 * 24h;
// Longer timeouts than a week are a slip of the keyboard.
constexpr std::chrono::milliseconds kLongestStatement = 7 * 24h;

template <class T>
ConfigField<T> mode_field(Mode T::*member) {
  static const std::vector<std::string> kNames{"observe", "propose", "approve", "auto"};
  return {"mode",
          [=](ConfigReader& reader, const YAML::Node& value, T& into) {
            const std::optional<std::string> name = reader.text(value, "mode");
            const std::optional<Mode> mode = name ? parse_mode(*name) : std::nullopt;
            if (name && !mode) {
              reader.unknown_choice(value, "mode", *name, kNames);
            }
            into.*member = mode.value_or(into.*member);
          },
          [=](YAML::Emitter& out, const T& from) { out << mode_name(from.*member); }};
}

template <class T>
ConfigField<T> text_field(const char* name, std::string T::*member) {
  return {name,
          [=](ConfigReader& reader, const YAML::Node& value, T& into) { into.*member = reader.text(value, name).value_or(into.*member); },
          [=](YAML::Emitter& out, const T& from) { out << YAML::DoubleQuoted << from.*member; }};
}

// Some of the known words.
std::set<std::string> read_words(ConfigReader& reader, const YAML::Node& value, const char* what, const std::vector<std::string>& known) {
  std::set<std::string> words;
  for (const YAML::Node& item : reader.list(value, what).value_or(std::vector<YAML::Node>())) {
    const std::optional<std::string> word = reader.text(item, what);
    if (word && std::find(known.begin(), known.end(), *word) == known.end()) {
      reader.unknown_choice(item, what, *word, known);
    } else if (word) {
      words.insert(*word);
    }
  }
  return words;
}

ConfigField<TargetPolicy> nominate_field() {
  return {"nominate",
          [](ConfigReader& reader, const YAML::Node& value, TargetPolicy& into) {
            const std::set<std::string> words = read_words(reader, value, "nominate", {"alerts", "findings"});
            into.nominate_alerts = words.contains("alerts");
            into.nominate_findings = words.contains("findings");
          },
          [](YAML::Emitter& out, const TargetPolicy& from) {
            std::vector<std::string> words;
            if (from.nominate_alerts) {
              words.emplace_back("alerts");
            }
            if (from.nominate_findings) {
              words.emplace_back("findings");
            }
            print_texts(out, words);
          }};
}

ConfigField<TargetPolicy> kill_switch_field() {
  return {"kill_switch_file",
          [](ConfigReader& reader, const YAML::Node& value, TargetPolicy& into) {
            if (!value.IsScalar() || (!value.Scalar().empty() && value.Scalar().front() != '/')) {
              reader.problem(value, "\"kill_switch_file\" needs an absolute path, or \"\" for none");
            } else {
              into.kill_switch_file = value.Scalar();
            }
          },
          [](YAML::Emitter& out, const TargetPolicy& from) { out << YAML::DoubleQuoted << from.kill_switch_file; }};
}

ConfigField<TargetPolicy> verify_field() {
  return {"verify_after",
          [](ConfigReader& reader, const YAML::Node& value, TargetPolicy& into) {
            into.verify_after.clear();
            for (const YAML::Node& item : reader.list(value, "verify_after").value_or(std::vector<YAML::Node>())) {
              if (const auto after = reader.duration(item, "verify_after", 1s, kLongTime)) {
                into.verify_after.push_back(*after);
              }
            }
            std::sort(into.verify_after.begin(), into.verify_after.end());
          },
          [](YAML::Emitter& out, const TargetPolicy& from) {
            out << YAML::Flow << YAML::BeginSeq;
            for (const Milliseconds after : from.verify_after) {
              out << format_duration(after);
            }
            out << YAML::EndSeq;
          }};
}

ConfigField<RemedyPolicy> unattended_field() {
  return {"unattended",
          [](ConfigReader& reader, const YAML::Node& value, RemedyPolicy& into) {
            into.unattended = read_words(reader, value, "unattended", {"unique", "expression", "partial", "toast"});
          },
          [](YAML::Emitter& out, const RemedyPolicy& from) {
            print_texts(out, {from.unattended.begin(), from.unattended.end()});
          }};
}

ConfigField<RemedyPolicy> check_field() {
  static const std::vector<std::string> kNames{"none", "light", "heap"};
  return {"check",
          [](ConfigReader& reader, const YAML::Node& value, RemedyPolicy& into) {
            const std::optional<std::string> name = reader.text(value, "check");
            const std::optional<IndexCheck> check = name ? parse_index_check(*name) : std::nullopt;
            if (name && !check) {
              reader.unknown_choice(value, "check", *name, kNames);
            }
            into.check = check.value_or(into.check);
          },
          [](YAML::Emitter& out, const RemedyPolicy& from) { out << index_check_name(from.check); }};
}

// A size in PostgreSQL's own words; "" is the server's own setting.
ConfigField<RemedyPolicy> memory_field() {
  return {"maintenance_work_mem",
          [](ConfigReader& reader, const YAML::Node& value, RemedyPolicy& into) {
            if (value.IsScalar() && value.Scalar().empty()) {
              into.maintenance_work_mem.clear();
            } else if (const auto size = read_number(reader, value, "maintenance_work_mem", "bytes", 1048576, 2147482624.0 * 1024)) {
              into.maintenance_work_mem = number_text(std::floor(*size / 1024)) + "kB";
            }
          },
          [](YAML::Emitter& out, const RemedyPolicy& from) { out << YAML::DoubleQuoted << from.maintenance_work_mem; }};
}

ConfigFields<RemedyPolicy> remedy_fields(Remedy remedy) {
  using P = RemedyPolicy;
  ConfigFields<P> fields{mode_field(&P::mode),
                         own_windows_field(),
                         duration_field("cooldown", &P::cooldown, 0ms, kLongTime),
                         duration_field("longest_cooldown", &P::longest_cooldown, 0ms, kLongTime),
                         size_field("min_bytes", &P::min_bytes),
                         size_field("max_bytes", &P::max_bytes),
                         duration_field("lock_timeout", &P::lock_timeout, 10ms, kLongestStatement),
                         duration_field("statement_timeout", &P::statement_timeout, 0ms, kLongestStatement)};
  const auto add = [&](ConfigField<P> field) { fields.push_back(std::move(field)); };
  if (remedy == Remedy::kReindex) {
    add(number_field("min_bloat", &P::min_bloat, 0.05, 0.95));
    add(size_field("min_gain", &P::min_gain_bytes));
    add(check_field());
    add(unattended_field());
  }
  if (remedy == Remedy::kAnalyze || remedy == Remedy::kVacuum) {
    add(number_field("min_ratio", &P::min_ratio, 0.01, 1e6));
  }
  if (remedy == Remedy::kAnalyze) {
    add(duration_field("min_age", &P::min_age, 0ms, kLongTime));
  }
  if (remedy == Remedy::kFreeze) {
    add(number_field("min_freeze_ratio", &P::min_freeze_ratio, 0.01, 0.99));
  }
  if (!is_for_indexes(remedy)) {
    add(number_field("cost_delay_ms", &P::cost_delay_ms, 0, 100));
  }
  if (remedy != Remedy::kAnalyze && remedy != Remedy::kDropLeftover) {
    add(memory_field());
  }
  return fields;
}

ConfigField<TargetPolicy> remedy_field(Remedy remedy) {
  return {remedy_name(remedy),
          [=](ConfigReader& reader, const YAML::Node& value, TargetPolicy& into) {
            read_fields(reader, value, remedy_name(remedy), remedy_fields(remedy), into.of(remedy));
          },
          [=](YAML::Emitter& out, const TargetPolicy& from) { print_fields(out, remedy_fields(remedy), from.of(remedy)); }};
}

ConfigFields<Budget> budget_fields() {
  return {count_field("actions", &Budget::actions, 1'000'000), size_field("bytes", &Budget::bytes), size_field("wal", &Budget::wal_bytes),
          duration_field("time", &Budget::time, 0ms, kLongTime), count_field("failures", &Budget::failures, 1'000'000)};
}

ConfigFields<TargetPolicy> policy_fields() {
  using P = TargetPolicy;
  ConfigFields<P> fields{mode_field(&P::mode),
                         nominate_field(),
                         text_field("audit_database", &P::audit_database),
                         kill_switch_field(),
                         windows_field(),
                         section_field("budget", &P::budget, budget_fields()),
                         section_field("allow", &P::allow, pattern_fields()),
                         section_field("deny", &P::deny, pattern_fields()),
                         prometheus_field(),
                         guards_field(),
                         verify_field(),
                         duration_field("proposal_ttl", &P::proposal_ttl, 1min, kLongTime),
                         duration_field("retention", &P::retention, 24h, kLongTime),
                         count_field("quarantine_after", &P::quarantine_after, 1000)};
  for (const Remedy remedy : kRemedies) {
    fields.push_back(remedy_field(remedy));
  }
  return fields;
}

}  // namespace

void read_remedies(ConfigReader& reader, const YAML::Node& node, TargetPolicy& into) {
  read_fields(reader, node, "remedies", policy_fields(), into);
}

void print_remedies(YAML::Emitter& out, const TargetPolicy& policy) {
  print_fields(out, policy_fields(), policy);
}

std::vector<std::string> remedy_warnings(const std::string& target, const TargetPolicy& policy) {
  const std::string subject = "target \"" + target + "\": ";
  std::vector<std::string> warnings;
  if (policy.mode_of(Remedy::kReindex) == Mode::kAuto && policy.windows_of(Remedy::kReindex).empty()) {
    warnings.push_back(subject + "indexes may be rebuilt at any time, because remedies.windows names none");
  }
  if (policy.highest_mode() > Mode::kObserve && !policy.nominate_alerts && !policy.nominate_findings) {
    warnings.push_back(subject + "nobody but people nominates, because remedies.nominate is empty");
  }
  if (policy.highest_mode() > Mode::kObserve) {
    for (const std::string& warning : outside_warnings(policy)) {
      warnings.push_back(subject + warning);
    }
  }
  return warnings;
}

std::vector<std::string> remedy_faults(const TargetPolicy& policy) {
  return outside_faults(policy);
}

std::vector<ConfigSection> remedy_sections() {
  std::vector<ConfigSection> sections{{"remedies", field_names(policy_fields())},
                                      {"remedies.windows[]", window_keys()},
                                      {"remedies.budget", field_names(budget_fields())},
                                      {"remedies.allow", field_names(pattern_fields())},
                                      {"remedies.deny", field_names(pattern_fields())}};
  for (ConfigSection& section : guard_sections()) {
    sections.push_back(std::move(section));
  }
  for (const Remedy remedy : kRemedies) {
    sections.push_back({std::string("remedies.") + remedy_name(remedy), field_names(remedy_fields(remedy))});
  }
  return sections;
}

}  // namespace pgmedic
