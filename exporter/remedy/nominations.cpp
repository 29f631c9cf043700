#include "remedy/nominations.h"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace pgmedic {
std::vector<Nomination> nominations_of(const HealthReport& report) {
  std::vector<Nomination> nominations;
  for (const Finding& finding : report.findings) {
    const std::optional<Remedy> remedy = parse_remedy(finding.remedy);
    std::map<std::string, std::string> labels(finding.labels.begin(), finding.labels.end());
    labels.emplace("datname", finding.place);
    const std::optional<ObjectName> object = remedy ? object_of_labels(*remedy, labels) : std::nullopt;
    if (!object) {
      continue;
    }
    Nomination nomination{finding.target, *remedy, *object, kByFinding, finding.check, "pgmedic", {}};
    nomination.evidence = {
        {"value", fmt::format("{}", finding.value)}, {"threshold", fmt::format("{}", finding.threshold)}, {"summary", finding.summary}};
    for (const Evidence& evidence : finding.evidence) {
      nomination.evidence.emplace_back(evidence.name, evidence.text);
    }
    nominations.push_back(std::move(nomination));
  }
  return nominations;
}

}  // namespace pgmedic
