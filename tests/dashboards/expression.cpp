#include "dashboards/expression.h"

#include <cctype>
#include <regex>
#include <stdexcept>

namespace pgmedic::dashboards {
namespace {

// Reads an expression from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  void skip() { ++at_; }
  void skip_spaces() {
    while (std::isspace(static_cast<unsigned char>(peek())) != 0) {
      skip();
    }
  }
  std::string word() {
    const std::size_t start = at_;
    while (is_word(peek())) {
      skip();
    }
    return std::string(text_.substr(start, at_ - start));
  }
  // From an opening bracket or quote to behind its end; brackets within quotes do not count.
  void skip_group() {
    std::string open;
    do {
      const char character = peek();
      if (character == '\\') {
        skip();
      } else if (!open.empty() && character == open.back()) {
        open.pop_back();
      } else if (open.empty() || open.back() != '"') {
        open += end_of(character);
      }
      skip();
    } while (!open.empty() && !at_end());
  }
  static bool is_word(char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_' || character == ':' || character == '$';
  }

 private:
  // What ends the group that begins here; nothing where none does.
  static std::string_view end_of(char character) {
    switch (character) {
      case '{': return "}";
      case '[': return "]";
      case '(': return ")";
      case '"': return "\"";
      default: return "";
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool takes_labels(const std::string& word) {
  static const std::set<std::string> kWords{"by", "without", "on", "ignoring", "group_left", "group_right"};
  return kWords.contains(word);
}

bool is_keyword(const std::string& word) {
  static const std::set<std::string> kWords{"and", "or",  "unless", "bool",  "offset", "sum",
                                            "min", "max", "avg",    "count", "topk",   "bottomk"};
  return kWords.contains(word) || std::isdigit(static_cast<unsigned char>(word.front())) != 0 || word.front() == '$';
}

std::vector<std::string> split_at_bars(std::string_view text) {
  std::vector<std::string> parts{""};
  for (const char character : text) {
    if (character == '|') {
      parts.emplace_back();
    } else {
      parts.back() += character;
    }
  }
  return parts;
}

std::vector<std::string> every_pair(const std::vector<std::string>& beginnings, const std::vector<std::string>& endings) {
  std::vector<std::string> pairs;
  for (const std::string& beginning : beginnings) {
    for (const std::string& ending : endings) {
      pairs.push_back(beginning + ending);
    }
  }
  return pairs;
}

}  // namespace

std::set<std::string> metric_names(std::string_view expression) {
  std::set<std::string> names;
  for (Reader reader(expression); !reader.at_end();) {
    if (Reader::is_word(reader.peek())) {
      const std::string word = reader.word();
      reader.skip_spaces();
      if (takes_labels(word) && reader.peek() == '(') {
        reader.skip_group();
      } else if (reader.peek() != '(' && !is_keyword(word) && !takes_labels(word)) {
        names.insert(word);
      }
    } else if (reader.peek() == '{' || reader.peek() == '[' || reader.peek() == '"') {
      reader.skip_group();
    } else {
      reader.skip();
    }
  }
  return names;
}

std::vector<Matcher> matchers_of(std::string_view expression, std::string_view label) {
  const std::regex pattern("[{,\\s]" + std::string(label) + R"(\s*(=~|!~|!=|=)\s*"([^"]*)\")");
  std::vector<Matcher> matchers;
  const std::string text(expression);
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    matchers.push_back({(*at)[1].str(), (*at)[2].str()});
  }
  return matchers;
}

std::vector<std::string> alternatives(std::string_view regex) {
  std::vector<std::string> found;
  std::vector<std::string> open{""};  // what the alternative that is being read may be so far
  for (std::size_t at = 0; at < regex.size(); ++at) {
    if (regex[at] == '|') {
      found.insert(found.end(), open.begin(), open.end());
      open = {""};
      continue;
    }
    std::vector<std::string> endings{std::string(1, regex[at])};
    if (regex[at] == '(') {
      const std::size_t close = regex.find(')', at);
      endings = split_at_bars(regex.substr(at + 1, close - at - 1));
      at = close;
    }
    open = every_pair(open, endings);
  }
  found.insert(found.end(), open.begin(), open.end());
  return found;
}

std::set<std::string> variables_of(std::string_view text) {
  static const std::regex kReference(R"(\$\{?([A-Za-z]\w*))");
  std::set<std::string> names;
  const std::string copy(text);
  for (std::sregex_iterator at(copy.begin(), copy.end(), kReference), end; at != end; ++at) {
    names.insert((*at)[1].str());
  }
  return names;
}

std::string with_values(const std::string& expression, const std::map<std::string, std::string>& values) {
  static const std::regex kReference(R"(\$([A-Za-z_]\w*))");
  std::string result;
  auto rest = expression.cbegin();
  for (std::sregex_iterator at(expression.begin(), expression.end(), kReference), end; at != end; ++at) {
    const auto value = values.find((*at)[1].str());
    if (value == values.end()) {
      throw std::runtime_error("no value for $" + (*at)[1].str() + " in " + expression);
    }
    result.append(rest, (*at)[0].first).append(value->second);
    rest = (*at)[0].second;
  }
  return result.append(rest, expression.cend());
}

}  // namespace pgmedic::dashboards
