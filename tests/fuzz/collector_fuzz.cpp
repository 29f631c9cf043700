// Any bytes as a collector file, and as a variant of it: the reader reports and never breaks, and what it accepts can be shown.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/render.h"

namespace {

void check(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(data, data + size);
  const std::size_t cut = input.find('\x01');  // what follows is the variant
  std::vector<pgmedic::SourceFile> files{{"sql/archiver.sql", input.substr(0, cut)}};
  if (cut != std::string::npos) {
    files.push_back({"sql/archiver.since-17.sql", input.substr(cut + 1)});
  }
  std::vector<pgmedic::Diagnostic> problems;
  const pgmedic::Catalog catalog = pgmedic::Catalog::parse(files, problems);
  check(catalog.collectors().size() == (problems.empty() ? 1U : 0U));
  for (const pgmedic::Diagnostic& problem : problems) {
    check(!problem.message.empty() && problem.line >= 0 && problem.column >= 0);
  }
  for (const pgmedic::Collector& collector : catalog.collectors()) {
    check(!collector.sql(18).empty() && !collector.families.empty() && !render_text(collector).empty());
  }
  check(!render_markdown(catalog).empty() && !render_text(catalog).empty());
  return 0;
}
