// Remedies that wait for what others say: a backup in a real Prometheus, and a page that forbids.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"
#include "support/page_server.h"
#include "support/prometheus_server.h"
#include "web/outside_client.h"

namespace pgmedic {
namespace {

using support::eventually;
using support::http_answer;
using testing::HasSubstr;

class OutsideRemediesTest : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    if (!support::PrometheusServer::available()) {
      GTEST_SKIP() << support::PrometheusServer::unavailable_reason();
    }
    start();
    outside_ = make_outside_client(clock_);
  }
  void show_backup(Milliseconds age) {
    const std::string value = std::to_string(unix_seconds(clock_.wall_now() - age));
    page_.answer_with([value](const std::string&) {
      return http_answer(200, "backup_time{stanza=\"main\"} " + value + "\nbackup_time{stanza=\"other\"} 1\n",
                         "Content-Type: text/plain\r\n");
    });
  }

  support::PageServer page_{[](const std::string&) { return http_answer(200); }};
};

TEST_F(OutsideRemediesTest, ARebuildWaitsForAFreshBackup) {
  make_bloat();
  show_backup(30h);
  const support::PrometheusServer prometheus(
      {"global: {scrape_interval: 500ms, scrape_timeout: 500ms}\nscrape_configs:\n- job_name: backups\n  static_configs: [{targets: "
       "['127.0.0.1:" +
           std::to_string(page_.port()) + "']}]\n",
       {}});
  TargetPolicy policy = this->policy();
  policy.prometheus.url = prometheus.url("");
  policy.prometheus.timeout = 10s;
  policy.guards.backup_required = true;
  policy.guards.backup_query = "backup_time{stanza=\"main\"}";
  ASSERT_TRUE(eventually([&] { return prometheus.query(policy.guards.backup_query).size() == 1; }, 30s));
  const auto remedies = this->remedies("one", policy);
  const std::string id = nominate(*remedies, reindex());
  EXPECT_TRUE(eventually([&] { return journal("reason", id) == "backup: the newest backup was made 1 d 6 h ago"; }, 60s)) << story(id);
  EXPECT_EQ(state(id), "guarded");
  EXPECT_EQ(journal("attempts", id), "0");
  show_backup(1h);
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_THAT(journal("guards ->> 'backup'", id), HasSubstr("ok: the newest backup was made 1 h ago"));
  expect_no_mess();
}

TEST_F(OutsideRemediesTest, ARebuildGivesWayToAPageThatForbids) {
  make_bloat();
  TargetPolicy policy = this->policy();
  policy.guards.veto.url = page_.url("/may-work");
  policy.guards.veto.timeout = 10s;
  const auto remedies = this->remedies("one", policy);
  support::SqlClient writer = ground().shop_client();
  writer.execute("BEGIN");
  writer.execute("UPDATE app.orders SET note = 'z' WHERE id = 3");
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  page_.answer_with([](const std::string&) { return http_answer(503); });
  ASSERT_TRUE(becomes(id, "cleaning")) << story(id);
  EXPECT_THAT(story(id), HasSubstr("stop -> cancelling: guard: veto: " + policy.guards.veto.url + " answers 503, which forbids it"));
  writer.execute("ROLLBACK");  // what was left behind could not be dropped before
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
