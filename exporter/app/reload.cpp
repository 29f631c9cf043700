#include "app/reload.h"

#include <utility>

namespace pgmedic {

Status reload_together(const std::vector<Prepare>& parts, Log& log) {
  std::vector<Commit> commits;
  for (const Prepare& prepare : parts) {
    Result<Commit> commit = prepare();
    if (!commit) {
      log.error("reload failed: what was in force stays", {{"error", commit.error().text()}});
      return commit.error();
    }
    commits.push_back(std::move(commit).value());
  }
  for (const Commit& commit : commits) {
    commit();
  }
  log.info("reloaded", {});
  return {};
}

}  // namespace pgmedic
