#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/render.h"
#include "catalog/render_checks.h"

namespace pgmedic {
namespace {

constexpr std::size_t kIndent = 4;

std::string needs_text(const Collector& collector) {
  const std::string needs = requirements_text(collector.requirements);
  return needs.empty() ? std::string() : "Needs " + needs + ".";
}

std::size_t longest_name(const Catalog& catalog) {
  std::size_t longest = std::string_view("COLLECTOR").size();
  for (const Collector& collector : catalog.collectors()) {
    longest = std::max(longest, collector.name.size());
  }
  return longest;
}

}  // namespace

std::string render_text(const Catalog& catalog, std::size_t width) {
  const std::size_t name_width = longest_name(catalog);
  std::string text = fmt::format("{:<{}}  {:<9}  {:<4}  {:>6}  {:>7}  {:>7}  {:>6}\n", "COLLECTOR", name_width, "SCOPE", "LANE", "EVERY",
                                 "TIMEOUT", "METRICS", "CHECKS");
  for (const Collector& collector : catalog.collectors()) {
    text += fmt::format("{:<{}}  {:<9}  {:<4}  {:>6}  {:>7}  {:>7}  {:>6}\n", collector.name, name_width, scope_name(collector.scope),
                        lane_name(collector.lane), format_duration(collector.interval), format_duration(collector.timeout),
                        collector.families.size(), collector.checks.size());
    const std::string needs = needs_text(collector);
    text += wrapped_text(needs.empty() ? collector.help : collector.help + " " + needs, kIndent, width);
  }
  return text;
}

std::string render_text(const Collector& collector, std::size_t width) {
  std::string text = collector.name + "\n" + wrapped_text(collector.help, kIndent, width);
  text += wrapped_text(fmt::format("Scope {}, lane {}, every {}, timeout {}. {}", scope_name(collector.scope), lane_name(collector.lane),
                                   format_duration(collector.interval), format_duration(collector.timeout), needs_text(collector)),
                       kIndent, width);
  if (!collector.labels.empty()) {
    text += wrapped_text(fmt::format("Labels: {}", fmt::join(collector.labels, ", ")), kIndent, width);
  }
  for (const auto& [name, help] : collector.parameters) {
    text += wrapped_text(fmt::format("Parameter {}: {}", name, help), kIndent, width);
  }
  text += wrapped_text("From " + collector.file, kIndent, width);
  for (const MetricFamily& family : collector.families) {
    for (const MetricColumn& sample : family.samples) {
      const bool everywhere = sample.server.first == 0 && sample.server.last == 0;
      text += fmt::format("  {}  {}{}\n", metric_key_text(family.name, sample.constant_labels), metric_type_name(family.type),
                          everywhere ? "" : ", majors " + majors_text(sample.server));
    }
    text += wrapped_text(family.help, 2 * kIndent, width);
  }
  for (const Check& check : collector.checks) {
    text += check_text(check, kIndent, width);
  }
  return text;
}

}  // namespace pgmedic
