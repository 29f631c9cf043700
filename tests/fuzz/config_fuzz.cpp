// Any bytes as a configuration file: it is read to its end, what is wrong is told, and what is accepted can be printed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "app/config.h"
#include "catalog/catalog.h"
#include "postgres/connect.h"

namespace {

void check(bool holds) {
  if (!holds) {
    std::abort();
  }
}

const pgmedic::ConfigContext& context() {
  static const pgmedic::ConfigContext kContext{pgmedic::known_names(pgmedic::Catalog::embedded()),
                                               [](const std::string&) { return std::optional<std::string>(); }, pgmedic::check_dsn};
  return kContext;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pgmedic::LoadedConfig loaded = pgmedic::parse_config("pgmedic.yaml", std::string(data, data + size), context());
  for (const pgmedic::Diagnostic& problem : loaded.problems) {
    check(!problem.message.empty() && problem.line >= 0 && problem.column >= 0);
  }
  if (loaded.problems.empty()) {
    check(!pgmedic::print_config(loaded.config).empty());
  }
  return 0;
}
