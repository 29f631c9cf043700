#include "health/report.h"

#include <algorithm>
#include <tuple>

#include "base/amount.h"
#include "health/levels.h"

namespace pgmedic {
namespace {

class ReportMaker {
 public:
  ReportMaker(const HealthPlan& plan, const Book& book, const TargetStatus& status, SteadyTime now)
      : plan_(plan), book_(book), status_(status), now_(now) {
    for (const CollectorStatus& collector : status.collectors) {
      statuses_[collector.collector].push_back(&collector);
    }
  }

  HealthReport make() {
    for (const Check& check : plan_.checks) {
      check.collector.empty() ? add_own(check) : add_places(check);
    }
    std::sort(report_.findings.begin(), report_.findings.end(), is_worse);
    std::sort(report_.pending.begin(), report_.pending.end(), is_worse);
    std::sort(report_.unknown.begin(), report_.unknown.end(),
              [](const UnknownCheck& a, const UnknownCheck& b) { return std::tie(a.check, a.place) < std::tie(b.check, b.place); });
    report_.judged = report_.counts.size();
    return std::move(report_);
  }

 private:
  void add_unknown(const Check& check, const std::string& place, const std::string& reason, const std::string& detail) {
    report_.unknown.push_back({check.name, place, reason, detail});
  }

  void add_own(const Check& check) {
    if (const Book::Page* page = book_.find(check.name, "", now_)) {
      add_page(check, "", *page);
    }
  }

  void add_places(const Check& check) {
    const auto found = statuses_.find(check.collector);
    if (found != statuses_.end()) {
      for (const CollectorStatus* collector : found->second) {
        add_place(check, *collector);
      }
      return;
    }
    // A target that was just started anew does not know its databases yet.
    const std::vector<std::string> places = book_.places(check.name, now_);
    for (const std::string& place : places) {
      add_page(check, place, *book_.find(check.name, place, now_));
    }
    const auto scope = plan_.scopes.find(check.collector);
    if (places.empty() && scope != plan_.scopes.end() && scope->second == Scope::kDatabase) {
      const bool none_left = status_.databases_known && status_.databases.empty();
      add_unknown(check, "", "no_data", none_left ? kNoDatabaseLeft : "no database was visited yet");
    }
  }

  void add_place(const Check& check, const CollectorStatus& collector) {
    if (!collector.supported) {
      add_unknown(check, collector.database, "unsupported", collector.unsupported_detail);
    } else if (const Book::Page* page = book_.find(check.name, collector.database, now_)) {
      add_page(check, collector.database, *page);
    } else if (collector.failing) {
      add_unknown(check, collector.database, "failing", collector.last_error);
    } else if (collector.last_success) {
      add_unknown(check, collector.database, "too_old", "collector " + collector.collector + " has not worked for too long");
    } else {
      add_unknown(check, collector.database, "no_data", "collector " + collector.collector + " has not run yet");
    }
  }

  void add_page(const Check& check, const std::string& place, const Book::Page& page) {
    if (!page.reason.empty()) {
      add_unknown(check, place, page.reason, page.detail);
      return;
    }
    FindingCounts& counts = report_.counts[check.name];
    for (const auto& [key, entry] : page.entries) {
      const std::optional<Severity> severity = severity_of(check, entry, now_);
      if (!severity) {
        report_.pending.push_back(finding(check, entry, pending_severity(entry)));
        continue;
      }
      report_.findings.push_back(finding(check, entry, *severity));
      ++(*severity == Severity::kCritical ? counts.critical : counts.warning);
    }
    // Since when those are beyond that were cut is not known: not before one that was kept has lasted for long enough.
    counts.warning += check.hold.count() == 0 || counts.warning > 0 ? page.cut[0] : 0;
    counts.critical += check.hold.count() == 0 || counts.critical > 0 ? page.cut[1] : 0;
    report_.not_listed += page.cut[0] + page.cut[1];
  }

  Finding finding(const Check& check, const Book::Entry& entry, Severity severity) const {
    const Observation& observation = entry.observation;
    Finding finding;
    finding.check = check.name;
    finding.severity = severity;
    finding.target = status_.name;
    finding.place = observation.place;
    finding.labels = labels(check, observation);
    finding.value = observation.value;
    finding.threshold = check.threshold(severity).value_or(0);
    finding.direction = check.direction;
    finding.unit = check.unit;
    finding.since = entry.since;
    finding.evidence = observation.evidence;
    finding.summary = join_summary(observation.summary, amount_text(finding.threshold, check.unit));
    finding.advice = check.advice;
    finding.remedy = check.remedy;
    finding.runbook = check.runbook;
    return finding;
  }

  // As the page tells the same object apart in several places.
  std::vector<std::pair<std::string, std::string>> labels(const Check& check, const Observation& observation) const {
    std::vector<std::pair<std::string, std::string>> labels = observation.labels;
    const auto scope = plan_.scopes.find(check.collector);
    if (scope == plan_.scopes.end() || scope->second == Scope::kCluster) {
      return labels;
    }
    const bool console = scope->second == Scope::kPgBouncer;
    const std::string name = console ? "pgbouncer" : "datname";
    const bool there = std::any_of(labels.begin(), labels.end(), [&](const auto& label) { return label.first == name; });
    if (!there && (!console || status_.pgbouncers.size() > 1)) {
      labels.insert(labels.begin(), {name, observation.place});
    }
    return labels;
  }

  const HealthPlan& plan_;
  const Book& book_;
  const TargetStatus& status_;
  SteadyTime now_;
  std::map<std::string, std::vector<const CollectorStatus*>> statuses_;
  HealthReport report_;
};

}  // namespace

bool is_worse(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) {
    return a.severity == Severity::kCritical;
  }
  if (a.check != b.check) {
    return a.check < b.check;
  }
  const double excess_a = excess(a.direction, a.value, a.threshold);
  const double excess_b = excess(b.direction, b.value, b.threshold);
  if (excess_a > excess_b || excess_a < excess_b) {
    return excess_a > excess_b;
  }
  return std::tie(a.labels, a.place) < std::tie(b.labels, b.place);
}

HealthReport make_report(const HealthPlan& plan, const Book& book, const TargetStatus& status, SteadyTime now) {
  return ReportMaker(plan, book, status, now).make();
}

}  // namespace pgmedic
