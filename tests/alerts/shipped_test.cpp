// alerts/ against the catalog: each check has its alerts with the same conditions, and nothing in them names what nobody makes.
// Adding a check means adding its alerts, their tests and a runbook; this says what is missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "alerts/known_series.h"
#include "alerts/promql.h"
#include "alerts/rules.h"
#include "base/text.h"
#include "health/check_settings.h"

namespace pgmedic::alerts {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsSubsetOf;

// Judged by Prometheus alone: pgmedic cannot know it, or needs days of history.
const std::set<std::string> kPrometheusOnly{
    "PgmedicActionTooLong", "PgmedicActionUnknown",      "PgmedicActionsFailing", "PgmedicApprovalWaiting", "PgmedicBlind",
    "PgmedicCheckUnknown",  "PgmedicConfigReloadFailed", "PgmedicCostHigh",       "PgmedicJournalFailing",  "PgmedicLeftoverIndex",
    "PgmedicQuarantine",    "PgmedicRemediesStopped",    "PgmedicSeriesDropped",  "PostgresTableGrowth"};
// Labels that say nothing to people beside the others.
const std::set<std::string> kSilentLabels{"datid", "is_ready"};

const Catalog& catalog() {
  static const Catalog kCatalog = Catalog::embedded();
  return kCatalog;
}

const std::vector<Check>& checks() {
  static const std::vector<Check> kChecks = all_checks(catalog());
  return kChecks;
}

const Check* find_check(const std::string& name) {
  const auto found = std::find_if(checks().begin(), checks().end(), [&](const Check& check) { return check.name == name; });
  return found == checks().end() ? nullptr : &*found;
}

std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

// The comparison that ties a rule to the figure in force.
std::string threshold_of(const Check& check, Severity severity) {
  const char* comparison = check.direction == Direction::kAbove ? ">" : (check.direction == Direction::kAtLeast ? ">=" : "<");
  return std::string(comparison) + " on (job, instance) group_left () pgmedic_check_threshold{check=" + in_quotes(check.name) +
         ",severity=" + in_quotes(severity_name(severity)) + "}";
}
std::string minimum_of(const Check& check, const CheckCondition& condition) {
  return ">= on (job, instance) group_left () pgmedic_check_minimum{check=" + in_quotes(check.name) +
         ",column=" + in_quotes(condition.column) + "}";
}

// The values of a filter as a matcher has them.
std::string matcher_of(const CheckFilter& filter) {
  std::string values;
  for (const std::string& value : filter.values) {
    values += (values.empty() ? "" : "|") + value;
  }
  return (filter.values.size() > 1 ? "=~" : "=") + in_quotes(values);
}

// The labels written into a metric's name, as in pg_x{state="running"}.
Selector selector_of(const std::string& metric) {
  return names_in(metric).selectors.at(0);
}

std::optional<double> seconds(const std::string& duration) {
  const auto parsed = parse_duration(duration.empty() ? "0s" : duration);
  return parsed ? std::optional(std::chrono::duration<double>(*parsed).count()) : std::nullopt;
}

const Rule* find_alert(const std::vector<Rule>& alerts, const std::string& name, const std::string& severity) {
  const Rule* found = nullptr;
  for (const Rule& rule : alerts) {
    if (rule.alert == name && rule.severity() == severity) {
      EXPECT_EQ(found, nullptr) << name << " has two rules for " << severity;
      found = &rule;
    }
  }
  return found;
}

void expect_rule_of(const Check& check, Severity severity, const Rule& rule) {
  const std::string expression = one_line(rule.expression);
  const Names names = names_in(expression);
  EXPECT_THAT(expression, HasSubstr(threshold_of(check, severity)));
  EXPECT_EQ(seconds(rule.hold), std::chrono::duration<double>(check.hold).count()) << "for: is not the check's";
  const auto remedy = rule.labels.find("remedy");
  EXPECT_EQ(remedy == rule.labels.end() ? "" : remedy->second, check.remedy);

  const Selector wanted = selector_of(check.metric);
  const auto selector =
      std::find_if(names.selectors.begin(), names.selectors.end(), [&](const Selector& one) { return one.metric == wanted.metric; });
  ASSERT_NE(selector, names.selectors.end()) << "does not look at " << check.metric;
  EXPECT_THAT(wanted.matchers, IsSubsetOf(selector->matchers));
  for (const CheckFilter& filter : check.where) {
    EXPECT_THAT(selector->matchers, Contains(testing::Pair(filter.label, matcher_of(filter))));
  }
  for (const CheckCondition& condition : check.when) {
    EXPECT_THAT(expression, HasSubstr(minimum_of(check, condition)));
  }
  if (check.increase.count() > 0) {
    EXPECT_THAT(expression, testing::ContainsRegex("increase\\(" + wanted.metric + "(\\{[^}]*\\})?\\["));
    std::smatch range;
    ASSERT_TRUE(std::regex_search(expression, range, std::regex(R"(increase\([^[]*\[(\w+)\])")));
    EXPECT_EQ(seconds(range[1]), std::chrono::duration<double>(check.increase).count());
  }
  if (!check.divided_by.empty()) {
    const CheckColumn* const divisor = check.find_column(check.divided_by);
    ASSERT_NE(divisor, nullptr);
    EXPECT_THAT(expression, HasSubstr("(" + divisor->metric + " > 0)"));
  }
  for (const std::string& number : names.numbers) {
    EXPECT_EQ(number, "0") << "a figure that belongs into the check";
  }
}

TEST(ShippedAlerts, ExistForEveryCheckAndSeverity) {
  const std::vector<Rule> alerts = shipped_alerts();
  ASSERT_GT(checks().size(), 5U) << "the catalog has no checks";
  for (const Check& check : checks()) {
    for (const Severity severity : {Severity::kWarning, Severity::kCritical}) {
      SCOPED_TRACE(check.name + " " + severity_name(severity));
      const Rule* const rule = find_alert(alerts, check.name, severity_name(severity));
      ASSERT_EQ(rule != nullptr, check.threshold(severity).has_value()) << "an alert for each severity that the check has";
      if (rule != nullptr) {
        expect_rule_of(check, severity, *rule);
      }
    }
  }
}

TEST(ShippedAlerts, AreChecksOrPrometheusOnly) {
  std::set<std::string> only;
  for (const Rule& rule : shipped_alerts()) {
    if (find_check(rule.alert) == nullptr) {
      EXPECT_TRUE(kPrometheusOnly.contains(rule.alert)) << rule.file << ": " << rule.alert << " is no check";
      EXPECT_THAT(rule.severity(), testing::AnyOf("warning", "critical")) << rule.alert;
      only.insert(rule.alert);
    }
  }
  EXPECT_EQ(only, kPrometheusOnly);
}

TEST(ShippedRules, NameOnlyWhatExists) {
  const std::vector<Rule> rules = shipped_rules();
  const KnownSeries known(catalog(), rules);
  for (const Rule& rule : rules) {
    SCOPED_TRACE(rule.file + ": " + rule.alert + rule.record);
    const Names names = names_in(rule.expression);
    for (const Selector& selector : names.selectors) {
      const auto labels = known.labels_of(selector.metric);
      EXPECT_TRUE(labels) << "nobody makes " << selector.metric;
      for (const auto& [label, matcher] : selector.matchers) {
        EXPECT_TRUE(labels && labels->contains(label)) << selector.metric << " has no label " << label;
      }
    }
    for (const std::string& label : names.label_lists) {
      EXPECT_TRUE(known.is_label(label)) << "no series has the label " << label;
    }
  }
}

// increase() and rate() are for counters.
TEST(ShippedRules, AskForTheIncreaseOfCountersOnly) {
  std::set<std::string> gauges;
  for (const Collector& collector : catalog().collectors()) {
    for (const MetricFamily& family : collector.families) {
      if (family.type == MetricType::kGauge) {
        gauges.insert(family.name);
      }
    }
  }
  static const std::regex kOfCounters(R"(\b(rate|irate|increase)\(\s*([A-Za-z_:0-9]+))");
  for (const Rule& rule : shipped_rules()) {
    for (auto match = std::sregex_iterator(rule.expression.begin(), rule.expression.end(), kOfCounters); match != std::sregex_iterator();
         ++match) {
      EXPECT_FALSE(gauges.contains((*match)[2])) << rule.file << ": " << match->str() << "): a gauge";
    }
  }
}

TEST(ShippedAlerts, SayWhatAndWhereAndLeadToTheirRunbook) {
  static const std::regex kLabel(R"(\$labels\.([a-z_]+))");
  const KnownSeries known(catalog(), shipped_rules());
  for (const Rule& rule : shipped_alerts()) {
    SCOPED_TRACE(rule.file + ": " + rule.alert + " " + rule.severity());
    const std::string text = rule.annotations.at("summary") + "\n" + rule.annotations.at("description");
    EXPECT_EQ(rule.annotations.at("runbook_url"), runbook_url(rule.alert));
    std::set<std::string> named;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), kLabel); match != std::sregex_iterator(); ++match) {
      named.insert((*match)[1]);
    }
    const Check* const check = find_check(rule.alert);
    if (check == nullptr) {
      EXPECT_TRUE(std::all_of(named.begin(), named.end(), [&](const std::string& label) { return known.is_label(label); }));
      continue;
    }
    std::set<std::string> labels(check->labels.begin(), check->labels.end());
    for (const CheckFilter& filter : check->where) {
      if (filter.values.size() == 1) {
        labels.erase(filter.label);  // always the same
      }
    }
    for (const std::string& label : labels) {
      EXPECT_TRUE(named.contains(label) || kSilentLabels.contains(label)) << "does not say which " << label;
    }
    labels.insert({"job", "instance", "pgbouncer"});
    for (const auto& [label, matcher] : selector_of(check->metric).matchers) {
      labels.insert(label);
    }
    EXPECT_THAT(named, IsSubsetOf(labels));
    if (!check->unit.empty() || check->increase.count() > 0) {
      EXPECT_THAT(text, HasSubstr("$value")) << "does not say the value";
    }
  }
}

