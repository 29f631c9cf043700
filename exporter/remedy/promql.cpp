#include "remedy/promql.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <vector>

namespace pgmedic {
namespace {

constexpr std::string_view kTarget = "{target}";

// Goes through an expression and knows for each character whether it stands in a text, and in which quotes.
class Scanner {
 public:
  explicit Scanner(const std::string& query) : query_(query) {}
  bool more() const { return at_ < query_.size(); }
  std::size_t at() const { return at_; }
  char quote() const { return quote_; }  // 0: outside of texts
  void step() {
    const char character = query_[at_++];
    if (quote_ == 0) {
      if (character == '#') {  // a comment, up to the line's end
        at_ = std::min(query_.find('\n', at_), query_.size());
      } else if (character == '"' || character == '\'' || character == '`') {
        quote_ = character;
      }
    } else if (character == '\\' && quote_ != '`') {
      at_ += more() ? 1U : 0U;
    } else if (character == quote_) {
      quote_ = 0;
    }
  }

 private:
  const std::string& query_;
  std::size_t at_ = 0;
  char quote_ = 0;
};

bool is_word_character(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_' || character == ':';
}

// What stands outside of texts and of brackets of any kind: operators, words and names, texts and brackets left out.
std::string surface(const std::string& query) {
  std::string text;
  int depth = 0;
  for (Scanner scanner(query); scanner.more();) {
    const char character = query[scanner.at()];
    const bool in_text = scanner.quote() != 0;
    scanner.step();
    if (in_text || character == '#') {
      continue;
    }
    depth += character == '(' || character == '{' || character == '[' ? 1 : 0;
    depth -= character == ')' || character == '}' || character == ']' ? 1 : 0;
    text += depth == 0 ? character : ' ';
  }
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char character : text) {
    if (is_word_character(character)) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

std::string quoted(const std::string& text) {
  std::string result;
  for (const char character : text) {
    if (character == '"' || character == '\\') {
      result += '\\';
    }
    result += character;
  }
  return result;
}

}  // namespace

std::string query_fault(const std::string& query) {
  for (Scanner scanner(query); scanner.more(); scanner.step()) {
    if (query.compare(scanner.at(), kTarget.size(), kTarget) == 0 && scanner.quote() != '"') {
      return "{target} stands for the target's name, and only inside a text in double quotes: {stanza=\"{target}\"}";
    }
  }
  return {};
}

std::string bind_target(const std::string& query, const std::string& target) {
  std::string bound;
  for (Scanner scanner(query); scanner.more();) {
    const std::size_t from = scanner.at();
    const bool here = scanner.quote() == '"' && query.compare(from, kTarget.size(), kTarget) == 0;
    for (std::size_t steps = here ? kTarget.size() : 1; steps > 0; --steps) {
      scanner.step();
    }
    bound += here ? quoted(target) : query.substr(from, scanner.at() - from);
  }
  return bound;
}

bool is_filter(const std::string& query) {
  const std::string text = surface(query);
  for (const std::string& word : words_of(text)) {
    if (word == "bool" || word == "and" || word == "or" || word == "unless") {
      return false;  // with a set operator the values may come from either side
    }
  }
  return text.find_first_of("<>") != std::string::npos || text.find("==") != std::string::npos || text.find("!=") != std::string::npos;
}

}  // namespace pgmedic
