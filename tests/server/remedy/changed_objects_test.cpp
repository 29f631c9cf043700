// Between the decision and the statement somebody renames, drops, makes anew or gives away the object. Whatever was decided was
// decided about another one then: it is not acted on.
#include <gmock/gmock.h>

#include <ostream>
#include <utility>

#include "server/remedy/meddling_judge.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::AnyOf;

struct Change {
  std::string name;
  std::string sql;               // as the superuser
  std::set<std::string> gone{};  // by then
};

// NOLINTNEXTLINE(readability-identifier-naming): googletest looks for this name
void PrintTo(const Change& change, std::ostream* out) {
  *out << change.name;
}

// Indexes follow their table: they tell its name in their definition.
const std::set<std::string> kTableAndIndexes{"app.orders", "app.orders_v", "app.orders_dense"};
const Change kIndexRenamed{"index_renamed", "ALTER INDEX app.orders_v RENAME TO other", {"app.orders_v"}};
const Change kIndexReplaced{
    "index_replaced", "ALTER INDEX app.orders_v RENAME TO other; CREATE INDEX orders_v ON app.orders (v)", {"app.orders_v"}};
const Change kIndexDropped{"index_dropped", "DROP INDEX app.orders_v", {"app.orders_v"}};
const Change kTableRenamed{"table_renamed", "ALTER TABLE app.orders RENAME TO other", kTableAndIndexes};
const Change kTableReplaced{"table_replaced",
                            "ALTER TABLE app.orders RENAME TO other; CREATE TABLE app.orders AS SELECT * FROM app.other;"
                            "ALTER TABLE app.orders OWNER TO owner",
                            kTableAndIndexes};
const Change kTableDropped{"table_dropped", "DROP TABLE app.orders", kTableAndIndexes};
const Change kTableGivenAway{"table_given_away", "ALTER TABLE app.orders OWNER TO stranger", {}};

class ChangedObjects : public RemedyGround, public testing::WithParamInterface<std::pair<Remedy, Change>> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    // The owner of a database may vacuum whatever is in it.
    server().execute("ALTER DATABASE shop OWNER TO postgres; CREATE ROLE stranger; GRANT USAGE ON SCHEMA app TO stranger", "shop");
    make_bloat(20'000);
    churn();
  }
  static Remedy remedy() { return GetParam().first; }
  void change() { server().execute(GetParam().second.sql, "shop"); }
  std::string propose(Remedies& remedies) {
    std::string id = nominate(remedies, is_for_indexes(remedy()) ? reindex() : on_table(remedy()));
    EXPECT_TRUE(eventually([&] { return journal("reason", id).find("approval") == 0; })) << story(id);
    return id;
  }
  // Over; or held back for a while, because the guards cannot say anything about a table that is gone.
  bool is_held_or_over(const std::string& id) {
    return eventually(
        [&] { return journal("ended IS NOT NULL", id) == "t" || (GetParam().second.name == "table_dropped" && state(id) == "guarded"); },
        60s);
  }
  // make_bloat() has vacuumed and analyzed once.
  void expect_untouched() {
    EXPECT_EQ(
        ground().shop_value("SELECT coalesce(sum(vacuum_count), 0) <= 1 AND coalesce(sum(analyze_count), 0) <= 1 FROM pg_stat_user_tables"),
        "t");
    known_.gone = GetParam().second.gone;
    expect_no_mess();
  }
};

std::string name_of(const testing::TestParamInfo<std::pair<Remedy, Change>>& chosen) {
  return std::string(remedy_name(chosen.param.first)) + "_" + chosen.param.second.name;
}

INSTANTIATE_TEST_SUITE_P(Each, ChangedObjects,
                         testing::Values(std::pair(Remedy::kReindex, kIndexRenamed), std::pair(Remedy::kReindex, kIndexReplaced),
                                         std::pair(Remedy::kReindex, kIndexDropped), std::pair(Remedy::kReindex, kTableReplaced),
                                         std::pair(Remedy::kAnalyze, kTableRenamed), std::pair(Remedy::kAnalyze, kTableReplaced),
                                         std::pair(Remedy::kAnalyze, kTableDropped), std::pair(Remedy::kVacuum, kTableReplaced),
                                         std::pair(Remedy::kVacuum, kTableGivenAway), std::pair(Remedy::kReindex, kTableGivenAway)),
                         name_of);

TEST_P(ChangedObjects, BeforeTheLastJudgement) {
  const auto remedies = this->remedies("one", policy(Mode::kApprove));
  const std::string id = propose(*remedies);
  change();
  EXPECT_TRUE(remedies->approve(id, "alice").ok());
  ASSERT_TRUE(eventually([&] { return journal("ended IS NOT NULL", id) == "t"; }, 60s)) << story(id);
  EXPECT_THAT(state(id), AnyOf("refused", "superseded")) << story(id);
  EXPECT_EQ(journal("attempts", id), "0");
  expect_untouched();
}

TEST_P(ChangedObjects, AfterTheLastJudgement) {
  judge_ = std::make_shared<MeddlingJudge>([this] { change(); });
  const auto remedies = this->remedies("one", policy(Mode::kApprove));
  const std::string id = propose(*remedies);
  EXPECT_TRUE(remedies->approve(id, "alice").ok());
  ASSERT_TRUE(is_held_or_over(id)) << story(id);
  // Whether the owner is still the same only the server can say.
  const bool is_tried = GetParam().second.name == "table_given_away";
  if (is_tried) {
    EXPECT_EQ(state(id), "failed") << story(id);
  } else {
    EXPECT_THAT(state(id), AnyOf("refused", "superseded", "guarded")) << story(id);
  }
  EXPECT_EQ(journal("attempts", id), is_tried ? "1" : "0");
  expect_untouched();
}

}  // namespace
}  // namespace pgmedic
