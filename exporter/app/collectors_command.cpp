#include "app/collectors_command.h"

#include "metrics/self_metrics.h"

namespace pgmedic {

std::string collectors_text(const Catalog& catalog) {
  std::string text;
  for (const Collector& collector : catalog.collectors()) {
    text += collector.name + "\n    " + collector.help + "\n";
  }
  return text;
}

std::string collectors_markdown(const Catalog& catalog) {
  std::string text = collectors_text(catalog);
  text += "\n## pgmedic itself\n\n| metric | type | labels | help |\n|---|---|---|---|\n";
  for (const OwnFamily& family : own_families()) {
    text.append("| `").append(family.name).append("` | ").append(family.type).append(" | ");
    text.append(family.labels).append(" | ").append(family.help).append(" |\n");
  }
  return text;
}

}  // namespace pgmedic
