// What the server prints as an array, read back; facts of measurements; findings as nominations.
#include "remedy/journal_rows.h"

#include <gtest/gtest.h>

#include "remedy/judge.h"
#include "remedy/nominations.h"
#include "remedy/server_watch.h"

namespace pgmedic {
namespace {

TEST(JournalRows, ReadArrays) {
  EXPECT_TRUE(read_array("{}").empty());
  EXPECT_TRUE(read_array("").empty());
  EXPECT_EQ(read_array("{a}"), (std::vector<std::string>{"a"}));
  EXPECT_EQ(read_array(R"({a,"b,c","d\"e\\f","",NULL,"NULL"})"), (std::vector<std::string>{"a", "b,c", "d\"e\\f", "", "", "NULL"}));
}

TEST(JournalRows, ArraysGoThereAndBack) {
  const std::vector<std::string> values{"", "NULL", "a\"b", "c\\d", "e,f", "{g}", "h\ni"};
  EXPECT_EQ(read_array(array_literal(values)), values);
}

TEST(JournalRows, ChangesBecomeColumns) {
  Change change;
  change.sql = "X";
  change.table_oid = 7;
  change.starts = true;
  change.verify_in = std::chrono::seconds(-1);
  Parameters parameters{"first"};
  EXPECT_EQ(change_sql(change, parameters),
            ", table_oid = $2::oid, statement = $3, verify_at = NULL, attempts = attempts + 1, started = clock_timestamp()");
  EXPECT_EQ(parameters, (Parameters{"first", "7", "X"}));
}

TEST(JudgeFacts, TellPredictionsFromMeasurements) {
  Candidate candidate;
  candidate.numbers = {{"bytes", 1048576}, {"predicted_wal_bytes", 0.5}};
  candidate.texts = {{"owner", "app"}, {"unmeasured", ""}, {"predicted_from", "7 past runs"}};
  EXPECT_EQ(facts_of(candidate), (Facts{{"bytes", "1048576"}, {"owner", "app"}}));
  EXPECT_EQ(predictions_of(candidate), (Facts{{"wal_bytes", "0.5"}, {"from", "7 past runs"}}));
}

TEST(JudgeFacts, AnActionKnowsWhatWasMeasured) {
  Candidate candidate;
  candidate.numbers = {{"tablespace_oid", 1663}, {"predicted_wal_bytes", 0.5}};
  candidate.texts = {{"owner", "app"}, {"predicted_from", "7 past runs"}};
  Action action;
  action.database_oid = 5;
  action.before = facts_of(candidate);
  action.predicted = predictions_of(candidate);
  const Candidate again = candidate_of(action);
  EXPECT_TRUE(again.exists);
  EXPECT_EQ(again.database_oid, 5U);
  EXPECT_EQ(again.numbers, candidate.numbers);
  EXPECT_EQ(again.texts, candidate.texts);
}

TEST(Nominations, ComeFromFindingsWithARemedyAndAnObject) {
  HealthReport report;
  Finding bloat;
  bloat.check = "PostgresIndexBloat";
  bloat.target = "main";
  bloat.place = "shop";
  bloat.labels = {{"datname", "shop"}, {"schemaname", "app"}, {"relname", "orders"}, {"indexrelname", "orders_v"}};
  bloat.remedy = "reindex";
  Finding nothing_to_do = bloat;
  nothing_to_do.remedy.clear();
  Finding no_object = bloat;
  no_object.labels = {};
  report.findings = {bloat, nothing_to_do, no_object};
  const std::vector<Nomination> nominations = nominations_of(report);
  ASSERT_EQ(nominations.size(), 1U);
  EXPECT_EQ(nominations[0].object, (ObjectName{"shop", "app", "orders", "orders_v"}));
  EXPECT_EQ(nominations[0].trigger, kByFinding);
  EXPECT_EQ(nominations[0].check, "PostgresIndexBloat");
}

TEST(ServerWatch, ProgressOnlyGoesUpThroughThePhases) {
  double last = 0;
  for (const char* phase :
       {"initializing", "waiting for writers before build", "building index: scanning table", "waiting for writers before validation",
        "index validation: scanning table", "waiting for old snapshots", "waiting for readers before marking dead"}) {
    const double ratio = overall_ratio({true, phase, 0, 0, 0});
    EXPECT_GE(ratio, last) << phase;
    last = ratio;
  }
  EXPECT_GT(overall_ratio({true, "building index: scanning table", 50, 100, 0}),
            overall_ratio({true, "building index: scanning table", 10, 100, 0}));
  EXPECT_TRUE(is_past_swap("waiting for readers before dropping"));
  EXPECT_FALSE(is_past_swap("index validation: scanning index"));
}

}  // namespace
}  // namespace pgmedic