TEST(ShippedAlerts, AreTestedForFiringAndForBeingQuiet) {
  const std::vector<Rule> alerts = shipped_alerts();
  auto tested = tested_alerts(alerts);
  for (const Rule& rule : alerts) {
    const Expectations& counts = tested[{rule.alert, rule.severity()}];
    EXPECT_GT(counts.fires, 0) << rule.alert << " " << rule.severity() << ": no promtool case in which it fires";
    EXPECT_GT(counts.quiet, 0) << rule.alert << " " << rule.severity() << ": no promtool case in which it does not";
  }
}

TEST(ShippedAlerts, HaveEachARunbook) {
  std::set<std::string> names;
  for (const Rule& rule : shipped_alerts()) {
    names.insert(rule.alert);
  }
  const std::string index = runbook_index();
  for (const auto& [name, text] : runbooks()) {
    EXPECT_EQ(names.erase(name), 1U) << "the runbook of no alert: " << name;
    EXPECT_THAT(text, testing::StartsWith("# " + name + "\n\n"));
    for (const char* heading : {"\n## Why it matters\n", "\n## Look\n", "\n## Do\n", "\n## pgmedic\n"}) {
      EXPECT_THAT(text, HasSubstr(heading)) << name;
    }
    EXPECT_THAT(index, HasSubstr("[" + name + "](" + name + ".md)"));
  }
  EXPECT_THAT(names, testing::IsEmpty()) << "alerts without a runbook";
}

TEST(Runbooks, NameTheCatalogInFull) {
  static const std::regex kBare(R"(\b(from|join)\s+(lateral\s+)?pg_(?!catalog\.)[a-z0-9_]+)", std::regex::icase);
  static const std::regex kBlock("```sql\n([^`]*)```");
  for (const auto& [name, text] : runbooks()) {
    for (auto block = std::sregex_iterator(text.begin(), text.end(), kBlock); block != std::sregex_iterator(); ++block) {
      std::smatch match;
      const std::string sql = (*block)[1];
      EXPECT_FALSE(std::regex_search(sql, match, kBare)) << name << ": " << match.str();
    }
  }
}

// Otherwise the critical alert of one object would mute the warning of another.
TEST(AlertmanagerExample, ComparesEveryLabelThatTellsObjectsApart) {
  const std::set<std::string> compared = compared_by_inhibition();
  for (const Check& check : checks()) {
    if (check.warning && check.critical) {
      EXPECT_THAT(check.labels, IsSubsetOf(compared)) << check.name;
    }
  }
  EXPECT_THAT((std::set<std::string>{"alertname", "job", "instance"}), IsSubsetOf(compared));
}

}  // namespace
}  // namespace pgmedic::alerts
