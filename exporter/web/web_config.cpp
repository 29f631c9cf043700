#include "web/web_config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "catalog/map_reader.h"
#include "catalog/reporter.h"
#include "catalog/yaml.h"
#include "web/bcrypt.h"
#include "web/web_config_tls.h"

namespace pgmedic {
namespace {

constexpr int kLargestBurst = 1'000'000;

using Entries = std::vector<YamlEntry>;

// The entries of a map with free keys; none when the key is absent.
const Entries& entries_of(const MapReader& reader, std::string_view key, const std::string& what, Reporter& reporter) {
  static const Entries kNone;
  const YamlEntry* entry = reader.find(key);
  if (entry == nullptr || entry->value.kind == YamlNode::Kind::kNull) {
    return kNone;
  }
  if (entry->value.kind != YamlNode::Kind::kMap) {
    reporter.report(entry->value.at, what + " must be a map");
    return kNone;
  }
  return entry->value.entries;
}

// The nested map of a section; a null pointer when it is absent, empty or no map.
const YamlNode* section_of(const MapReader& top, std::string_view key, Reporter& reporter) {
  const YamlEntry* entry = top.find(key);
  if (entry == nullptr || entry->value.kind == YamlNode::Kind::kNull) {
    return nullptr;
  }
  if (entry->value.kind != YamlNode::Kind::kMap) {
    reporter.report(entry->value.at, std::string(key) + " must be a map");
    return nullptr;
  }
  return &entry->value;
}

void parse_header(const YamlEntry& entry, WebConfig& config, Reporter& reporter) {
  static const std::vector<std::string> kNames{"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "X-XSS-Protection",
                                               "Strict-Transport-Security"};
  const std::string& value = entry.value.text;
  if (std::find(kNames.begin(), kNames.end(), entry.key) == kNames.end()) {
    reporter.report(entry.at, unknown_word(entry.key, "header that can be set", kNames));
  } else if (value.find_first_of("\r\n") != std::string::npos) {
    reporter.report(entry.value.at, entry.key + ": a header is one line");
  } else if (entry.key == "X-Content-Type-Options" && !value.empty() && value != "nosniff") {
    reporter.report(entry.value.at, "X-Content-Type-Options: only nosniff is possible");
  } else if (entry.key == "X-Frame-Options" && !value.empty() && value != "deny" && value != "sameorigin") {
    reporter.report(entry.value.at, "X-Frame-Options: deny or sameorigin");
  } else {
    config.headers.emplace_back(entry.key, value);
  }
}

void parse_http(const YamlNode& node, WebConfig& config, Reporter& reporter) {
  const MapReader section(node, "http_server_config", {"http2", "headers"}, reporter);
  config.http2_asked = section.boolean("http2").value_or(false);
  for (const auto& entry : entries_of(section, "headers", "http_server_config.headers", reporter)) {
    parse_header(entry, config, reporter);
  }
}

void parse_users(const Entries& entries, WebConfig& config, Reporter& reporter) {
  for (const auto& entry : entries) {
    if (entry.value.kind != YamlNode::Kind::kScalar) {
      // The end of something that lacks its quotes: not repeated.
      reporter.report(entry.at, "basic_auth_users: a user without a hash (a text with a comma needs quotes inside { })");
    } else if (entry.key.find(':') != std::string::npos) {
      reporter.report(entry.at, "basic_auth_users: a user's name has no colon: what follows it would be taken for the password");
    } else if (auto status = check_bcrypt_hash(entry.value.text); !status.ok()) {
      reporter.report(entry.value.at, "basic_auth_users: the hash of \"" + entry.key + "\" " + status.error().message);
    }
    config.users[entry.key] = entry.value.text;
  }
}

void parse_rate(const YamlNode& node, WebConfig& config, Reporter& reporter) {
  const MapReader section(node, "rate_limit", {"interval", "burst"}, reporter);
  RateLimit limit;
  limit.burst = static_cast<int>(section.integer("burst", 1, kLargestBurst).value_or(1));
  const YamlEntry* interval = section.find("interval");
  if (interval != nullptr && interval->value.text != "0" && interval->value.text != "0s") {
    limit.interval = section.duration("interval").value_or(std::chrono::milliseconds(0));
  }
  if (limit.interval.count() > 0) {
    config.rate_limit = limit;
  }
}

void parse_document(const YamlNode& root, const std::string& folder, WebConfig& config, Reporter& reporter) {
  const MapReader top(root, "the web configuration", {"tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"},
                      reporter);
  if (const YamlNode* node = section_of(top, "tls_server_config", reporter)) {
    config.tls = parse_tls_section(*node, folder, reporter);
  }
  if (const YamlNode* node = section_of(top, "http_server_config", reporter)) {
    parse_http(*node, config, reporter);
  }
  parse_users(entries_of(top, "basic_auth_users", "basic_auth_users", reporter), config, reporter);
  if (const YamlNode* node = section_of(top, "rate_limit", reporter)) {
    parse_rate(*node, config, reporter);
  }
}

}  // namespace

Result<WebConfig> parse_web_config(const std::string& text, const std::string& file) {
  std::vector<Diagnostic> problems;
  Reporter reporter(file, problems);
  WebConfig config;
  const auto root = parse_yaml(text, reporter);
  if (root && root->kind != YamlNode::Kind::kNull) {
    parse_document(*root, std::filesystem::path(file).parent_path().string(), config, reporter);
  }
  if (!problems.empty()) {
    return Error{ErrorCode::kInvalid, problems.front().text()};
  }
  return config;
}

Result<WebConfig> load_web_config(const std::string& path) {
  if (path.empty()) {
    return WebConfig{};
  }
  auto text = read_small_file(path);
  if (!text.ok()) {
    return text.error();
  }
  return parse_web_config(*text, path);
}

Result<std::string> read_small_file(const std::string& path, std::size_t max_bytes) {
  std::ifstream stream(path, std::ios::binary);
  std::error_code code;
  if (!stream || std::filesystem::is_directory(path, code)) {
    return Error{ErrorCode::kInvalid, "cannot read " + path, "check that it exists and that pgmedic's user may read it"};
  }
  std::string text(max_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > max_bytes) {
    return Error{ErrorCode::kInvalid, path + " is longer than " + std::to_string(max_bytes) + " bytes", "check the file's name"};
  }
  return text;
}

}  // namespace pgmedic
