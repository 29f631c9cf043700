#include "alerts/promql.h"

#include <algorithm>
#include <cctype>

namespace pgmedic::alerts {
namespace {

const std::set<std::string_view> kListWords{"on", "ignoring", "by", "without", "group_left", "group_right"};
const std::set<std::string_view> kOtherWords{"and", "or", "unless", "offset", "bool", "atan2", "inf", "nan"};

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}
bool starts_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':';
}
bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Names scan() {
    while (skip_blanks(), at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        string();
      } else if (c == '[') {
        at_ = std::min(text_.find(']', at_), text_.size());
      } else if (starts_name(c)) {
        name();
      } else if (is_digit(c)) {
        number();
      } else {
        ++at_;
      }
    }
    return std::move(names_);
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }
  bool next_is(char c) {
    skip_blanks();
    return at_ < text_.size() && text_[at_] == c;
  }
  std::string word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (starts_name(text_[at_]) || is_digit(text_[at_]))) {
      ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }
  std::string string() {
    const std::size_t start = at_;
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote) {
      at_ += text_[at_] == '\\' ? 2U : 1U;
    }
    at_ = std::min(at_ + 1, text_.size());
    return std::string(text_.substr(start, at_ - start));
  }

  void number() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (starts_name(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.')) {
      ++at_;
    }
    const std::string text(text_.substr(start, at_ - start));
    if (text.find_first_of("smhdwy") == std::string::npos) {
      names_.numbers.push_back(text);
    }
  }

  void name() {
    const std::string text = word();
    if (kListWords.contains(text)) {
      list();
    } else if (kOtherWords.contains(text) || next_is('(') || leads_to_a_list()) {
      return;  // a keyword, a function, an aggregation
    } else {
      selector(text);
    }
  }
  // "sum by (...)": the word before it is no metric.
  bool leads_to_a_list() {
    const std::size_t before = at_;
    const std::string next = starts_name(at_ < text_.size() ? text_[at_] : ' ') ? word() : "";
    at_ = before;
    return next == "by" || next == "without";
  }
  void list() {
    if (!next_is('(')) {
      return;
    }
    while (at_ < text_.size() && text_[at_] != ')') {
      if (starts_name(text_[at_])) {
        names_.label_lists.insert(word());
      } else {
        ++at_;
      }
    }
  }
  void selector(const std::string& metric) {
    Selector found{metric, {}};
    if (next_is('{')) {
      ++at_;
      while (!next_is('}') && at_ < text_.size()) {
        if (!starts_name(text_[at_])) {
          ++at_;
          continue;
        }
        const std::string label = word();
        std::string matcher;
        while (at_ < text_.size() && text_[at_] != '"') {
          matcher += is_blank(text_[at_]) ? "" : std::string(1, text_[at_]);
          ++at_;
        }
        found.matchers[label] = matcher + string();
      }
    }
    names_.selectors.push_back(std::move(found));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Names names_;
};

}  // namespace

Names names_in(std::string_view expression) {
  return Scanner(expression).scan();
}

std::string one_line(std::string_view expression) {
  std::string line;
  for (const char c : expression) {
    if (!is_blank(c)) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (line.ends_with(' ')) {
    line.pop_back();
  }
  return line;
}

}  // namespace pgmedic::alerts
