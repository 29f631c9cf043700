#include "health/samples.h"

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "base/limits.h"

namespace pgmedic {
namespace {

void add_figures(std::vector<OwnSample>& samples, const Check& check) {
  for (const Severity severity : {Severity::kWarning, Severity::kCritical}) {
    if (const std::optional<double> threshold = check.threshold(severity)) {
      samples.push_back({"pgmedic_check_threshold", {{"check", check.name}, {"severity", severity_name(severity)}}, *threshold});
    }
  }
  for (const CheckCondition& condition : check.when) {
    samples.push_back({"pgmedic_check_minimum", {{"check", check.name}, {"column", condition.column}}, condition.minimum});
  }
  samples.push_back({"pgmedic_check_hold_seconds", {{"check", check.name}}, std::chrono::duration<double>(check.hold).count()});
}

void add_counts(std::vector<OwnSample>& samples, const Check& check, const HealthReport& report) {
  const auto counts = report.counts.find(check.name);
  if (counts == report.counts.end()) {
    return;
  }
  for (const Severity severity : {Severity::kWarning, Severity::kCritical}) {
    if (check.threshold(severity)) {
      const std::size_t count = severity == Severity::kCritical ? counts->second.critical : counts->second.warning;
      samples.push_back({"pgmedic_findings", {{"check", check.name}, {"severity", severity_name(severity)}}, static_cast<double>(count)});
    }
  }
}

void add_unknown(std::vector<OwnSample>& samples, const HealthReport& report) {
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const UnknownCheck& unknown : report.unknown) {
    ++places[{unknown.check, unknown.reason}];
  }
  for (const auto& [key, count] : places) {
    samples.push_back({"pgmedic_check_unknown", {{"check", key.first}, {"reason", key.second}}, static_cast<double>(count)});
  }
}

// One series for each finding, as far as there is room. Each check has its turn before one of them takes it all.
class FindingSeries {
 public:
  explicit FindingSeries(std::vector<OwnSample>& samples) : samples_(samples) {}

  void add(const Finding& finding) {
    Labels labels{{"check", finding.check}, {"severity", severity_name(finding.severity)}};
    labels.insert(labels.end(), finding.labels.begin(), finding.labels.end());
    if (listed_ < limits::kFindingSeries && seen_.insert(labels).second) {
      samples_.push_back({"pgmedic_finding", std::move(labels), finding.value});
      ++listed_;
    }
  }
  std::size_t listed() const { return listed_; }

 private:
  std::vector<OwnSample>& samples_;
  std::set<Labels> seen_;
  std::size_t listed_ = 0;
};

void add_findings(std::vector<OwnSample>& samples, const HealthReport& report) {
  FindingSeries series(samples);
  std::map<std::string, std::size_t> turns;
  std::vector<const Finding*> later;
  for (const Finding& finding : report.findings) {
    if (++turns[finding.check] <= limits::kFindingSeriesFirst) {
      series.add(finding);
    } else {
      later.push_back(&finding);
    }
  }
  for (const Finding* finding : later) {
    series.add(*finding);
  }
  const std::size_t left = report.findings.size() - series.listed();
  samples.push_back({"pgmedic_findings_not_listed", {}, static_cast<double>(left + report.not_listed)});
}

}  // namespace

std::vector<OwnSample> health_samples(const std::vector<Check>& checks, const HealthReport& report) {
  std::vector<OwnSample> samples;
  for (const Check& check : checks) {
    add_figures(samples, check);
    add_counts(samples, check, report);
  }
  add_unknown(samples, report);
  add_findings(samples, report);
  return samples;
}

}  // namespace pgmedic
