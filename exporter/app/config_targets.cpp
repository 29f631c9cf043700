// The servers to watch: names, connections, databases, PgBouncers.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

#include "app/config_checks.h"
#include "app/config_remedies.h"
#include "app/config_sections.h"
#include "app/dsn.h"
#include "base/text.h"

namespace pgmedic {
namespace {

// Names become labels and parts of URLs.
constexpr std::size_t kLongestName = 200;

template <class T>
void read_name(ConfigReader& reader, const YAML::Node& value, T& into) {
  const std::optional<std::string> name = reader.text(value, "name");
  if (!name) {
    return;
  }
  const bool printable = std::none_of(name->begin(), name->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!printable || trim(*name).size() != name->size() || name->size() > kLongestName) {
    reader.problem(value,
                   "\"name\" must have no control characters, no space at its ends and at most " + std::to_string(kLongestName) + " bytes");
    return;
  }
  into.name = *name;
}

template <class T>
void read_dsn(ConfigReader& reader, const YAML::Node& value, T& into) {
  if (!value.IsScalar()) {
    reader.problem(value, "\"dsn\" needs a text");
    return;
  }
  if (looks_like_several_dsns(value.Scalar())) {
    reader.problem(value, "\"dsn\" holds several connection strings: give each server a target of its own");
    return;
  }
  if (const Status status = reader.context().check_dsn(value.Scalar()); !status.ok()) {
    reader.problem(value, "\"dsn\": " + status.error().text());
    return;
  }
  into.connection.dsn = value.Scalar();
}

void read_text(ConfigReader& reader, const YAML::Node& value, const char* what, std::string& into) {
  into = reader.text(value, what).value_or("");
}

// The keys that say how to connect; both tables start with them.
template <class T>
constexpr std::array<ConfigKey<T>, 6> kConnectionKeys{
    {{"name", read_name<T>},
     {"dsn", read_dsn<T>},
     {"dsn_file",
      [](ConfigReader& reader, const YAML::Node& value, T& into) { read_text(reader, value, "dsn_file", into.connection.dsn_file); }},
     {"user", [](ConfigReader& reader, const YAML::Node& value, T& into) { read_text(reader, value, "user", into.connection.user); }},
     {"user_file",
      [](ConfigReader& reader, const YAML::Node& value, T& into) { read_text(reader, value, "user_file", into.connection.user_file); }},
     {"password_file", [](ConfigReader& reader, const YAML::Node& value, T& into) {
        read_text(reader, value, "password_file", into.connection.password_file);
      }}}};

// What the keys cannot say one by one.
void check_connection(ConfigReader& reader, const YAML::Node& node, const char* what) {
  if (!node.IsMap()) {
    return;  // said already
  }
  if (!node["name"].IsDefined()) {
    reader.problem(node, std::string(what) + " needs a \"name\"");
  }
  if (node["dsn"].IsDefined() == node["dsn_file"].IsDefined()) {
    reader.problem(node, std::string(what) + " needs \"dsn\" or \"dsn_file\", one of them");
  }
  if (node["user"].IsDefined() && node["user_file"].IsDefined()) {
    reader.problem(node, std::string(what) + " takes \"user\" or \"user_file\", not both");
  }
}

// Reports names that occur twice.
class UniqueNames {
 public:
  explicit UniqueNames(std::string what) : what_(std::move(what)) {}
  void add(ConfigReader& reader, const YAML::Node& node, const std::string& name) {
    const auto [first, is_new] = lines_.emplace(name, node.Mark().line + 1);
    if (!is_new && !name.empty()) {
      reader.problem(node, "duplicate " + what_ + " name \"" + name + "\", first in line " + std::to_string(first->second));
    }
  }

