// The files of sql/remedies and sql/guards are read strictly: what is wrong has a file, a line and a column.
#include "catalog/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace pgmedic {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const char* const kGood =
    "/*---\nguard: load\nhelp: How busy.\nparameters:\n  pid: Ours.\nnumbers:\n  active: Sessions.\n---*/\nSELECT $1 AS active;\n";

std::vector<std::string> problems_of(const std::vector<SourceFile>& files) {
  std::vector<Diagnostic> problems;
  Questions::parse(files, problems);
  std::vector<std::string> texts;
  for (const Diagnostic& problem : problems) {
    texts.push_back(problem.text());
  }
  return texts;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  text.replace(text.find(what), what.size(), by);
  return text;
}

std::vector<std::string> problems_with(const std::string& what, const std::string& by) {
  return problems_of({{"sql/guards/load.sql", replaced(kGood, what, by)}});
}

TEST(Questions, AreReadWithTheirNewerQueries) {
  std::vector<Diagnostic> problems;
  const Questions questions =
      Questions::parse({{"sql/guards/load.sql", kGood}, {"sql/guards/load.since-17.sql", "SELECT 2 AS active, $1;"}}, problems);
  EXPECT_THAT(problems, IsEmpty());
  const Question* const question = questions.find(Question::Kind::kGuard, "load");
  ASSERT_NE(question, nullptr);
  EXPECT_EQ(question->sql(16), "SELECT $1 AS active;");
  EXPECT_EQ(question->sql(17), "SELECT 2 AS active, $1;");
  EXPECT_THAT(question->parameters, ElementsAre(Question::NamedHelp("pid", "Ours.")));
  EXPECT_EQ(questions.find(Question::Kind::kRemedy, "load"), nullptr);
}

TEST(Questions, SayWhereAMistakeIs) {
  EXPECT_THAT(problems_with("help", "halp"),
              testing::Contains(HasSubstr("sql/guards/load.sql:3:1: \"halp\" is no key of the header; did you mean \"help\"?")));
  EXPECT_THAT(problems_with("guard: load", "guard: lead"), ElementsAre(HasSubstr("load.sql:2:8: the file's name says \"load\"")));
  EXPECT_THAT(problems_with("guard: load", "remedy: load"), testing::Contains(HasSubstr("\"remedy\" is no key")));
  EXPECT_THAT(problems_with("active: Sessions.", "active: [a]"), ElementsAre(HasSubstr("load.sql:7:11: \"active\" needs a sentence")));
  EXPECT_THAT(problems_with("SELECT", "DELETE"), ElementsAre(HasSubstr("load.sql:9:1: the query must begin with SELECT or WITH")));
  EXPECT_THAT(problems_with("AS active", "AS busy"), ElementsAre(HasSubstr("gives no column \"active\"")));
  EXPECT_THAT(problems_with("$1", "1"), ElementsAre(HasSubstr("parameter \"pid\" ($1) is not used")));
  EXPECT_THAT(problems_with("$1", "$1 + $2"), ElementsAre(HasSubstr("uses a parameter that the header does not declare")));
  EXPECT_THAT(problems_with("active;", "active; SELECT 1;"), ElementsAre(HasSubstr("only one statement")));
}

TEST(Questions, OfRemediesGiveTheObjectAndTheStatement) {
  const std::vector<std::string> problems =
      problems_of({{"sql/remedies/load.sql", "/*---\nremedy: load\nhelp: x\n---*/\nSELECT 1 AS statement;"}});
  EXPECT_THAT(problems, testing::Contains(HasSubstr("gives no column \"table_oid\"")));
}

TEST(Questions, OfTheProgramKnowEveryCheckThatNominates) {
  const Catalog catalog = Catalog::embedded();
  std::set<std::pair<std::string, std::string>> by_checks;
  for (const Collector& collector : catalog.collectors()) {
    for (const Check& check : collector.checks) {
      if (!check.remedy.empty()) {
        by_checks.emplace(check.remedy, check.name);
      }
    }
  }
  std::set<std::pair<std::string, std::string>> by_remedies;
  for (const Question& question : Questions::embedded().all()) {
    for (const std::string& check : question.checks) {
      by_remedies.emplace(question.name, check);
    }
  }
  EXPECT_EQ(by_checks, by_remedies);
}

}  // namespace
}  // namespace pgmedic
