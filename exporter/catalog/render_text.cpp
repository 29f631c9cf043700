#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/render.h"

namespace pgmedic {
namespace {

constexpr std::size_t kIndent = 4;

// Characters, not bytes.
std::size_t shown_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// The words of the text in lines of that width, indented.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines;
  std::size_t used = 0;
  for (const std::string& word : split(trim(text), ' ')) {
    const std::size_t length = shown_width(word);
    if (used == 0) {
      lines += std::string(indent, ' ');
      used = indent;
    } else if (used + 1 + length > width) {
      lines += "\n" + std::string(indent, ' ');
      used = indent;
    } else {
      lines += ' ';
      ++used;
    }
    lines += word;
    used += length;
  }
  return lines + "\n";
}

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
  std::string text =
      fmt::format("{:<{}}  {:<9}  {:<4}  {:>6}  {:>7}  {:>7}\n", "COLLECTOR", name_width, "SCOPE", "LANE", "EVERY", "TIMEOUT", "METRICS");
  for (const Collector& collector : catalog.collectors()) {
    text += fmt::format("{:<{}}  {:<9}  {:<4}  {:>6}  {:>7}  {:>7}\n", collector.name, name_width, scope_name(collector.scope),
                        lane_name(collector.lane), format_duration(collector.interval), format_duration(collector.timeout),
                        collector.families.size());
    const std::string needs = needs_text(collector);
    text += wrapped(needs.empty() ? collector.help : collector.help + " " + needs, kIndent, width);
  }
  return text;
}

std::string render_text(const Collector& collector, std::size_t width) {
  std::string text = collector.name + "\n" + wrapped(collector.help, kIndent, width);
  text += wrapped(fmt::format("Scope {}, lane {}, every {}, timeout {}. {}", scope_name(collector.scope), lane_name(collector.lane),
                              format_duration(collector.interval), format_duration(collector.timeout), needs_text(collector)),
                  kIndent, width);
  if (!collector.labels.empty()) {
    text += wrapped(fmt::format("Labels: {}", fmt::join(collector.labels, ", ")), kIndent, width);
  }
  for (const auto& [name, help] : collector.parameters) {
    text += wrapped(fmt::format("Parameter {}: {}", name, help), kIndent, width);
  }
  text += wrapped("From " + collector.file, kIndent, width);
  for (const MetricFamily& family : collector.families) {
    for (const MetricColumn& sample : family.samples) {
      const bool everywhere = sample.server.first == 0 && sample.server.last == 0;
      text += fmt::format("  {}  {}{}\n", metric_key_text(family.name, sample.constant_labels), metric_type_name(family.type),
                          everywhere ? "" : ", majors " + majors_text(sample.server));
    }
    text += wrapped(family.help, 2 * kIndent, width);
  }
  return text;
}

}  // namespace pgmedic