 private:
  std::string what_;
  std::map<std::string, int> lines_;
};

void read_patterns(ConfigReader& reader, const YAML::Node& value, const char* what, std::vector<std::string>& into) {
  into.clear();
  for (const YAML::Node& item : reader.list(value, what).value_or(std::vector<YAML::Node>())) {
    const std::optional<std::string> pattern = reader.text(item, what);
    if (!pattern) {
      continue;
    }
    const std::size_t backslashes = pattern->size() - (pattern->find_last_not_of('\\') + 1);
    const std::size_t bracket = pattern->find('[');
    if (backslashes % 2 == 1) {
      reader.problem(item, "the pattern ends in a backslash that quotes nothing");
    } else if (bracket != std::string::npos && (bracket == 0 || (*pattern)[bracket - 1] != '\\')) {
      reader.problem(item, "patterns know * and ? only: write \\[ for a bracket");
    } else {
      into.push_back(*pattern);
    }
  }
}

constexpr std::array<ConfigKey<TargetSettings>, 2> kDatabaseKeys{
    {{"include",
      [](ConfigReader& reader, const YAML::Node& value, TargetSettings& into) {
        read_patterns(reader, value, "include", into.include_databases);
        if (value.IsSequence() && value.size() == 0) {
          reader.problem(value, "\"include\" matches no database: leave it out for all of them");
        }
      }},
     {"exclude", [](ConfigReader& reader, const YAML::Node& value, TargetSettings& into) {
        read_patterns(reader, value, "exclude", into.exclude_databases);
      }}}};

// A target's own thresholds are no part of its settings: a change of them restarts nothing.
struct TargetReading : TargetSettings {
  CheckOverrides checks;
  RemedyTarget remedies;
};

// The maintainer's connection: the connection string may hold its user.
void read_maintenance_dsn(ConfigReader& reader, const YAML::Node& value, TargetReading& into) {
  if (!value.IsScalar()) {
    reader.problem(value, "\"maintenance_dsn\" needs a text");
    return;
  }
  if (const Status status = reader.context().check_dsn(value.Scalar()); !status.ok()) {
    reader.problem(value, "\"maintenance_dsn\": " + status.error().text());
    return;
  }
  into.remedies.connection.dsn = value.Scalar();
  into.remedies.has_connection = true;
}

// What the keys about remedies cannot say one by one.
void check_remedies(ConfigReader& reader, const YAML::Node& node, const TargetReading& target) {
  if (!node.IsMap()) {
    return;
  }
  if (node["maintenance_dsn"].IsDefined() && node["maintenance_dsn_file"].IsDefined()) {
    reader.problem(node["maintenance_dsn_file"], "a target takes \"maintenance_dsn\" or \"maintenance_dsn_file\", not both");
  }
  const TargetPolicy& policy = target.remedies.policy;
  if (policy.highest_mode() > Mode::kObserve && !node["maintenance_dsn"].IsDefined() && !node["maintenance_dsn_file"].IsDefined()) {
    reader.problem(node["remedies"].IsDefined() ? node["remedies"] : node,
                   std::string("remedies.mode is ") + mode_name(policy.mode) +
                       ", which needs \"maintenance_dsn\": a connection string for the role that sql/setup/maintenance.sql makes");
  }
  for (const std::string& fault : remedy_faults(policy)) {
    reader.problem(node["remedies"].IsDefined() ? node["remedies"] : node, fault);
  }
}

void read_pgbouncers(ConfigReader& reader, const YAML::Node& value, TargetReading& into) {
  UniqueNames names("pgbouncer");
  for (const YAML::Node& item : reader.list(value, "pgbouncers").value_or(std::vector<YAML::Node>())) {
    PgBouncerSettings bouncer;
    reader.mapping(item, "pgbouncers", kConnectionKeys<PgBouncerSettings>, bouncer);
    check_connection(reader, item, "a pgbouncer");
    names.add(reader, item, bouncer.name);
    into.pgbouncers.push_back(std::move(bouncer));
  }
}

bool is_label_name(const std::string& name) {
  const bool letters =
      std::all_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || c == '_'); });
  return letters && !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 && !starts_with(name, "__");
}

