#include "catalog/names.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace pgmedic {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

bool is_metric_name(std::string_view name) {
  const auto allowed = [](char c) { return is_letter_or_digit(c) || c == ':'; };
  return !name.empty() && (is_letter(name[0]) || name[0] == ':') && std::all_of(name.begin(), name.end(), allowed);
}

Error invalid(std::string message, std::string hint = {}) {
  return Error{ErrorCode::kInvalid, std::move(message), std::move(hint)};
}

// Takes `"value"` from the front, with the escapes \\ \" \n of the page's format.
std::optional<std::string> take_quoted(std::string_view& rest) {
  if (!starts_with(rest, "\"")) {
    return std::nullopt;
  }
  std::string value;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return value;
    }
    if (rest[i] == '\\') {
      if (++i >= rest.size() || (rest[i] != '\\' && rest[i] != '"' && rest[i] != 'n')) {
        return std::nullopt;
      }
      value += rest[i] == 'n' ? '\n' : rest[i];
    } else {
      value += rest[i];
    }
  }
  return std::nullopt;
}

// What stands behind the name: {label="value",...} and nothing after it.
Status take_constant_labels(std::string_view rest, std::string_view key, MetricKey& parsed) {
  const Error malformed = invalid("constant labels of " + std::string(key) + " are malformed", "write NAME{label=\"value\"}");
  rest.remove_prefix(1);
  while (true) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) {
      return malformed;
    }
    std::string label(trim(rest.substr(0, equals)));
    if (Status status = check_label_name(label); !status) {
      return status;
    }
    rest.remove_prefix(equals + 1);
    std::optional<std::string> value = take_quoted(rest);
    if (!value) {
      return malformed;
    }
    const auto same = [&](const auto& earlier) { return earlier.first == label; };
    if (std::any_of(parsed.constant_labels.begin(), parsed.constant_labels.end(), same)) {
      return invalid("label \"" + label + "\" appears twice in " + std::string(key));
    }
    parsed.constant_labels.emplace_back(std::move(label), std::move(*value));
    if (rest == "}") {
      return {};
    }
    if (!starts_with(rest, ",")) {
      return malformed;
    }
    rest.remove_prefix(1);
  }
}

}  // namespace

Result<MetricKey> parse_metric_key(std::string_view key) {
  MetricKey parsed;
  std::string_view rest = key;
  std::string plain;  // the name with a letter where the label's value goes
  while (!rest.empty()) {
    const std::size_t brace = std::min(rest.find('{'), rest.size());
    parsed.family += rest.substr(0, brace);
    plain += rest.substr(0, brace);
    rest.remove_prefix(brace);
    const std::size_t end = rest.find('}');
    const std::string_view inner = end == std::string_view::npos ? std::string_view() : rest.substr(1, end - 1);
    if (rest.empty() || !is_identifier(inner)) {
      break;
    }
    if (!parsed.name_label.empty()) {
      return invalid("only one label can complete the name of " + std::string(key));
    }
    parsed.name_label = inner;
    parsed.family += rest.substr(0, end + 1);
    plain += plain.empty() ? ' ' : 'x';  // a value may begin with a digit: it cannot begin a name
    rest.remove_prefix(end + 1);
  }
  if (!is_metric_name(plain)) {
    return invalid("\"" + parsed.family + "\" is no metric name", "letters, digits, _ and :, no digit in front");
  }
  if (!rest.empty()) {
    if (Status status = take_constant_labels(rest, key, parsed); !status) {
      return status.error();
    }
  }
  return parsed;
}

std::string metric_key_text(std::string_view family, const std::vector<std::pair<std::string, std::string>>& constant_labels) {
  std::string text(family);
  const char* separator = "{";
  for (const auto& [label, value] : constant_labels) {
    text += separator + label + "=\"";
    for (const char c : value) {
      if (c == '\\' || c == '"') {
        text += '\\';
      }
      text += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    text += '"';
    separator = ",";
  }
  return constant_labels.empty() ? text : text + "}";
}

Status check_label_name(std::string_view name) {
  if (!is_identifier(name)) {
    return invalid("\"" + std::string(name) + "\" is no label name", "letters, digits and _, no digit in front");
  }
  if (starts_with(name, "__") || name == "le" || name == "quantile") {
    return invalid("label name \"" + std::string(name) + "\" is reserved", "Prometheus uses le, quantile and __… itself");
  }
  return {};
}

bool is_identifier(std::string_view name) {
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), is_letter_or_digit);
}

bool is_lower_identifier(std::string_view name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name[0] >= 'a' && name[0] <= 'z' && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace pgmedic
