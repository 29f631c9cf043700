// INSERT ... ON CONFLICT while its unique index is rebuilt: no released server up to 18 keeps such statements from failing, so
// nobody but a person, or somebody who wrote it into the configuration, lets it happen.
#include <gmock/gmock.h>

#include <iostream>

#include "server/remedy/remedy_ground.h"
#include "server/remedy/workload.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

class OnConflict : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    ground().shop("CREATE TABLE app.counts (k integer PRIMARY KEY, n integer NOT NULL DEFAULT 0)");
    ground().shop("INSERT INTO app.counts SELECT i FROM generate_series(1, 60000) AS i");
    ground().shop("DELETE FROM app.counts WHERE k % 3 <> 0");
    ground().shop_client().execute("VACUUM ANALYZE app.counts");
    remember();
    known_.changing.insert("app.counts");
    application_ = std::make_unique<Workload>(server(), "shop", 4, [](int client, long n) {
      const std::string key = std::to_string((n * 4 + client) * 7919 % 60'000);
      return "INSERT INTO app.counts AS c VALUES (" + key + ", 1) ON CONFLICT (k) DO UPDATE SET n = c.n + 1";
    });
  }
  static Nomination rebuild() {
    return {"main", Remedy::kReindex, {"shop", "app", "counts", "counts_pkey"}, kByFinding, "PostgresIndexBloat", "test", {}};
  }
  // Every statement counted once or failed; and it failed for the one reason that is known.
  void expect_counted() {
    application_->stop();
    long failed = 0;
    for (const auto& [error, times] : application_->errors()) {
      failed += times;
      EXPECT_THAT(error, HasSubstr("23505"));
      EXPECT_THAT(error, HasSubstr("_cc"));
    }
    std::cout << "INSERT ... ON CONFLICT: " << application_->done() << " succeeded, " << failed << " failed while the index was rebuilt\n";
    RecordProperty("failed", static_cast<int>(failed));
    EXPECT_EQ(ground().shop_value("SELECT sum(n) FROM app.counts"), std::to_string(application_->done()));
    EXPECT_EQ(application_->in_doubt(), 0);
    expect_no_mess();
  }

  std::unique_ptr<Workload> application_;
};

TEST_F(OnConflict, TheDefaultDoesNotRebuildAUniqueIndexByItself) {
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, rebuild());
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("approval") == 0; })) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("unique"));
  EXPECT_EQ(launches(), "0");
  EXPECT_EQ(application_->errors().size(), 0U);
  expect_counted();
}

TEST_F(OnConflict, APersonMayLetItHappen) {
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, rebuild());
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("approval") == 0; })) << story(id);
  ASSERT_TRUE(remedies->approve(id, "alice").ok());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_counted();
}

TEST_F(OnConflict, TheConfigurationMayLetItHappen) {
  TargetPolicy bold = policy();
  bold.of(Remedy::kReindex).unattended.insert("unique");
  const auto remedies = this->remedies("one", bold);
  const std::string id = nominate(*remedies, rebuild());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(journal("approved_by", id), "");
  expect_counted();
}

}  // namespace
}  // namespace pgmedic
