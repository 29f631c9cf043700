// Objects with names that break whoever pastes them into statements: the right one is worked on every time, and what an
// interrupted rebuild leaves behind is found by its name, which the server cuts and numbers as it needs.
#include <gtest/gtest.h>

#include "server/remedy/remedy_ground.h"
#include "support/sql_client.h"

namespace pgmedic {
namespace {

using support::eventually;
using support::quote_literal;
using support::quote_name;

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

const std::vector<std::string> kNames{std::string(63, 'n'),
                                      repeated("\u00e9", 31) + "x",
                                      repeated("\U0001F418", 15) + "abc",
                                      "it's \"so\" said",
                                      "x\"; DROP TABLE app.orders; --",
                                      "x'); DROP TABLE app.orders; --",
                                      "\u0394\u03b9\u03ac \u03c4\u03b1\u03be\u03b7",
                                      "UPPER Case",
                                      "a.b.c",
                                      "line\nbreak\tand tab",
                                      "back\\slash %s %I $1 {}",
                                      "orders_ccnew",
                                      "orders_ccold1"};

// What careless quoting, folding or cutting would hit instead.
const std::vector<std::string> kDecoys{std::string(62, 'n'), "it", "x", "upper case", "a", "line"};

class HostileNames : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    ground().shop("CREATE TABLE app.orders AS SELECT 1 AS id");
    for (const std::string& name : kNames) {
      make_table(name);
    }
    for (const std::string& decoy : kDecoys) {
      ground().shop("CREATE TABLE app." + quote_name(decoy) + " AS SELECT 1 AS id");
      ground().shop("CREATE INDEX " + quote_name("0" + decoy) + " ON app." + quote_name(decoy) + " (id)");
    }
    policy_.of(Remedy::kReindex).cooldown = 0ms;
    policy_.budget.failures = 0;
    policy_.budget.actions = 0;
    policy_.quarantine_after = 0;
  }

  // A table and two bloated indexes; the names of indexes live in the same schema, so they begin differently.
  void make_table(const std::string& name) {
    const std::string table = "app." + quote_name(name);
    ground().shop("CREATE TABLE " + table + " (id integer, v integer, note text DEFAULT 'x')");
    ground().shop("INSERT INTO " + table + " SELECT i, i FROM generate_series(1, 3000) AS i");
    for (const char* mark : {"1", "2"}) {
      ground().shop("CREATE INDEX " + quote_name(index(name, mark)) + " ON " + table + " (v)");
    }
    ground().shop("DELETE FROM " + table + " WHERE id % 3 <> 0");
    ground().shop_client().execute("VACUUM ANALYZE " + table);
  }

  // As long as the table's name, to the byte.
  static std::string index(const std::string& name, const std::string& mark) {
    return name.size() < 63 ? mark + name : mark + name.substr(0, name.size() - 1);
  }

  static Nomination rebuild(const std::string& name, const std::string& mark) {
    return {"main", Remedy::kReindex, {"shop", "app", name, index(name, mark)}, kByFinding, "Check", "test", {}};
  }
  std::string oid(const std::string& name) {
    return ground().shop_value("SELECT oid FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relname = " + quote_literal(name));
  }

  void interrupt_a_rebuild(Remedies& remedies, const std::string& name);

  TargetPolicy policy_ = policy();
};

void HostileNames::interrupt_a_rebuild(Remedies& remedies, const std::string& name) {
  support::SqlClient writer = ground().shop_client();
  writer.execute("BEGIN");
  writer.execute("UPDATE app." + quote_name(name) + " SET note = note WHERE id = 3");
  const std::string id = nominate(remedies, rebuild(name, "1"));
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  EXPECT_NE(invalid_indexes(), "");
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  EXPECT_EQ(invalid_indexes(), "");
  EXPECT_EQ(journal("index_oid", id), oid(index(name, "1")));
}

TEST_F(HostileNames, InterruptedRebuildsAreCleanedUp) {
  const auto remedies = this->remedies("one", policy_);
  remember();
  for (const std::string& name : kNames) {
    SCOPED_TRACE(name);
    interrupt_a_rebuild(*remedies, name);
  }
  EXPECT_EQ(launches(), std::to_string(kNames.size()));
  expect_no_mess();
}

TEST_F(HostileNames, TheRightObjectIsWorkedOn) {
  const auto remedies = this->remedies("one", policy_);
  remember();
  std::map<std::string, std::string> oids;  // action -> OID of what it shall work on
  for (const std::string& name : kNames) {
    oids[nominate(*remedies, rebuild(name, "2"))] = oid(index(name, "2"));
  }
  for (const auto& [id, oid] : oids) {
    ASSERT_TRUE(becomes(id, "succeeded", 120s)) << story(id);
    EXPECT_EQ(journal("index_oid", id), oid);
  }
  expect_no_mess();

  for (const std::string& name : kNames) {
    ground().shop("UPDATE app." + quote_name(name) + " SET note = 'y'");
  }
  ASSERT_TRUE(eventually([&] {
    return ground().shop_value("SELECT count(*) FROM pg_stat_user_tables WHERE n_dead_tup > 0") == std::to_string(kNames.size());
  }));
  remember();
  std::vector<std::string> ids;
  for (const std::string& name : kNames) {
    ids.push_back(nominate(*remedies, on_table(Remedy::kAnalyze, name)));
    ids.push_back(nominate(*remedies, on_table(Remedy::kVacuum, name)));
  }
  for (const std::string& id : ids) {
    ASSERT_TRUE(becomes(id, "succeeded", 120s)) << story(id);
    EXPECT_EQ(journal("table_oid", id), oid(journal("\"table\"", id)));
  }
  EXPECT_EQ(ground().shop_value("SELECT count(*) FROM pg_stat_user_tables WHERE last_vacuum IS NOT NULL"), std::to_string(kNames.size()));
  EXPECT_EQ(ground().shop_value("SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL"), std::to_string(kNames.size()));
  EXPECT_EQ(launches(), std::to_string(3 * kNames.size()));
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
