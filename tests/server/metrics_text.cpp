#include "server/metrics_text.h"

#include <sstream>

namespace pgmedic::tests {
namespace {

// Behind the closing quote of the label value that begins at `at`.
std::size_t skip_value(std::string_view line, std::size_t at) {
  while (at < line.size() && line[at] != '"') {
    at += line[at] == '\\' ? 2U : 1U;
  }
  return at + 1;
}

// The names between the braces; `at` is moved behind them.
LabelNames read_labels(std::string_view line, std::size_t& at) {
  LabelNames names;
  if (at >= line.size() || line[at] != '{') {
    return names;
  }
  ++at;
  while (at < line.size() && line[at] != '}') {
    const std::size_t equals = line.find('=', at);
    if (equals == std::string_view::npos) {
      return names;
    }
    names.emplace(line.substr(at, equals - at));
    at = skip_value(line, equals + 2);
    if (at < line.size() && line[at] == ',') {
      ++at;
    }
  }
  ++at;
  return names;
}

}  // namespace

PageShape shape_of(std::string_view page) {
  PageShape shape;
  std::istringstream lines{std::string(page)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') {
      continue;
    }
    std::size_t at = line.find_first_of("{ ");
    if (at == std::string::npos) {
      continue;
    }
    const std::string name = line.substr(0, at);
    LabelNames labels = read_labels(line, at);
    if (line.find("NaN", at) == std::string::npos) {
      shape[name].insert(std::move(labels));
    }
  }
  return shape;
}

std::string describe(const std::string& name, const LabelNames& labels) {
  std::string text = name + '{';
  for (const std::string& label : labels) {
    text += (text.back() == '{' ? "" : ",") + label;
  }
  return text + '}';
}

}  // namespace pgmedic::tests
