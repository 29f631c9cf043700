#include "app/reload.h"

#include <utility>

namespace pgmedic {

Status reload_together(const std::vector<Prepare>& parts) {
  std::vector<Commit> commits;
  for (const Prepare& prepare : parts) {
    Result<Commit> commit = prepare();
    if (!commit) {
      return commit.error();
    }
    commits.push_back(std::move(commit).value());
  }
  for (const Commit& commit : commits) {
    commit();
  }
  return {};
}

}  // namespace pgmedic