void read_labels(ConfigReader& reader, const YAML::Node& value, TargetReading& into) {
  reader.pairs(value, "labels", [&](const YAML::Node& key, const YAML::Node& label) {
    if (!is_label_name(key.Scalar())) {
      const std::string shown = looks_like_name(key.Scalar()) ? "\"" + key.Scalar() + "\"" : "this";
      reader.problem(key, shown + " is no label name: letters, digits and _, no digit first, no __ first");
    } else if (key.Scalar() == "instance") {
      reader.problem(key, "\"instance\" is the target's name in /targets: call this label otherwise");
    } else if (!label.IsScalar()) {
      reader.problem(label, "label \"" + key.Scalar() + "\" needs a text");
    } else {
      into.labels[key.Scalar()] = label.Scalar();
    }
  });
}

constexpr std::array<ConfigKey<TargetReading>, 12> kOwnKeys{
    {{"databases", [](ConfigReader& reader, const YAML::Node& value,
                      TargetReading& into) { reader.mapping(value, "databases", kDatabaseKeys, static_cast<TargetSettings&>(into)); }},
     {"pgbouncers", read_pgbouncers},
     {"labels", read_labels},
     {"intervals", [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) { read_intervals(reader, value, into.collect); }},
     {"collectors",
      [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) { read_collectors(reader, value, into.collect); }},
     {"limits", [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) { read_limits(reader, value, into.collect); }},
     {"checks", [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) { read_checks(reader, value, into.checks); }},
     {"maintenance_dsn", read_maintenance_dsn},
     {"maintenance_dsn_file",
      [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) {
        read_text(reader, value, "maintenance_dsn_file", into.remedies.connection.dsn_file);
        into.remedies.has_connection = true;
      }},
     {"maintenance_password_file",
      [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) {
        read_text(reader, value, "maintenance_password_file", into.remedies.connection.password_file);
      }},
     {"remedies",
      [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) { read_remedies(reader, value, into.remedies.policy); }},
     {"parameters", [](ConfigReader& reader, const YAML::Node& value, TargetReading& into) {
        read_parameters(reader, value, into.connection.parameters);
      }}}};

std::vector<ConfigKey<TargetReading>> target_keys() {
  std::vector<ConfigKey<TargetReading>> keys(kConnectionKeys<TargetReading>.begin(), kConnectionKeys<TargetReading>.end());
  keys.insert(keys.end(), kOwnKeys.begin(), kOwnKeys.end());
  return keys;
}

}  // namespace

void read_targets(ConfigReader& reader, const YAML::Node& node, Config& into) {
  if (node.IsSequence() && node.size() == 0) {
    reader.problem(node, "\"targets\" is empty: leave it out for the server of --dsn or of the environment");
  }
  UniqueNames names("target");
  for (const YAML::Node& item : reader.list(node, "targets").value_or(std::vector<YAML::Node>())) {
    TargetReading target;
    target.name.clear();
    target.checks = into.checks;
    target.remedies.policy = into.remedies;
    target.collect = into.collect;
    target.connection.parameters = into.parameters;
    reader.mapping(item, "targets", target_keys(), target);
    check_connection(reader, item, "a target");
    check_remedies(reader, item, target);
    names.add(reader, item, target.name);
    into.target_checks[target.name] = std::move(target.checks);
    for (std::string& warning : remedy_warnings(target.name, target.remedies.policy)) {
      into.warnings.push_back(std::move(warning));
    }
    into.target_remedies[target.name] = std::move(target.remedies);
    into.targets.push_back(std::move(target));
  }
}

std::vector<ConfigSection> target_sections() {
  return {describe_section("targets[]", target_keys()), describe_section("targets[].databases", kDatabaseKeys),
          describe_section("targets[].pgbouncers[]", kConnectionKeys<PgBouncerSettings>)};
}

}  // namespace pgmedic
