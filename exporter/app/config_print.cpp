// The configuration in force as a configuration file: it parses again, and shows no secret.
#include <yaml-cpp/yaml.h>

#include <set>

#include "app/config.h"
#include "app/config_checks.h"
#include "app/config_remedies.h"
#include "app/dsn.h"
#include "base/text.h"

namespace pgmedic {
namespace {

class ConfigPrinter {
 public:
  std::string print(const Config& config) {
    out_ << YAML::BeginMap;
    print_targets(config);
    print_intervals(config.collect);
    print_collectors(config.collect);
    print_limits(config.collect);
    print_parameters(config.parameters);
    print_checks(out_, config.known_checks, config.checks, nullptr);
    key("remedies");
    print_remedies(out_, config.remedies);
    out_ << YAML::EndMap;
    return std::string(out_.c_str()) + "\n";
  }

 private:
  void key(const char* name) { out_ << YAML::Key << name << YAML::Value; }
  // An empty one stands as {} in its line.
  void begin_map(bool empty) {
    if (empty) {
      out_ << YAML::Flow;
    }
    out_ << YAML::BeginMap;
  }
  void text(const std::string& value) { out_ << YAML::DoubleQuoted << value; }

  void text_pair(const char* name, const std::string& value) {
    if (!value.empty()) {
      key(name);
      text(value);
    }
  }

  template <class Names>
  void name_list(const char* name, const Names& names) {
    key(name);
    out_ << YAML::Flow << YAML::BeginSeq;
    for (const std::string& each : names) {
      text(each);
    }
    out_ << YAML::EndSeq;
  }

  void duration_pair(const char* name, std::chrono::milliseconds duration) {
    key(name);
    out_ << format_duration(duration);
  }

  void print_connection(const std::string& name, const ConnectionSettings& connection) {
    key("name");
    text(name);
    if (connection.dsn_file.empty()) {
      key("dsn");
      text(mask_dsn(connection.dsn));
    }
    text_pair("dsn_file", connection.dsn_file);
    text_pair("user", connection.user);
    text_pair("user_file", connection.user_file);
    text_pair("password_file", connection.password_file);
    if (!connection.password.empty()) {
      out_ << YAML::Comment("and the password of DATA_SOURCE_PASS");
    }
  }

  void print_targets(const Config& config) {
    if (config.targets.empty()) {
      return;  // `targets: []` would not parse again
    }
    key("targets");
    out_ << YAML::BeginSeq;
    for (const TargetSettings& target : config.targets) {
      out_ << YAML::BeginMap;
      print_target(target, config);
      out_ << YAML::EndMap;
    }
    out_ << YAML::EndSeq;
  }

  void print_target(const TargetSettings& target, const Config& config) {
    print_connection(target.name, target.connection);
    key("databases");
    out_ << YAML::BeginMap;
    name_list("include", target.include_databases);
    name_list("exclude", target.exclude_databases);
    out_ << YAML::EndMap;
    if (!target.pgbouncers.empty()) {
      key("pgbouncers");
      out_ << YAML::BeginSeq;
      for (const PgBouncerSettings& bouncer : target.pgbouncers) {
        out_ << YAML::BeginMap;
        print_connection(bouncer.name, bouncer.connection);
        out_ << YAML::EndMap;
      }
      out_ << YAML::EndSeq;
    }
    if (!target.labels.empty()) {
      key("labels");
      out_ << YAML::BeginMap;
      for (const auto& [name, value] : target.labels) {
        out_ << YAML::Key << YAML::DoubleQuoted << name << YAML::Value;
        text(value);
      }
      out_ << YAML::EndMap;
    }
    print_own_settings(target, config);
    if (const auto remedies = config.target_remedies.find(target.name); remedies != config.target_remedies.end()) {
      print_own_remedies(remedies->second, config.remedies);
    }
  }

  void print_own_remedies(const RemedyTarget& own, const TargetPolicy& common) {
    if (own.has_connection && own.connection.dsn_file.empty()) {
      key("maintenance_dsn");
      text(mask_dsn(own.connection.dsn));
    }
    text_pair("maintenance_dsn_file", own.connection.dsn_file);
    text_pair("maintenance_password_file", own.connection.password_file);
    if (own.policy != common) {
      key("remedies");
      print_remedies(out_, own.policy);
    }
  }

  // What a target has of its own; the rest stands once, at the top.
  void print_own_settings(const TargetSettings& target, const Config& config) {
    const CollectSettings& own = target.collect;
    const CollectSettings& common = config.collect;
    if (own.cluster_interval != common.cluster_interval || own.database_interval != common.database_interval ||
        own.slow_interval != common.slow_interval) {
      print_intervals(own);
    }
    if (own.enabled != common.enabled || own.disabled != common.disabled || own.overrides != common.overrides) {
      print_collectors(own);
    }
    if (own.series_per_target != common.series_per_target || own.label_bytes != common.label_bytes) {
      print_limits(own);
    }
    if (target.connection.parameters != config.parameters) {
      print_parameters(target.connection.parameters);
    }
    if (const auto checks = config.target_checks.find(target.name); checks != config.target_checks.end()) {
      print_checks(out_, config.known_checks, checks->second, &config.checks);
    }
  }

  void print_intervals(const CollectSettings& collect) {
    key("intervals");
    out_ << YAML::BeginMap;
    duration_pair("cluster", collect.cluster_interval);
    duration_pair("database", collect.database_interval);
    duration_pair("slow", collect.slow_interval);
    out_ << YAML::EndMap;
  }

  void print_collectors(const CollectSettings& collect) {
    key("collectors");
    out_ << YAML::BeginMap;
    name_list("enable", collect.enabled);
    name_list("disable", collect.disabled);
    key("override");
    begin_map(collect.overrides.empty());
    for (const auto& [name, changed] : collect.overrides) {
      out_ << YAML::Key << name << YAML::Value << YAML::BeginMap;
      if (changed.interval) {
        duration_pair("interval", *changed.interval);
      }
      if (changed.timeout) {
        duration_pair("timeout", *changed.timeout);
      }
      out_ << YAML::EndMap;
    }
    out_ << YAML::EndMap << YAML::EndMap;
  }

  void print_limits(const CollectSettings& collect) {
    key("limits");
    out_ << YAML::BeginMap;
    key("series_per_target");
    out_ << collect.series_per_target;
    key("label_bytes");
    out_ << collect.label_bytes;
    out_ << YAML::EndMap;
  }

  void print_parameters(const std::map<std::string, std::string>& parameters) {
    key("parameters");
    begin_map(parameters.empty());
    for (const auto& [name, value] : parameters) {
      out_ << YAML::Key << name << YAML::Value << value;
    }
    out_ << YAML::EndMap;
  }

  YAML::Emitter out_;
};

}  // namespace

std::string print_config(const Config& config) {
  return ConfigPrinter().print(config);
}

}  // namespace pgmedic
