#include "alerts/known_series.h"

#include <algorithm>
#include <sstream>

#include "metrics/self_metrics.h"

namespace pgmedic::alerts {
namespace {

std::set<std::string> labels_of_family(const Collector& collector, const MetricFamily& family) {
  std::set<std::string> labels(family.labels.begin(), family.labels.end());
  for (const MetricColumn& sample : family.samples) {
    for (const auto& [label, value] : sample.constant_labels) {
      labels.insert(label);
    }
  }
  if (collector.scope == Scope::kPgBouncer) {
    labels.insert("pgbouncer");
  }
  return labels;
}

std::set<std::string> split(std::string_view list) {
  std::set<std::string> parts;
  std::istringstream stream{std::string(list)};
  for (std::string part; std::getline(stream, part, ',');) {
    parts.insert(part);
  }
  return parts;
}

}  // namespace

KnownSeries::KnownSeries(const Catalog& catalog, const std::vector<Rule>& rules) {
  for (const Collector& collector : catalog.collectors()) {
    for (const MetricFamily& family : collector.families) {
      if (family.name_label.empty()) {
        add(family.name, labels_of_family(collector, family));
      } else {
        beginnings_.emplace_back(family.name.substr(0, family.name.find('{')), labels_of_family(collector, family));
      }
    }
  }
  for (const OwnFamily& family : own_families()) {
    const std::string name(family.name);
    std::set<std::string> labels = split(family.labels);
    if (family.type == "histogram") {
      for (const char* suffix : {"_sum", "_count", "_bucket"}) {
        add(name + suffix, labels);
      }
    }
    add(name, std::move(labels));
  }
  add("up", {});
  for (const Rule& rule : rules) {
    if (!rule.record.empty()) {
      recorded_.insert(rule.record);
    }
  }
}

void KnownSeries::add(const std::string& metric, std::set<std::string> labels) {
  labels.insert({"job", "instance"});
  labels_.insert(labels.begin(), labels.end());
  series_[metric].merge(labels);
}

std::optional<std::set<std::string>> KnownSeries::labels_of(const std::string& metric) const {
  if (const auto found = series_.find(metric); found != series_.end()) {
    return found->second;
  }
  if (recorded_.contains(metric)) {
    return labels_;
  }
  const auto begun = std::find_if(beginnings_.begin(), beginnings_.end(), [&](const auto& one) { return metric.starts_with(one.first); });
  return begun == beginnings_.end() ? std::nullopt : std::optional(begun->second);
}

}  // namespace pgmedic::alerts
