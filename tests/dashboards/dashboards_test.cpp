// What can be said of the dashboards without Grafana and Prometheus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "catalog/catalog.h"
#include "dashboards/dashboard_files.h"
#include "dashboards/expression.h"
#include "metrics/self_metrics.h"
#include "support/child_process.h"

namespace pgmedic::dashboards {
namespace {

constexpr int kColumns = 24;
constexpr int kSchemaVersion = 42;  // the last of the classic format

const std::vector<Dashboard>& all() {
  static const std::vector<Dashboard> kAll = read_dashboards();
  return kAll;
}

template <typename Look>
void at_every_panel(Look look) {
  ASSERT_FALSE(all().empty());
  for (const Dashboard& dashboard : all()) {
    for (const Panel& panel : dashboard.panels) {
      look(dashboard, panel);
    }
  }
}

bool overlap(const Place& a, const Place& b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

TEST(Dashboards, AreThoseThatAreDocumented) {
  std::vector<std::string> uids;
  for (const Dashboard& dashboard : all()) {
    uids.push_back(dashboard.uid);
    EXPECT_EQ(dashboard.schema_version, kSchemaVersion) << dashboard.file;
  }
  EXPECT_THAT(uids, testing::UnorderedElementsAre("pgmedic-fleet", "pgmedic-server", "pgmedic-indexes", "pgmedic-tables",
                                                  "pgmedic-connections", "pgmedic-remedies", "pgmedic-self"));
}

TEST(Dashboards, AreWhatTheirSourcesSay) {
  if (std::string(PGMEDIC_JQ).empty()) {
    GTEST_SKIP() << "jq is not installed";
  }
  for (const Dashboard& dashboard : all()) {
    const std::string library = PGMEDIC_SOURCE_DIR "/dashboards/source";
    const std::string source = library + "/" + dashboard.file.substr(0, dashboard.file.rfind('.')) + ".jq";
    support::ChildSettings jq;
    jq.program = PGMEDIC_JQ;
    jq.arguments = {"-n", "-L", library, "-f", source};
    EXPECT_EQ(support::run_program(jq), dashboard.text) << "write it anew: cmake --build --preset dev --target dashboards";
  }
}

TEST(Dashboards, PanelsHaveNumbersOfTheirOwn) {
  for (const Dashboard& dashboard : all()) {
    std::set<int> ids;
    for (const Panel& panel : dashboard.panels) {
      EXPECT_TRUE(ids.insert(panel.id).second) << describe(dashboard, panel);
    }
  }
}

TEST(Dashboards, PanelsLieBesideEachOther) {
  at_every_panel([](const Dashboard& dashboard, const Panel& panel) {
    EXPECT_TRUE(panel.place.x >= 0 && panel.place.w > 0 && panel.place.h > 0 && panel.place.x + panel.place.w <= kColumns)
        << describe(dashboard, panel);
    for (const Panel& other : dashboard.panels) {
      EXPECT_TRUE(other.id == panel.id || !overlap(panel.place, other.place))
          << describe(dashboard, panel) << " lies over \"" << other.title << '"';
    }
  });
}

TEST(Dashboards, PanelsSayWhatTheyShow) {
  at_every_panel([](const Dashboard& dashboard, const Panel& panel) {
    EXPECT_FALSE(panel.title.empty()) << describe(dashboard, panel);
    if (panel.type != "row") {
      EXPECT_GT(panel.description.size(), 15U) << describe(dashboard, panel);
      EXPECT_TRUE(panel.type == "table" || !panel.unit.empty()) << describe(dashboard, panel) << " has no unit";
      EXPECT_FALSE(panel.queries.empty()) << describe(dashboard, panel);
    }
  });
}

TEST(Dashboards, PanelsThatMayBeEmptySayWhyInTheirDescription) {
  at_every_panel([](const Dashboard& dashboard, const Panel& panel) {
    EXPECT_NE(panel.description.find(panel.when_empty), std::string::npos) << describe(dashboard, panel);
  });
}

TEST(Dashboards, LinksLeadToDashboardsAndKeepWhatWasChosen) {
  std::set<std::string> uids;
  for (const Dashboard& dashboard : all()) {
    uids.insert(dashboard.uid);
  }
  static const std::regex kAddress(R"(/d/([\w-]+)(\?.*)?)");
  for (const Dashboard& dashboard : all()) {
    EXPECT_GE(dashboard.links.size(), all().size() - 1) << dashboard.file;
    for (const std::string& link : dashboard.links) {
      std::smatch match;
      ASSERT_TRUE(std::regex_match(link, match, kAddress)) << dashboard.file << ": " << link;
      EXPECT_TRUE(uids.contains(match[1])) << dashboard.file << ": " << link;
    }
  }
}

TEST(Dashboards, DataSourcesAreChosenByAVariable) {
  for (const Dashboard& dashboard : all()) {
    EXPECT_GT(dashboard.data_sources.size(), dashboard.panels.size()) << dashboard.file;
    EXPECT_THAT(dashboard.data_sources, testing::Each("${datasource}")) << dashboard.file;
    ASSERT_FALSE(dashboard.variables.empty());
    EXPECT_EQ(dashboard.variables.front().name + " " + dashboard.variables.front().type, "datasource datasource") << dashboard.file;
  }
}

TEST(Dashboards, VariablesAreThere) {
  for (const Dashboard& dashboard : all()) {
    std::set<std::string> names;
    for (const Variable& variable : dashboard.variables) {
      names.insert(variable.name);
    }
    std::string texts;
    for (const Panel& panel : dashboard.panels) {
      for (const Query& query : panel.queries) {
        texts += query.expression + "\n";
      }
    }
    for (const Variable& variable : dashboard.variables) {
      texts += variable.query + "\n";
    }
    for (const std::string& used : variables_of(texts)) {
      EXPECT_TRUE(names.contains(used)) << dashboard.file << ": $" << used;
    }
  }
}

class KnownMetrics {
 public:
  KnownMetrics() {
    for (const Collector& collector : catalog_.collectors()) {
      for (const MetricFamily& family : collector.families) {
        names_.insert(family.name_label.empty() ? family.name : family.name.substr(0, family.name.find('{')));
      }
    }
  }
  bool has(const std::string& name) const {
    static const std::regex kHistogram("(.*)_(bucket|sum|count)");
    std::smatch match;
    return names_.contains(name) || find_own_family(name) != nullptr || name.starts_with("pg_settings_") ||
           (std::regex_match(name, match, kHistogram) && find_own_family(match[1].str()) != nullptr);
  }

 private:
  Catalog catalog_ = Catalog::embedded();
  std::set<std::string> names_;
};

// The pattern in which the query with that letter of the fleet's findings looks for checks.
std::string pattern_of_findings(const std::string& letter) {
  for (const Dashboard& dashboard : all()) {
    for (const Panel& panel : dashboard.panels) {
      for (const Query& query : panel.queries) {
        if (dashboard.uid == "pgmedic-fleet" && panel.type == "table" && panel.title == "Findings" && query.letter == letter) {
          return matchers_of(query.expression, "check").back().value;
        }
      }
    }
  }
  return {};
}

TEST(Dashboards, FindingsStandInTheColumnOfTheirUnit) {
  const Catalog catalog = Catalog::embedded();
  const std::vector<std::pair<std::string, std::string>> columns{{"B", "seconds"}, {"C", "ratio"}, {"D", "bytes"}};
  ASSERT_FALSE(catalog.checks().empty());
  for (const Check* check : catalog.checks()) {
    for (const auto& [letter, unit] : columns) {
      EXPECT_EQ(std::regex_match(check->name, std::regex(pattern_of_findings(letter))), check->unit == unit)
          << check->name << " has the unit \"" << check->unit << '"';
    }
  }
}

TEST(Dashboards, FindingsNameTheirObjectWhateverItsLabels) {
  const std::set<std::string> describe_it{"covered_by", "datid", "is_ready", "leftover", "reason", "slot_type", "state"};
  const Catalog catalog = Catalog::embedded();
  for (const Dashboard& dashboard : all()) {
    for (const Panel& panel : dashboard.panels) {
      if (panel.type == "table" && panel.title.starts_with("Findings")) {
        for (const Check* check : catalog.checks()) {
          for (const std::string& label : check->labels) {
            EXPECT_TRUE(describe_it.contains(label) || panel.queries.front().expression.find('"' + label + '"') != std::string::npos)
                << describe(dashboard, panel) << ": " << label << " of " << check->name;
          }
        }
      }
    }
  }
}

// Single values cannot take their colours from Prometheus: they have the thresholds that checks have unless somebody overrides them.
TEST(Dashboards, SingleValuesTurnTheirColourWhereTheCheckDoes) {
  const std::map<std::string, std::string> checks{
      {"pgmedic-server: Connections", "PostgresConnectionsNearLimit"}, {"pgmedic-server: Oldest open", "PostgresLongTransaction"},
      {"pgmedic-server: Wraparound", "PostgresXidWraparound"},         {"pgmedic-tables: Wraparound", "PostgresXidWraparound"},
      {"pgmedic-tables: Multixacts", "PostgresMxidWraparound"},        {"pgmedic-tables: Horizon held", "PostgresXminHorizonHeld"},
      {"pgmedic-connections: In use", "PostgresConnectionsNearLimit"}, {"pgmedic-connections: Idle for", "PostgresIdleInTransaction"},
      {"pgmedic-connections: Waiting for", "PgBouncerClientsWaiting"},
  };
  const Catalog catalog = Catalog::embedded();
  std::size_t seen = 0;
  at_every_panel([&](const Dashboard& dashboard, const Panel& panel) {
    const auto check = checks.find(dashboard.uid + ": " + panel.title);
    if (check != checks.end() && panel.type == "stat") {
      ++seen;
      const Check* const judged = catalog.find_check(check->second);
      ASSERT_NE(judged, nullptr) << check->second;
      EXPECT_THAT(panel.thresholds, testing::ElementsAre(judged->warning.value_or(0), judged->critical.value_or(0)))
          << describe(dashboard, panel);
    }
  });
  EXPECT_EQ(seen, checks.size());
}

TEST(Dashboards, EveryCheckIsKnown) {
  std::string names;
  const Catalog catalog = Catalog::embedded();
  for (const Check* check : catalog.checks()) {
    names += check->name + "\n";
  }
  names += "PostgresDown\nPostgresDatabaseDown\nPgBouncerDown\nPgmedicCollectorFailing\nPgmedicDataTooOld\n";
  at_every_panel([&](const Dashboard& dashboard, const Panel& panel) {
    for (const Query& query : panel.queries) {
      for (const Matcher& matcher : matchers_of(query.expression, "check")) {
        for (const std::string& alternative : alternatives(matcher.value)) {
          EXPECT_TRUE(std::regex_search(names, std::regex("(^|\n)" + alternative + "\n")))
              << describe(dashboard, panel) << ": " << alternative;
        }
      }
    }
  });
}

TEST(Dashboards, EveryMetricIsOneThatPgmedicServes) {
  const KnownMetrics known;
  std::size_t seen = 0;
  at_every_panel([&](const Dashboard& dashboard, const Panel& panel) {
    for (const Query& query : panel.queries) {
      for (const std::string& name : metric_names(query.expression)) {
        ++seen;
        EXPECT_TRUE(known.has(name)) << describe(dashboard, panel) << ": " << name;
      }
    }
  });
  EXPECT_GT(seen, 200U);
  EXPECT_FALSE(known.has("pg_no_such_metric"));
}

}  // namespace
}  // namespace pgmedic::dashboards
