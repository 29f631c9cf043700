#include "web/findings_json.h"

#include <algorithm>

#include "base/amount.h"
#include "web/finding_text.h"
#include "web/json_words.h"

namespace pgmedic {
namespace {

double seconds(std::chrono::milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

Json evidence_json(const Finding& finding) {
  Json list = Json::array();
  for (const Evidence& evidence : finding.evidence) {
    list.push_back({{"name", evidence.name}, {"value", number_or_null(evidence.value)}, {"text", evidence.text}});
  }
  return list;
}

Json finding_json(const Finding& finding, const std::vector<Check>& checks) {
  Json labels = Json::object();
  for (const auto& [name, value] : finding.labels) {
    labels[name] = value;
  }
  const auto check = std::find_if(checks.begin(), checks.end(), [&](const Check& one) { return one.name == finding.check; });
  return {{"target", finding.target},
          {"check", finding.check},
          {"severity", severity_name(finding.severity)},
          {"place", finding.place},
          {"labels", std::move(labels)},
          {"object", object_text(finding)},
          {"value", finding.value},
          {"value_text", value_text(finding)},
          {"threshold", finding.threshold},
          {"threshold_text", amount_text(finding.threshold, finding.unit)},
          {"direction", direction_name(finding.direction)},
          {"unit", text_or_null(finding.unit)},
          {"since_timestamp_seconds", unix_seconds(finding.since)},
          {"for_seconds", check == checks.end() ? 0.0 : seconds(check->hold)},
          {"evidence", evidence_json(finding)},
          {"summary", finding.summary},
          {"advice", finding.advice},
          {"remedy", text_or_null(finding.remedy)},
          {"runbook", text_or_null(finding.runbook)}};
}

Json unknown_json(const std::string& target, const UnknownCheck& unknown) {
  return {{"target", target},
          {"check", unknown.check},
          {"place", unknown.place},
          {"reason", unknown.reason},
          {"is_fault", is_unanswered(unknown)},
          {"detail", text_or_null(unknown.detail)}};
}

Json check_json(const std::string& target, const Check& check) {
  Json json{{"target", target},
            {"check", check.name},
            {"collector", text_or_null(check.collector)},
            {"metric", check.metric},
            {"divided_by", text_or_null(check.divided_by)},
            {"increase_seconds", check.increase.count() > 0 ? Json(seconds(check.increase)) : Json(nullptr)},
            {"unit", text_or_null(check.unit)},
            {"direction", direction_name(check.direction)},
            {"warning", number_or_null(check.warning)},
            {"critical", number_or_null(check.critical)},
            {"for_seconds", seconds(check.hold)},
            {"hysteresis", check.hysteresis},
            {"when", Json::object()},
            {"where", Json::object()},
            {"remedy", text_or_null(check.remedy)},
            {"runbook", text_or_null(check.runbook)}};
  for (const CheckCondition& condition : check.when) {
    json["when"][condition.column] = condition.minimum;
  }
  for (const CheckFilter& filter : check.where) {
    json["where"][filter.label] = filter.values;
  }
  return json;
}

Json target_json(const HealthView& target) {
  return {{"target", target.status.name},
          {"server", target.status.server},
          {"up", target.status.up},
          {"version", text_or_null(target.status.version)},
          {"error", text_or_null(unreachable_because(target.status))},
          {"checks_judged", target.report.judged},
          {"checks_fine", fine_checks(target.report)},
          {"not_listed", target.report.not_listed}};
}

bool is_wanted(const std::string& wanted, const std::string& name) {
  return wanted.empty() || wanted == name;
}

class FindingsDocument {
 public:
  FindingsDocument(const FindingFilter& filter, HealthVerdict verdict) : filter_(filter) {
    json_ = {{"status", health_verdict_name(verdict)},
             {"targets", Json::array()},
             {"findings", Json::array()},
             {"pending", Json::array()},
             {"unknown", Json::array()},
             {"checks", Json::array()}};
  }

  void add(const HealthView& target) {
    const std::string& name = target.status.name;
    if (!is_wanted(filter_.target, name)) {
      return;
    }
    json_["targets"].push_back(target_json(target));
    add_findings("findings", target.report.findings, target.checks);
    add_findings("pending", target.report.pending, target.checks);
    for (const UnknownCheck& unknown : target.report.unknown) {
      if (is_wanted(filter_.check, unknown.check)) {
        json_["unknown"].push_back(unknown_json(name, unknown));
      }
    }
    for (const Check& check : target.checks) {
      if (is_wanted(filter_.check, check.name)) {
        json_["checks"].push_back(check_json(name, check));
      }
    }
  }

  std::string text() {
    // The worst of all targets first; the others stay in their order.
    for (const char* key : {"findings", "pending"}) {
      Json& list = json_[key];
      std::stable_sort(list.begin(), list.end(),
                       [](const Json& a, const Json& b) { return a["severity"] == "critical" && b["severity"] != "critical"; });
    }
    return to_text(json_);
  }

 private:
  void add_findings(const char* key, const std::vector<Finding>& findings, const std::vector<Check>& checks) {
    for (const Finding& finding : findings) {
      if (is_wanted(filter_.check, finding.check) && is_wanted(filter_.severity, severity_name(finding.severity))) {
        json_[key].push_back(finding_json(finding, checks));
      }
    }
  }

  const FindingFilter& filter_;
  Json json_;
};

}  // namespace

std::string findings_json(const std::vector<HealthView>& targets, const FindingFilter& filter, HealthVerdict verdict) {
  FindingsDocument document(filter, verdict);
  for (const HealthView& target : targets) {
    document.add(target);
  }
  return document.text();
}

}  // namespace pgmedic
