#include "catalog/question.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/text.h"
#include "catalog/collector_file.h"
#include "catalog/map_reader.h"
#include "catalog/names.h"

namespace pgmedic {
namespace {

using Kind = Question::Kind;

const std::vector<std::string>& known_keys(Kind kind) {
  static const std::vector<std::string> kRemedy{"remedy", "help", "checks", "parameters", "numbers", "texts"};
  static const std::vector<std::string> kGuard{"guard", "help", "parameters", "numbers", "texts"};
  return kind == Kind::kRemedy ? kRemedy : kGuard;
}

// A map of names, each with a sentence.
std::vector<Question::NamedHelp> read_names(const MapReader& map, const char* key, Reporter& reporter) {
  std::vector<Question::NamedHelp> names;
  const YamlEntry* const entry = map.find(key);
  if (entry == nullptr) {
    return names;
  }
  if (entry->value.kind != YamlNode::Kind::kMap) {
    reporter.report(entry->value.at, std::string("\"") + key + "\" must be a map of names and what they mean");
    return names;
  }
  for (const YamlEntry& each : entry->value.entries) {
    if (!is_lower_identifier(each.key)) {
      reporter.report(each.at, "\"" + each.key + "\" is no name: a-z, 0-9 and _");
    } else if (each.value.kind != YamlNode::Kind::kScalar || trim(each.value.text).empty()) {
      reporter.report(each.value.at, "\"" + each.key + "\" needs a sentence that says what it is");
    } else {
      names.emplace_back(each.key, std::string(trim(each.value.text)));
    }
  }
  return names;
}

void read_question(const std::string& header, Question& question, Reporter& reporter) {
  const std::optional<YamlNode> root = parse_yaml(header, reporter);
  if (!root) {
    return;
  }
  const char* const what = question.kind == Kind::kRemedy ? "remedy" : "guard";
  const MapReader map(*root, "the header", known_keys(question.kind), reporter);
  if (map.require(what)) {
    const std::optional<std::string> name = map.text(what);
    if (name && *name != question.name) {
      reporter.report(map.value_position(what), "the file's name says \"" + question.name + "\", the header \"" + *name + "\"");
    }
  }
  map.require("help");
  question.help = map.text("help").value_or("");
  for (const LocatedText& check : map.list("checks").value_or(std::vector<LocatedText>())) {
    question.checks.push_back(check.text);
  }
  question.parameters = read_names(map, "parameters", reporter);
  question.numbers = read_names(map, "numbers", reporter);
  question.texts = read_names(map, "texts", reporter);
}

// Where `$N` stands for a parameter in the query, by N.
std::set<std::size_t> used_parameters(const std::string& query) {
  std::set<std::size_t> used;
  for (std::size_t at = query.find('$'); at != std::string::npos; at = query.find('$', at + 1)) {
    std::size_t number = 0;
    std::size_t digit = at + 1;
    for (; digit < query.size() && query[digit] >= '0' && query[digit] <= '9' && number < 1000; ++digit) {
      number = number * 10 + static_cast<std::size_t>(query[digit] - '0');
    }
    if (digit > at + 1) {
      used.insert(number);
    }
  }
  return used;
}

void check_query(const Question& question, const CollectorFile& parts, Reporter& reporter) {
  const std::string first = parts.words.words.empty() ? std::string() : parts.words.words.front().text;
  if (first != "select" && first != "with") {
    reporter.report(parts.query_at, "the query must begin with SELECT or WITH");
  }
  std::vector<std::string> columns = question.kind == Kind::kRemedy ? remedy_columns() : std::vector<std::string>();
  for (const auto* names : {&question.numbers, &question.texts}) {
    for (const auto& [name, help] : *names) {
      columns.push_back(name);
    }
  }
  for (const std::string& column : columns) {
    if (!parts.words.has_word(column)) {
      reporter.report(parts.query_at, "the query gives no column \"" + column + "\"");
    }
  }
  const std::set<std::size_t> used = used_parameters(parts.query);
  for (std::size_t number = 1; number <= question.parameters.size(); ++number) {
    if (!used.contains(number)) {
      reporter.report(parts.query_at,
                      "parameter \"" + question.parameters[number - 1].first + "\" ($" + std::to_string(number) + ") is not used");
    }
  }
  if (!used.empty() && (*used.rbegin() > question.parameters.size() || *used.begin() == 0)) {
    reporter.report(parts.query_at, "the query uses a parameter that the header does not declare");
  }
}

// The files of one question by the major that they are for; 0 is the base.
using Group = std::map<int, const SourceFile*>;

Kind kind_of(const SourceFile& file) {
  return file.path.find("remedies/") != std::string::npos ? Kind::kRemedy : Kind::kGuard;
}

// Nothing where there was a mistake.
std::optional<Question> parse_group(Kind kind, const std::string& name, const Group& group, std::vector<Diagnostic>& problems) {
  Question question;
  question.kind = kind;
  question.name = name;
  const std::size_t mistakes = problems.size();
  for (const auto& [major, file] : group) {
    Reporter reporter(file->path, problems);
    const std::optional<CollectorFile> parts = split_file(*file, reporter);
    if (!parts) {
      continue;
    }
    if (major == 0 && parts->header.empty()) {
      reporter.report({1, 1}, "the file must begin with a header: a line /*---");
    } else if (major == 0) {
      question.file = file->path;
      read_question(parts->header, question, reporter);
    } else if (!parts->header.empty() || !group.contains(0)) {
      reporter.report({1, 1}, "a variant stands beside " + name + ".sql and has no header of its own");
    }
    check_query(question, *parts, reporter);
    question.queries.push_back({major, parts->query, file->path});
  }
  return problems.size() == mistakes ? std::optional<Question>(std::move(question)) : std::nullopt;
}

}  // namespace

const std::string& Question::sql(int major) const {
  const auto newer = std::find_if(queries.begin(), queries.end(), [&](const QueryVariant& variant) { return variant.since_major > major; });
  return newer == queries.begin() ? queries.front().sql : std::prev(newer)->sql;
}

const std::vector<std::string>& remedy_columns() {
  static const std::vector<std::string> kColumns{"database_oid", "table_oid",    "index_oid", "schemaname",
                                                 "relname",      "indexrelname", "statement", "verdict_reason"};
  return kColumns;
}

Questions Questions::parse(const std::vector<SourceFile>& files, std::vector<Diagnostic>& problems) {
  std::map<std::pair<Kind, std::string>, Group> groups;
  for (const SourceFile& file : files) {
    Reporter reporter(file.path, problems);
    if (const std::optional<CollectorFileName> name = parse_file_name(reporter)) {
      groups[{kind_of(file), name->collector}][name->since_major] = &file;
    }
  }
  Questions questions;
  for (const auto& [key, group] : groups) {
    if (std::optional<Question> question = parse_group(key.first, key.second, group, problems)) {
      questions.questions_.push_back(*std::move(question));
    }
  }
  return questions;
}

const Question* Questions::find(Question::Kind kind, std::string_view name) const {
  const auto found = std::find_if(questions_.begin(), questions_.end(),
                                  [&](const Question& question) { return question.kind == kind && question.name == name; });
  return found == questions_.end() ? nullptr : &*found;
}

}  // namespace pgmedic
