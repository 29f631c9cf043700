#include "postgres/facts.h"

#include <gmock/gmock.h>

#include "postgres/console_session.h"

namespace pgmedic {
namespace {

using testing::ElementsAre;

TEST(Facts, AreReadByName) {
  const TableRows rows({"fact", "value"}, {{"version_num", "170010"},
                                           {"in_recovery", "true"},
                                           {"mark", std::nullopt},
                                           {"server_life", "1764237600.5"},
                                           {"backend_pid", "77"},
                                           {"privilege", "pg_monitor"},
                                           {"extension", "b"},
                                           {"extension", "a"},
                                           {"something new", "x"}});
  const FactsAnswer answer = read_facts(rows);
  EXPECT_EQ(answer.facts.major(), 17);
  EXPECT_TRUE(answer.facts.in_recovery);
  EXPECT_FALSE(answer.facts.superuser);
  EXPECT_EQ(answer.facts.server_life, "1764237600.5");
  EXPECT_THAT(answer.facts.extensions, ElementsAre("a", "b"));
  EXPECT_THAT(answer.facts.privileges, ElementsAre("pg_monitor"));
  EXPECT_EQ(answer.identity.mark, "");
  EXPECT_EQ(answer.identity.backend_pid, 77);
}

TEST(Facts, PgBouncersVersionIsANumber) {
  EXPECT_EQ(pgbouncer_version_num("1.18.0/bouncer"), 11800);
  EXPECT_EQ(pgbouncer_version_num("1.24.1/bouncer"), 12401);
  EXPECT_EQ(pgbouncer_version_num("1.25/bouncer"), 12500);
  EXPECT_EQ(pgbouncer_version_num("1.21.0rc1/bouncer"), 12100);
  EXPECT_EQ(pgbouncer_version_num("15.4"), 0);
}

}  // namespace
}  // namespace pgmedic
