#include "catalog/sql_text.h"

#include <algorithm>

#include "base/text.h"

namespace pgmedic {
namespace {

bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool is_word_part(char c) {
  return is_word_start(c) || (c >= '0' && c <= '9') || c == '$';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::string folded(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return lower;
}

class Scanner {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  SqlText scan() {
    while (at_ < sql_.size() && !text_.unterminated) {
      step();
    }
    return std::move(text_);
  }

 private:
  bool next_is(std::string_view word) const { return starts_with(sql_.substr(at_), word); }

  void step() {
    if (is_space(sql_[at_])) {
      ++at_;
    } else if (next_is("--")) {
      at_ = std::min(sql_.find('\n', at_), sql_.size());
    } else if (next_is("/*")) {
      skip_comment();
    } else {
      token();
      text_.empty = false;
      text_.last = at_ == 0 ? 0 : std::min(at_, sql_.size()) - 1;
    }
  }

  void token() {
    const char c = sql_[at_];
    if (c == '\'') {
      string_constant(false);
    } else if (c == '"') {
      quoted_word();
    } else if (is_word_start(c)) {
      word();
    } else if (c == '$') {
      dollar();
    } else if (c >= '0' && c <= '9') {
      while (at_ < sql_.size() && is_word_part(sql_[at_])) {
        ++at_;
      }
    } else {
      if (c == ';') {
        text_.semicolons.push_back(at_);
      }
      ++at_;
    }
  }

  // Comments nest, as the server has it.
  void skip_comment() {
    const std::size_t start = at_;
    int depth = 0;
    do {
      if (next_is("/*")) {
        ++depth;
        at_ += 2;
      } else if (next_is("*/")) {
        --depth;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0 && at_ < sql_.size());
    if (depth > 0) {
      text_.unterminated = start;
    }
  }

  void word() {
    const std::size_t start = at_;
    while (at_ < sql_.size() && is_word_part(sql_[at_])) {
      ++at_;
    }
    const std::string_view found = sql_.substr(start, at_ - start);
    if ((found == "E" || found == "e") && at_ < sql_.size() && sql_[at_] == '\'') {
      string_constant(true);
      return;
    }
    text_.words.push_back(SqlWord{folded(found), start});
  }

  void quoted_word() {
    const std::size_t start = at_;
    std::string name;
    for (++at_; at_ < sql_.size(); ++at_) {
      if (sql_[at_] == '"') {
        if (!next_is("\"\"")) {
          ++at_;
          text_.words.push_back(SqlWord{std::move(name), start});
          return;
        }
        ++at_;
      }
      name += sql_[at_];
    }
    text_.unterminated = start;
  }

  void string_constant(bool escapes) {
    const std::size_t start = at_;
    std::string value;
    for (++at_; at_ < sql_.size(); ++at_) {
      if (escapes && sql_[at_] == '\\' && at_ + 1 < sql_.size()) {
        ++at_;
      } else if (sql_[at_] == '\'') {
        if (!next_is("''")) {
          ++at_;
          text_.strings.push_back(SqlWord{std::move(value), start});
          return;
        }
        ++at_;
      }
      value += sql_[at_];
    }
    text_.unterminated = start;
  }

  // $1, or a constant between $tag$ and $tag$.
  void dollar() {
    const std::size_t start = at_;
    ++at_;
    if (at_ < sql_.size() && (is_word_start(sql_[at_]) || sql_[at_] == '$')) {
      while (at_ < sql_.size() && sql_[at_] != '$' && is_word_part(sql_[at_])) {
        ++at_;
      }
      if (at_ < sql_.size() && sql_[at_] == '$') {
        ++at_;
        const std::string_view fence = sql_.substr(start, at_ - start);
        const std::size_t end = sql_.find(fence, at_);
        if (end == std::string_view::npos) {
          text_.unterminated = start;
          return;
        }
        text_.strings.push_back(SqlWord{std::string(sql_.substr(at_, end - at_)), start});
        at_ = end + fence.size();
      }
    }
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  SqlText text_;
};

}  // namespace

bool SqlText::has_word(std::string_view name) const {
  return std::any_of(words.begin(), words.end(), [&](const SqlWord& word) { return word.text == name; });
}

SqlText scan_sql(std::string_view sql) {
  return Scanner(sql).scan();
}

}  // namespace pgmedic
