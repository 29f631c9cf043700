#include "app/flags.h"

#include <gflags/gflags.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "app/command_names.h"
#include "app/dsn.h"
#include "app/shard.h"
#include "base/text.h"

DEFINE_string(dsn, "",
              "Connection string of the server, as a URI or as keywords; libpq's own. Without it DATA_SOURCE_NAME, then PG*, then the "
              "local server.");
DEFINE_string(config_file, "", "Configuration (YAML): targets, databases, intervals, collectors, limits.");
DEFINE_string(listen_address, "0.0.0.0:9187", "Where /metrics and the pages are served.");
DEFINE_string(control_address, "",
              "Where reloading, alerts and orders to remedies are taken; when empty 127.0.0.1:9188 with remedies, closed without.");
DEFINE_string(control_token_file, "", "Bearer token of the control listener; needed off loopback, unless it asks for client certificates.");
DEFINE_string(web_config_file, "", "TLS and users, in the format of Prometheus's exporter-toolkit.");
DEFINE_string(collector_dir, "", "Collectors (*.sql) that add to the built-in ones or replace them.");
DEFINE_string(shard, "1/1", "The part of the targets to watch: i/n, by hash of the target's name.");
DEFINE_string(log_format, "logfmt", "logfmt or json.");
DEFINE_string(log_level, "info", "debug, info, warn or error.");
DEFINE_string(format, "", "Output of `collectors` (text or markdown), and of `check`, `plan` and `actions` (text or json).");
DEFINE_string(only, "", "The checks that `check` looks at, separated by commas; all of them without it.");
DEFINE_string(target, "", "The target that `check`, `plan` and `actions` look at; all of them without it.");
DEFINE_string(remedy, "", "The remedy that `plan` tells about: reindex, analyze, vacuum, freeze or drop_leftover.");
DEFINE_string(object, "", "The object that `plan` tells about: db.schema.table or db.schema.table.index.");
DEFINE_bool(nominate, false, "With `plan --object`: also write the proposal, for a person or the policy to release.");

