#include "app/reload.h"

#include <exception>
#include <string>
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
  Status interrupted;
  for (const Commit& commit : commits) {
    try {
      commit();
    } catch (const std::exception& fault) {
      log.error("reload was interrupted: some of it is in force", {{"error", fault.what()}});
      interrupted = Error{ErrorCode::kInternal, std::string("the reload was interrupted, some of it is in force: ") + fault.what(),
                          "reload again when memory or threads are free"};
    }
  }
  if (!interrupted) {
    return interrupted;
  }
  log.info("reloaded", {});
  return {};
}

}  // namespace pgmedic
