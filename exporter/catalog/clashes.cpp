// Families that cannot stand on one page, and checks of the same name.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "catalog/assemble.h"

namespace pgmedic {
namespace {

constexpr std::string_view kTotal = "_total";
constexpr std::array kOwnPrefixes{"pgmedic_", "pg_exporter_", "pg_scrape_collector_", "process_"};

struct Claim {
  std::string family;
  std::string place;  // file:line
};

bool is_own(const std::string& name) {
  const auto begins = [&](const char* prefix) { return starts_with(name, prefix); };
  return name == "pg_up" || name == "pg_database_up" || name == "pgbouncer_up" ||
         std::any_of(kOwnPrefixes.begin(), kOwnPrefixes.end(), begins);
}

// The names that a family takes for itself. In OpenMetrics _total belongs to the sample, the family is called without
// it, and the counter's time of creation is called _created.
std::vector<std::string> claims_of(const MetricFamily& family) {
  if (family.type != MetricType::kCounter || !ends_with(family.name, kTotal)) {
    return {family.name};
  }
  const std::string name = family.name.substr(0, family.name.size() - kTotal.size());
  return {name, name + "_created"};
}

std::string clash_text(const std::string& family, const Claim& earlier) {
  if (family == earlier.family) {
    return "metric \"" + family + "\" belongs to " + earlier.place + " already";
  }
  return "metric \"" + family + "\" cannot stand beside \"" + earlier.family + "\" of " + earlier.place +
         ": OpenMetrics takes them for one family";
}

void claim_names(const ParsedCollector& parsed, std::map<std::string, Claim>& claims, Reporter& reporter) {
  for (std::size_t i = 0; i < parsed.families.size(); ++i) {
    const MetricFamily& family = parsed.collector.families[i];
    if (is_own(family.name)) {
      reporter.report(parsed.families[i], "\"" + family.name + "\" is kept for pgmedic's own metrics");
    }
    const std::string line = parsed.families[i].line == 0 ? "" : ":" + std::to_string(parsed.families[i].line);
    const Claim claim{family.name, parsed.collector.file + line};
    for (const std::string& name : claims_of(family)) {
      const auto [earlier, is_free] = claims.emplace(name, claim);
      if (!is_free) {
        reporter.report(parsed.families[i], clash_text(family.name, earlier->second));
        break;
      }
    }
  }
}

// A check's name is that of its alert: one of each.
void claim_checks(const ParsedCollector& parsed, std::map<std::string, Claim>& claims, Reporter& reporter) {
  for (std::size_t i = 0; i < parsed.checks.size(); ++i) {
    const std::string& name = parsed.collector.checks[i].name;
    if (is_own_check_name(name)) {
      reporter.report(parsed.checks[i], "check \"" + name + "\" is one of pgmedic's own");
      continue;
    }
    const std::string line = parsed.checks[i].line == 0 ? "" : ":" + std::to_string(parsed.checks[i].line);
    const auto [earlier, is_free] = claims.emplace(name, Claim{name, parsed.collector.file + line});
    if (!is_free) {
      reporter.report(parsed.checks[i], "check \"" + name + "\" belongs to " + earlier->second.place + " already");
    }
  }
}

}  // namespace

void check_clashes(std::vector<AssembledCollector>& collectors, std::vector<Diagnostic>& problems) {
  std::map<std::string, Claim> claims;
  std::map<std::string, Claim> checks;
  for (AssembledCollector& collector : collectors) {
    Reporter reporter(collector.parsed.collector.file, problems);
    claim_names(collector.parsed, claims, reporter);
    claim_checks(collector.parsed, checks, reporter);
    collector.clean = collector.clean && reporter.clean();
  }
}

}  // namespace pgmedic