namespace pgmedic {
namespace {

// Name, and what stands for its value; a switch has none.
constexpr std::array<std::pair<const char*, const char*>, 16> kFlags{{{"dsn", "DSN"},
                                                                      {"config_file", "FILE"},
                                                                      {"listen_address", "HOST:PORT"},
                                                                      {"control_address", "HOST:PORT"},
                                                                      {"control_token_file", "FILE"},
                                                                      {"web_config_file", "FILE"},
                                                                      {"collector_dir", "DIR"},
                                                                      {"shard", "I/N"},
                                                                      {"log_format", "NAME"},
                                                                      {"log_level", "NAME"},
                                                                      {"format", "NAME"},
                                                                      {"only", "CHECK,..."},
                                                                      {"target", "NAME"},
                                                                      {"remedy", "NAME"},
                                                                      {"object", "NAME"},
                                                                      {"nominate", ""}}};

// A flag as written: "--log-level=debug" is {"log_level", "debug"}.
struct WrittenFlag {
  std::string name;
  std::optional<std::string> value;
};

std::optional<WrittenFlag> read_flag(const std::string& argument) {
  if (argument.size() < 2 || argument[0] != '-') {
    return std::nullopt;
  }
  const std::size_t start = argument[1] == '-' ? 2 : 1;
  const std::size_t equals = argument.find('=');
  WrittenFlag flag;
  flag.name = argument.substr(start, equals == std::string::npos ? equals : equals - start);
  std::replace(flag.name.begin(), flag.name.end(), '-', '_');
  if (equals != std::string::npos) {
    flag.value = argument.substr(equals + 1);
  }
  return flag;
}

bool is_known(const std::string& name) {
  return std::any_of(kFlags.begin(), kFlags.end(), [&](const auto& flag) { return name == flag.first; });
}

bool is_switch(const std::string& name) {
  return std::any_of(kFlags.begin(), kFlags.end(), [&](const auto& flag) { return name == flag.first && *flag.second == '\0'; });
}

Error usage_error(std::string message, std::string hint = "see pgmedic --help") {
  return Error{ErrorCode::kInvalid, std::move(message), std::move(hint)};
}

Error unknown_flag(const std::string& name) {
  std::vector<std::string> names{"help", "version"};
  for (const auto& [known, placeholder] : kFlags) {
    names.emplace_back(known);
  }
  return usage_error("unknown flag --" + name + did_you_mean(name, names, "--"));
}

// One of a few words.
template <class T, std::size_t N>
Result<T> choose(const std::string& flag, const std::string& word, const std::array<std::pair<const char*, T>, N>& choices) {
  std::vector<std::string> words;
  for (const auto& [name, value] : choices) {
    if (word == name) {
      return value;
    }
    words.emplace_back(name);
  }
  std::string all;
  for (const std::string& each : words) {
    all += (all.empty() ? "" : ", ") + each;
  }
  return usage_error("--" + flag + ": \"" + word + "\" is none of " + all + did_you_mean(word, words));
}

constexpr std::array<std::pair<const char*, LogFormat>, 2> kLogFormats{{{"logfmt", LogFormat::kLogfmt}, {"json", LogFormat::kJson}}};
constexpr std::array<std::pair<const char*, LogLevel>, 4> kLogLevels{
    {{"debug", LogLevel::kDebug}, {"info", LogLevel::kInfo}, {"warn", LogLevel::kWarn}, {"error", LogLevel::kError}}};

// The flags' values as they stand in gflags' registry.
Result<Options> typed_options(Options options) {
  options.dsn = FLAGS_dsn;
  options.config_file = FLAGS_config_file;
  options.listen_address = FLAGS_listen_address;
  options.control_address = FLAGS_control_address;
  options.control_token_file = FLAGS_control_token_file;
  options.web_config_file = FLAGS_web_config_file;
  options.collector_dir = FLAGS_collector_dir;
  options.format = FLAGS_format;
  options.only = FLAGS_only;
  options.target = FLAGS_target;
  options.remedy = FLAGS_remedy;
  options.object = FLAGS_object;
  options.nominate = FLAGS_nominate;
  const Result<LogFormat> log_format = choose("log_format", FLAGS_log_format, kLogFormats);
  if (!log_format) {
    return log_format.error();
  }
  options.log_format = *log_format;
  const Result<LogLevel> log_level = choose("log_level", FLAGS_log_level, kLogLevels);
  if (!log_level) {
    return log_level.error();
  }
  options.log_level = *log_level;
  // What goes wrong while they look, these tell by themselves.
  const bool looks = options.command == "check" || options.command == "plan" || options.command == "actions";
  if (looks && gflags::GetCommandLineFlagInfoOrDie("log_level").is_default) {
    options.log_level = LogLevel::kError;
  }
  const Result<Shard> shard = parse_shard(FLAGS_shard);
  if (!shard) {
    return shard.error();
  }
  options.shard = *shard;
  return options;
}

// The word that is no flag: a command, or a mistake. A connection string in the wrong place is not repeated.
Status take_word(const std::string& word, bool first, Options& options) {
  if (word.find_first_of("=:/@") != std::string::npos) {
    return usage_error("unexpected argument that looks like a connection string", "give it as --dsn=...");
  }
  if (!first && takes_words(options.command)) {
    options.words.push_back(word);
    return {};
  }
  if (!first) {
    return usage_error("unexpected argument \"" + word + "\" after the command \"" + options.command + "\"");
  }
  Status known = check_command(word);
  if (known.ok()) {
    options.command = word;
  }
  return known;
}

// Reads the flag at `position`, and its value when it stands in the next argument; moves on past both.
Status take_flag(const WrittenFlag& flag, const std::vector<std::string>& arguments, std::size_t& position, Options& options) {
  if (flag.name == "help" || flag.name == "h") {
    options.help = true;
    return {};
  }
  if (flag.name == "version" || flag.name == "V") {
    options.version = true;
    return {};
  }
  if (!is_known(flag.name)) {
    return unknown_flag(flag.name);
  }
  std::optional<std::string> value = flag.value;
  if (!value && is_switch(flag.name)) {
    value = "true";
  }
  if (!value) {
    if (position + 1 >= arguments.size()) {
      return usage_error("--" + flag.name + " needs a value");
    }
    value = arguments[++position];
  }
  if (gflags::SetCommandLineOption(flag.name.c_str(), value->c_str()).empty()) {
    return usage_error("--" + flag.name + ": bad value");
  }
  options.dsn_given = options.dsn_given || flag.name == "dsn";
  return {};
}

}  // namespace

std::vector<FlagDescription> describe_flags() {
  std::vector<FlagDescription> descriptions;
  for (const auto& [name, placeholder] : kFlags) {
    const gflags::CommandLineFlagInfo info = gflags::GetCommandLineFlagInfoOrDie(name);
    descriptions.push_back({name, placeholder, is_switch(name) ? "" : info.default_value, info.description});
  }
  return descriptions;
}

Result<Options> parse_command_line(const std::vector<std::string>& arguments) {
  const gflags::FlagSaver restore_afterwards;  // gflags' values are global; a second call starts from the defaults
  Options options;
  bool first_word = true;
  bool only_words = false;
  for (std::size_t position = 0; position < arguments.size(); ++position) {
    if (!only_words && arguments[position] == "--") {
      only_words = true;
      continue;
    }
    const std::optional<WrittenFlag> flag = only_words ? std::nullopt : read_flag(arguments[position]);
    const Status taken =
        flag ? take_flag(*flag, arguments, position, options) : take_word(arguments[position], std::exchange(first_word, false), options);
    if (!taken.ok()) {
      return taken.error();
    }
  }
  return typed_options(std::move(options));
}

TakenArguments take_arguments(int argc, char** argv) {
  TakenArguments taken;
  const std::vector<char*> raw(argv + std::min(argc, 1), argv + argc);
  taken.arguments.assign(raw.begin(), raw.end());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::optional<WrittenFlag> flag = read_flag(taken.arguments[i]);
    if (!flag || flag->name != "dsn" || (!flag->value && i + 1 >= raw.size())) {
      continue;
    }
    const std::string value = flag->value ? *flag->value : taken.arguments[i + 1];
    if (dsn_holds_password(value)) {
      char* const argument = flag->value ? raw[i] : raw[i + 1];
      std::memset(argument + std::strlen(argument) - value.size(), 'x', value.size());
      taken.password_hidden = true;
    }
  }
  return taken;
}

}  // namespace pgmedic
