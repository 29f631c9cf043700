// The guards together: all are asked, unknown is no, and what the answers mean.
#include "remedy/guard.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "unit/remedy/guard_fixture.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

TEST_F(GuardTest, AllAgreeWhereEverythingIsInOrder) {
  for (const Remedy remedy : kRemedies) {
    remedy_ = remedy;
    policy_.of(remedy).mode = Mode::kAuto;
    proven_ours_ = true;
    for (const GuardResult& result : judge()) {
      EXPECT_EQ(result.verdict, Verdict::kOk) << remedy_name(remedy) << " " << result.guard << ": " << result.reason;
      EXPECT_NE(result.reason, "");
    }
    EXPECT_TRUE(summarize(judge()).go);
  }
}

TEST_F(GuardTest, AreAllAskedWhateverTheOthersSay) {
  files_.there = policy_.kill_switch_file;
  history_.quarantined = true;
  pooled_ = true;
  EXPECT_EQ(judge().size(), all_guards().size());
}

TEST_F(GuardTest, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Guard& guard : all_guards()) {
    names.insert(guard.name);
  }
  EXPECT_EQ(names.size(), all_guards().size());
}

TEST_F(GuardTest, AreAllDocumentedAsTheyAre) {
  std::ifstream file(PGMEDIC_SOURCE_DIR "/docs/guards.md");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::size_t rows = 0;
  for (std::size_t at = page.find("\n| `"); at != std::string::npos; at = page.find("\n| `", at + 1)) {
    ++rows;
  }
  EXPECT_EQ(rows, all_guards().size());
  for (const Guard& guard : all_guards()) {
    std::string names;
    for (const Remedy remedy : guard.remedies) {
      names += std::string(names.empty() ? "" : ", ") + "`" + remedy_name(remedy) + "`";
    }
    const std::string matters = guard.remedies.size() == kRemedies.size() ? "all" : names;
    const std::string row =
        std::string("| `") + guard.name + "` | " + guard.asks + " | " + matters + " | " + (guard.while_running ? "yes" : "") + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

TEST_F(GuardTest, AreUnknownWhereTheServerDoesNotAnswer) {
  for (const Question& question : Questions::embedded().all()) {
    if (question.kind == Question::Kind::kRemedy) {
      continue;
    }
    server_.silent = question.name;
    remedy_ = question.name == "horizon" ? Remedy::kVacuum : Remedy::kReindex;
    candidate_.numbers["is_unique"] = question.name == "on_conflict" ? 1 : 0;
    std::size_t unknown = 0;
    for (const GuardResult& result : judge()) {
      unknown += result.verdict == Verdict::kUnknown ? 1U : 0U;
    }
    EXPECT_GE(unknown, 1U) << question.name;
    EXPECT_FALSE(summarize(judge()).go) << question.name;
  }
}

TEST_F(GuardTest, AreUnknownWhereTheAnswerIsNoNumber) {
  for (const Question& question : Questions::embedded().all()) {
    if (question.kind == Question::Kind::kRemedy || question.name == "on_conflict") {
      continue;
    }
    const auto usual = server_.answers;
    for (const auto& [name, help] : question.numbers) {
      server_.answers[question.name][name] =
          question.name == "horizon" || question.name == "replication" ? std::nullopt : TableRows::Value("NaN");
    }
    server_.answers[question.name]["system_identifier"] = "";
    remedy_ = question.name == "horizon" ? Remedy::kVacuum : Remedy::kReindex;
    EXPECT_FALSE(summarize(judge()).go) << question.name;
    server_.answers = usual;
  }
}

TEST_F(GuardTest, AreUnknownWhereTheyThrow) {
  const std::vector<Guard> guards{
      {"broken", "", {Remedy::kReindex}, false, [](const GuardContext&) -> GuardResult { throw std::runtime_error("oh"); }},
      all_guards().front()};
  const std::vector<GuardResult> results = evaluate_all(context(), guards);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].verdict, Verdict::kUnknown);
  EXPECT_EQ(results[0].reason, "it could not be asked: oh");
  EXPECT_EQ(results[1].verdict, Verdict::kOk);
}

TEST_F(GuardTest, AreUnknownWhereTheJournalIsStale) {
  history_.read_at = kNow - policy_.guards.input_max_age - 1s;
  for (const char* guard : {"paused", "budget", "one_at_a_time", "cooldown", "quarantine", "regrowth"}) {
    EXPECT_EQ(say(guard), "unknown: the journal cannot be read") << guard;
  }
}

TEST_F(GuardTest, AreUnknownWhereOthersSessionsCannotBeSeen) {
  facts_.privileges.clear();
  for (const char* guard : {"conflicting_maintenance", "old_transactions", "replication", "load", "backup"}) {
    EXPECT_THAT(say(guard), HasSubstr("unknown: the maintainer may not see other sessions")) << guard;
  }
}

TEST_F(GuardTest, AreFewerWhileTheStatementRuns) {
  running_ = true;
  action_pid_ = 77;
  std::set<std::string> names;
  for (const GuardResult& result : judge()) {
    names.insert(result.guard);
  }
  EXPECT_EQ(names, (std::set<std::string>{"kill_switch", "window", "replication", "archiver", "disk", "load", "slo", "veto"}));
}

TEST(GuardSummaries, LetTheStrongestNoDecide) {
  const GuardResult fine{"a", Verdict::kOk, "fine", std::nullopt, Settles::kNothing};
  const GuardResult later{"b", Verdict::kNo, "later", std::nullopt, Settles::kNothing};
  const GuardResult useless{"c", Verdict::kNo, "useless", std::nullopt, Settles::kSuperseded};
  const GuardResult again{"d", Verdict::kNo, "again", std::nullopt, Settles::kSuppressed};
  const GuardResult never{"e", Verdict::kNo, "never", std::nullopt, Settles::kRefused};
  EXPECT_TRUE(summarize({fine}).go);
  EXPECT_FALSE(summarize({}).go) << "nobody was asked";
  EXPECT_EQ(summarize({fine, later}).settles, Settles::kNothing);
  EXPECT_EQ(summarize({later, useless, again, never}).reason, "e: never");
  EXPECT_EQ(summarize({later, useless, again}).settles, Settles::kSuppressed);
  EXPECT_EQ(summarize({later, useless}).settles, Settles::kSuperseded);
  EXPECT_EQ(summarize({fine, later, {"f", Verdict::kUnknown, "?", std::nullopt, Settles::kNothing}}).reason, "b: later");
}

}  // namespace
}  // namespace pgmedic
