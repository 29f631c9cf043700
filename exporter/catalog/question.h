// One file of sql/remedies or sql/guards: a query with bound parameters that is asked about one object right before, and while,
// pgmedic acts on it. Only the program's own files count; none are read at run time.
// Thread rule: immutable after parsing; share freely.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/collector.h"

namespace pgmedic {

struct Question {
  enum class Kind { kRemedy, kGuard };
  using NamedHelp = std::pair<std::string, std::string>;

  Kind kind = Kind::kGuard;
  std::string name;
  std::string help;
  std::vector<std::string> checks;    // remedies: the checks that nominate for it
  std::vector<NamedHelp> parameters;  // $1, $2, ... in this order
  std::vector<NamedHelp> numbers;     // columns that hold numbers; NULL: not measured
  std::vector<NamedHelp> texts;       // columns that hold text
  std::vector<QueryVariant> queries;  // ascending by since_major, the base first
  std::string file;

  // The query for a server of that major.
  const std::string& sql(int major) const;
};

class Questions {
 public:
  // What is wrong is in `problems`; questions without a mistake are there all the same.
  static Questions parse(const std::vector<SourceFile>& files, std::vector<Diagnostic>& problems);
  // Those that the build embedded, and checked.
  static const Questions& embedded();

  const std::vector<Question>& all() const { return questions_; }  // ascending by kind and name
  // The build has seen to it that the program's own are there; null for any other name.
  const Question* find(Question::Kind kind, std::string_view name) const;

 private:
  std::vector<Question> questions_;
};

// Columns that every remedy's query gives besides its numbers and texts.
const std::vector<std::string>& remedy_columns();

}  // namespace pgmedic
