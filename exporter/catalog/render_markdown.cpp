#include <fmt/format.h>

#include "base/text.h"
#include "catalog/names.h"
#include "catalog/render.h"
#include "catalog/render_checks.h"

namespace pgmedic {
namespace {

std::string code_list(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "`" : ", `") + word + "`";
  }
  return text.empty() ? "none" : text;
}

void append_index(std::string& page, const Catalog& catalog) {
  page += "| collector | scope | lane | interval | metrics | checks |\n|---|---|---|---|---|---|\n";
  for (const Collector& collector : catalog.collectors()) {
    page += fmt::format("| [{0}](#{0}) | {1} | {2} | {3} | {4} | {5} |\n", collector.name, scope_name(collector.scope),
                        lane_name(collector.lane), format_duration(collector.interval), collector.families.size(), collector.checks.size());
  }
}

void append_facts(std::string& page, const Collector& collector) {
  page += fmt::format("\n## {}\n\n{}\n\n", collector.name, markdown_plain(collector.help));
  page += fmt::format("* Scope {}, lane {}, every {}, timeout {}.\n", scope_name(collector.scope), lane_name(collector.lane),
                      format_duration(collector.interval), format_duration(collector.timeout));
  const std::string needs = requirements_text(collector.requirements);
  if (!needs.empty()) {
    page += fmt::format("* Needs {}.\n", needs);
  }
  page += fmt::format("* Labels: {}.\n", code_list(collector.labels));
  if (collector.limit) {
    page += fmt::format("* At most {} series, those with the {} `{}`.\n", collector.limit->series,
                        collector.limit->descending ? "largest" : "smallest", collector.limit->order_column);
  }
  for (const auto& [name, help] : collector.parameters) {
    page += fmt::format("* Parameter `{}`: {}\n", name, markdown_plain(help));
  }
}

void append_family(std::string& page, const Collector& collector, const MetricFamily& family) {
  std::string help = markdown_plain(family.help);
  const bool carries_all = family.labels.size() + (family.name_label.empty() ? 0 : 1) == collector.labels.size();
  if (!carries_all) {
    help += " Labels: " + code_list(family.labels) + ".";
  }
  for (const MetricColumn& sample : family.samples) {
    page += fmt::format("| {} | {} | {} | {} |\n", markdown_code(metric_key_text(family.name, sample.constant_labels)),
                        metric_type_name(family.type), majors_text(sample.server), help);
    help.clear();
  }
}

}  // namespace

std::string majors_text(const MajorRange& majors) {
  if (majors.first == 0) {
    return majors.last == 0 ? "all" : fmt::format("up to {}", majors.last);
  }
  if (majors.last == 0) {
    return fmt::format("{}+", majors.first);
  }
  return majors.first == majors.last ? fmt::format("{}", majors.first) : fmt::format("{} to {}", majors.first, majors.last);
}

std::string requirements_text(const Requirements& requirements) {
  std::string text;
  const auto add = [&](const std::string& need) { text += (text.empty() ? "" : ", ") + need; };
  if (requirements.server.first != 0 || requirements.server.last != 0) {
    add("server " + majors_text(requirements.server));
  }
  if (requirements.role != RequiredRole::kAny) {
    add(requirements.role == RequiredRole::kPrimary ? "primary only" : "standby only");
  }
  if (!requirements.extension.empty()) {
    add("extension " + requirements.extension);
  }
  if (!requirements.privilege.empty()) {
    add("privilege " + requirements.privilege);
  }
  return text;
}

std::string render_markdown(const Catalog& catalog) {
  std::string page =
      "# Metrics\n\nWhat pgmedic collects and judges, by collector. This page is generated from the headers of `sql/collectors/`: `pgmedic "
      "collectors "
      "--format=markdown` prints it.\nMajors are the server versions that have the metric; intervals and timeouts can be configured.\n\n";
  append_index(page, catalog);
  for (const Collector& collector : catalog.collectors()) {
    append_facts(page, collector);
    page += "\n| metric | type | majors | help |\n|---|---|---|---|\n";
    for (const MetricFamily& family : collector.families) {
      append_family(page, collector, family);
    }
    page += checks_markdown(collector.checks);
  }
  return page;
}

}  // namespace pgmedic
