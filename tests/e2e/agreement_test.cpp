// One fact, five ways to hear it: the command, the API, the status page, the metrics and the alert. A threshold that is changed in
// the configuration changes all of them.
#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "e2e/ailments.h"
#include "support/child_program.h"
#include "support/eventually.h"

namespace pgmedic::e2e {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kPatience = 120s;

struct Fact {
  const char* check;
  const char* label;  // that names the object
  const char* object;
};
constexpr std::array<Fact, 3> kFacts{{{"PostgresRedundantIndex", "indexrelname", "again_v"},
                                      {"PostgresForeignKeyUnindexed", "conname", "items_order"},
                                      {"PostgresPendingRestart", "name", "max_wal_senders"}}};

// The finding about the fact in what the command or the API says.
std::optional<json> finding_in(const std::string& text, const Fact& fact) {
  const json report = json::parse(text, nullptr, false);
  if (report.is_object()) {
    for (const json& finding : report.value("findings", json::array())) {
      if (finding.at("check") == fact.check && finding.at("labels").value(fact.label, "") == fact.object) {
        return finding;
      }
    }
  }
  return std::nullopt;
}

std::string look_once(Chain& chain) {
  support::ChildProgram program(PGMEDIC_PROGRAM, {"check", "--format=json", "--config_file=" + chain.daemon().configuration_file()});
  EXPECT_TRUE(program.wait_exit(kPatience).has_value());
  return program.out();
}

std::vector<support::PrometheusSample> series_of(Chain& chain, const Fact& fact) {
  return chain.prometheus().query(std::string("pgmedic_finding{check=\"") + fact.check + "\"," + fact.label + "=\"" + fact.object + "\"}");
}

bool page_has(Chain& chain, const Fact& fact) {
  const std::string page = chain.page("/");
  const std::size_t at = page.find(fact.check);
  return at != std::string::npos && page.find(fact.object) != std::string::npos;
}

void expect_all_agree(Chain& chain, const Fact& fact) {
  const auto heard = chain.firing({{"alertname", fact.check}, {fact.label, fact.object}});
  const auto told = finding_in(chain.page("/api/v1/findings"), fact);
  const auto looked = finding_in(look_once(chain), fact);
  const auto series = series_of(chain, fact);
  ASSERT_TRUE(heard && told && looked && series.size() == 1) << fact.check << "\n" << chain.page("/api/v1/findings");
  EXPECT_TRUE(page_has(chain, fact)) << fact.check;
  const double value = told->at("value");
  EXPECT_EQ(heard->value, value) << fact.check;
  EXPECT_EQ(looked->at("value"), value) << fact.check;
  EXPECT_EQ(series.front().value, value) << fact.check;
  EXPECT_EQ(heard->labels.at("severity"), told->at("severity")) << fact.check;
  EXPECT_EQ(looked->at("severity"), told->at("severity")) << fact.check;
  EXPECT_EQ(series.front().labels.at("severity"), told->at("severity")) << fact.check;
  EXPECT_EQ(looked->at("threshold"), told->at("threshold")) << fact.check;
  EXPECT_EQ(heard->annotations.at("runbook_url"), told->at("runbook")) << fact.check;
}

TEST(Agreement, AllWaysTellTheSameAndFollowAThreshold) {
  PGMEDIC_NEED_SERVER(15);
  if (const std::string missing = missing_program(); !missing.empty()) {
    ASSERT_FALSE(support::servers_required()) << missing;
    GTEST_SKIP() << missing;
  }
  ChainSettings settings;
  settings.server = fragile_server();
  settings.checks =
      "  PostgresRedundantIndex: {warning: 1kB}\n"
      "  PostgresForeignKeyUnindexed: {warning: 1kB, when: {deletes: 1}}\n"
      "  PostgresPendingRestart: {for: 0s}\n";
  Chain chain(settings);
  for (const Ailment& trouble : ailments()) {
    for (const Fact& fact : kFacts) {
      if (trouble.labels.at("alertname") == fact.check) {
        trouble.plant(chain);
      }
    }
  }
  for (const Fact& fact : kFacts) {
    ASSERT_TRUE(support::eventually(
        [&] {
          return chain.firing({{"alertname", fact.check}, {fact.label, fact.object}}) && finding_in(chain.page("/api/v1/findings"), fact) &&
                 !series_of(chain, fact).empty();
        },
        kPatience))
        << fact.check << "\n"
        << chain.alerts_text() << chain.page("/api/v1/findings");
    expect_all_agree(chain, fact);
  }
  settings.checks =
      "  PostgresRedundantIndex: {warning: 1TB}\n"
      "  PostgresForeignKeyUnindexed: {warning: 1TB, when: {deletes: 1}}\n"
      "  PostgresPendingRestart: {warning: 2, for: 0s}\n";
  chain.reload(settings);
  for (const Fact& fact : kFacts) {
    EXPECT_TRUE(support::eventually(
        [&] {
          return !chain.firing({{"alertname", fact.check}, {fact.label, fact.object}});
        },
        kPatience))
        << fact.check << " goes on\n"
        << chain.alerts_text();
    EXPECT_TRUE(support::eventually([&] { return series_of(chain, fact).empty(); }, kPatience)) << fact.check;
    EXPECT_FALSE(finding_in(chain.page("/api/v1/findings"), fact)) << fact.check;
    EXPECT_FALSE(finding_in(look_once(chain), fact)) << fact.check;
    EXPECT_FALSE(page_has(chain, fact)) << fact.check;
  }
}

}  // namespace
}  // namespace pgmedic::e2e
