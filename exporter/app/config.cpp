#include "app/config.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <tuple>
#include <utility>

#include "app/config_checks.h"
#include "app/config_document.h"
#include "app/config_remedies.h"
#include "app/config_sections.h"
#include "app/shard.h"
#include "base/text.h"

namespace pgmedic {
namespace {

// `targets` last: they start from the others.
constexpr std::array<ConfigKey<Config>, 7> kTopKeys{
    {{"intervals", [](ConfigReader& reader, const YAML::Node& value, Config& into) { read_intervals(reader, value, into.collect); }},
     {"collectors", [](ConfigReader& reader, const YAML::Node& value, Config& into) { read_collectors(reader, value, into.collect); }},
     {"limits", [](ConfigReader& reader, const YAML::Node& value, Config& into) { read_limits(reader, value, into.collect); }},
     {"parameters", [](ConfigReader& reader, const YAML::Node& value, Config& into) { read_parameters(reader, value, into.parameters); }},
     {"checks", [](ConfigReader& reader, const YAML::Node& value, Config& into) { read_checks(reader, value, into.checks); }},
     {"remedies", [](ConfigReader& reader, const YAML::Node& value, Config& into) { read_remedies(reader, value, into.remedies); }},
     {"targets", read_targets}}};

void read_text(ConfigReader& reader, const std::string& text, Config& into) {
  try {
    const ConfigDocument document = read_document(text);
    if (document.extra) {
      reader.problem(*document.extra, "this does not belong to what stands before it: the configuration is one YAML document");
    }
    if (!document.root.IsNull()) {
      reader.mapping(document.root, "the configuration", kTopKeys, into);
    }
  } catch (const YAML::Exception& fault) {
    // What the library says after a colon is a piece of the text.
    reader.problem(fault.mark, "not YAML: " + fault.msg.substr(0, fault.msg.find(':')));
  }
}

// Whole files only: a directory opens like a file and then cannot be read.
Result<std::string> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  const bool empty = file.is_open() && file.peek() == std::ifstream::traits_type::eof() && file.eof() && errno == 0;
  if (!file.is_open() || (!empty && !(text << file.rdbuf()))) {
    const std::string reason = errno != 0 ? std::generic_category().message(errno) : "unreadable";
    return Error{ErrorCode::kInvalid, "cannot read the configuration: " + reason};
  }
  return text.str();
}

// A problem with a value that was found right by itself; the place is looked up in the text once more.
Diagnostic problem_at(const std::string& file, const std::string& text, const std::vector<std::string>& path, std::string message) {
  Diagnostic problem{file, 0, 0, std::move(message)};
  YAML::Node node = read_document(text).root;
  for (const std::string& key : path) {
    const YAML::Node value = std::as_const(node)[key];
    if (!value) {
      return problem;
    }
    node.reset(value);
  }
  problem.line = node.Mark().line + 1;
  problem.column = node.Mark().column + 1;
  return problem;
}

// The one target of a program without targets in a file.
void add_default_target(const Options& options, const std::string& text, const ConfigContext& context, LoadedConfig& loaded) {
  TargetSettings target;
  target.collect = loaded.config.collect;
  if (options.dsn_given) {
    if (const Status status = context.check_dsn(options.dsn); !status.ok()) {
      loaded.problems.push_back({"--dsn", 0, 0, status.error().text()});
    }
    target.connection.dsn = options.dsn;
  } else {
    Result<ConnectionSettings> connection = connection_from_environment(context.environment, context.check_dsn);
    if (connection) {
      target.connection = std::move(connection).value();
    } else {
      loaded.problems.push_back({"environment", 0, 0, connection.error().text()});
    }
  }
  target.connection.parameters = loaded.config.parameters;
  loaded.config.target_checks[target.name] = loaded.config.checks;
  loaded.config.target_remedies[target.name].policy = loaded.config.remedies;
  if (loaded.config.remedies.highest_mode() > Mode::kObserve) {
    loaded.problems.push_back(problem_at(options.config_file, text, {"remedies", "mode"},
                                         std::string("remedies.mode is ") + mode_name(loaded.config.remedies.mode) +
                                             ", which needs a target with a \"maintenance_dsn\": name the server under \"targets\""));
  }
  loaded.config.targets.push_back(std::move(target));
}

void check_ambiguity(const Options& options, const std::string& text, const ConfigContext& context, LoadedConfig& loaded) {
  if (options.dsn_given) {
    loaded.problems.push_back(
        problem_at(options.config_file, text, {"targets"}, "names targets, and --dsn names one too; give one of them"));
  }
  for (const char* variable : {"DATA_SOURCE_NAME", "DATA_SOURCE_URI", "DATA_SOURCE_URI_FILE"}) {
    if (context.environment(variable)) {
      loaded.config.warnings.push_back(std::string(variable) + " is ignored: the configuration file names targets");
    }
  }
}

}  // namespace

KnownNames known_names(const Catalog& catalog) {
  KnownNames names;
  std::set<std::string> parameters;
  for (const Collector& collector : catalog.collectors()) {
    names.collectors.push_back(collector.name);
    for (const auto& [name, help] : collector.parameters) {
      parameters.insert(name);
    }
  }
  names.checks = all_checks(catalog);
  names.parameters.assign(parameters.begin(), parameters.end());
  return names;
}

LoadedConfig parse_config(const std::string& file, const std::string& text, const ConfigContext& context) {
  LoadedConfig loaded;
  loaded.config.known_checks = context.names.checks;
  ConfigReader reader(file, context, loaded.problems);
  if (is_valid_utf8(text)) {
    read_text(reader, text, loaded.config);
  } else {
    loaded.problems.push_back({file, 0, 0, "not UTF-8 text"});
  }
  std::stable_sort(loaded.problems.begin(), loaded.problems.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return std::tie(a.line, a.column) < std::tie(b.line, b.column); });
  return loaded;
}

LoadedConfig load_config(const Options& options, const ConfigContext& context) {
  LoadedConfig loaded;
  loaded.config.known_checks = context.names.checks;
  std::string text;
  if (!options.config_file.empty()) {
    Result<std::string> read = read_file(options.config_file);
    if (!read) {
      loaded.problems.push_back({options.config_file, 0, 0, read.error().text()});
      return loaded;
    }
    text = std::move(read).value();
    loaded = parse_config(options.config_file, text, context);
  }
  if (loaded.config.targets.empty()) {
    add_default_target(options, text, context, loaded);
  } else {
    check_ambiguity(options, text, context, loaded);
  }
  for (const TargetSettings& target : loaded.config.targets) {
    loaded.config.configured.push_back(target.name);
  }
  loaded.config.targets = select_shard(std::move(loaded.config.targets), options.shard);
  if (!loaded.config.configured.empty() && loaded.config.targets.empty()) {
    loaded.config.warnings.emplace_back("no target belongs to this shard");
  }
  return loaded;
}

std::vector<ConfigSection> config_sections() {
  std::vector<ConfigSection> sections{describe_section("", kTopKeys)};
  for (const std::vector<ConfigSection>& more : {collect_sections(), check_sections(), remedy_sections(), target_sections()}) {
    sections.insert(sections.end(), more.begin(), more.end());
  }
  return sections;
}

}  // namespace pgmedic
