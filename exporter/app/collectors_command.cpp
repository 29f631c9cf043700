#include "app/collectors_command.h"


#include "base/text.h"
#include "catalog/render.h"
#include "metrics/self_metrics.h"

namespace pgmedic {
namespace {

// "a,b" -> "`a`, `b`"
std::string code_list(std::string_view names) {
  std::string list;
  for (const std::string& name : names.empty() ? std::vector<std::string>() : split(names, ',')) {
    list += (list.empty() ? "`" : ", `") + name + "`";
  }
  return list;
}

}  // namespace

Result<std::string> collectors_text(const Catalog& catalog, const std::vector<std::string>& names) {
  if (names.empty()) {
    return render_text(catalog);
  }
  std::string text;
  for (const std::string& name : names) {
    const Collector* collector = catalog.find(name);
    if (collector == nullptr) {
      return Error{ErrorCode::kInvalid, "unknown collector \"" + name + "\"" + did_you_mean(name, catalog.names()),
                   "pgmedic collectors lists them"};
    }
    text += (text.empty() ? "" : "\n") + render_text(*collector);
  }
  return text;
}

std::string collectors_markdown(const Catalog& catalog) {
  std::string page = render_markdown(catalog);
  page +=
      "\n## pgmedic itself\n\nAbout the program, its collectors and the process. Where a server is meant, the series stand on that "
      "server's "
      "page.\n\n| metric | type | labels | help |\n|---|---|---|---|\n";
  for (const OwnFamily& family : own_families()) {
    page.append("| `").append(family.name).append("` | ").append(family.type).append(" | ");
    page.append(code_list(family.labels)).append(" | ").append(family.help).append(" |\n");
  }
  return page;
}

}  // namespace pgmedic
