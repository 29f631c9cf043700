#include "collect/requirements.h"

#include <gtest/gtest.h>

#include "fakes.h"

namespace pgmedic {
namespace {

ServerFacts facts() {
  return test::FakeServer::default_facts();
}

TEST(Requirements, AreMetWhenThereAreNone) {
  EXPECT_FALSE(find_unmet(Requirements{}, facts()).has_value());
}

TEST(Requirements, NameTheServerThatWouldDo) {
  Requirements requirements;
  requirements.server = {16, 0};
  EXPECT_EQ(find_unmet(requirements, facts())->detail, "needs PostgreSQL 16 or newer");
  requirements.server = {0, 14};
  EXPECT_EQ(find_unmet(requirements, facts())->detail, "is for PostgreSQL 14 and older");
  EXPECT_EQ(find_unmet(requirements, facts())->reason, "server");
}

TEST(Requirements, FollowTheRoleOfTheServer) {
  Requirements requirements;
  requirements.role = RequiredRole::kPrimary;
  ServerFacts standby = facts();
  standby.in_recovery = true;
  EXPECT_EQ(find_unmet(requirements, standby)->reason, "role");
  EXPECT_FALSE(find_unmet(requirements, facts()));
  requirements.role = RequiredRole::kStandby;
  EXPECT_FALSE(find_unmet(requirements, standby));
  EXPECT_EQ(find_unmet(requirements, facts())->reason, "role");
}

TEST(Requirements, SayHowToGetExtensionAndPrivilege) {
  Requirements requirements;
  requirements.extension = "pgstattuple";
  EXPECT_EQ(find_unmet(requirements, facts())->detail, "needs CREATE EXTENSION pgstattuple in database postgres");
  requirements.extension.clear();
  requirements.privilege = "pg_monitor";
  EXPECT_EQ(find_unmet(requirements, facts())->detail, "needs GRANT pg_monitor TO pgmedic");
  ServerFacts superuser = facts();
  superuser.superuser = true;
  EXPECT_FALSE(find_unmet(requirements, superuser));
}

}  // namespace
}  // namespace pgmedic
