#include "metrics/dynamic_names.h"

#include "metrics/escape.h"

namespace pgmedic {
namespace {

using Kind = MappingFault::Kind;

std::string complete(const std::string& text, const std::string& label, std::string_view value) {
  const std::string placeholder = "{" + label + "}";
  std::string completed = text;
  for (std::size_t at = completed.find(placeholder); at != std::string::npos; at = completed.find(placeholder, at + value.size())) {
    completed.replace(at, placeholder.size(), value);
  }
  return completed;
}

}  // namespace

DynamicFamilies::DynamicFamilies(const MappingPlan& plan) {
  for (const PlannedFamily& planned : plan.families) {
    if (!planned.name_column) {
      taken_.insert(planned.family->name);
    }
  }
}

void DynamicFamilies::add(const PlannedFamily& planned, std::string_view label_value, const std::string& labels, std::string_view number,
                          MappingFaults& faults) {
  const MetricFamily& family = *planned.family;
  std::string name = complete(family.name, family.name_label, name_piece(label_value));
  if (label_value.empty() || !is_metric_name(name) || taken_.contains(name)) {
    faults.add(Kind::kBadName, name);
    return;
  }
  const auto [entry, fresh] = families_.try_emplace(std::move(name));
  Lines& lines = entry->second;
  if (fresh) {
    lines.type = family.type;
    lines.help = complete(family.help, family.name_label, label_value);
  }
  if (!lines.labels.insert(labels).second) {
    faults.add(Kind::kDuplicateSeries, entry->first + labels);
    return;
  }
  lines.text.append(entry->first).append(labels).append(number) += '\n';
}

void DynamicFamilies::finish(ChunkWriter& writer, Part& part) {
  for (auto& [name, lines] : families_) {
    writer.text(lines.text);
    part.families.push_back({name, lines.type, std::move(lines.help), lines.labels.size(), writer.finish()});
  }
  families_.clear();
}

}  // namespace pgmedic
