// The status page's part about a target's remedies: what runs, what waits and for what, what is proposed with its statement, what
// came of the latest.
// Thread rule: free functions; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "remedy/remedy_report.h"

namespace pgmedic {

struct RemedyView {
  RemedyStatus status;
  std::vector<Action> actions;  // newest first
  std::string trouble;          // why there are none
};
// What is known about a target's remedies; nothing where it only observes.
using RemedySource = std::function<std::optional<RemedyView>(const std::string& target)>;

std::string render_remedies(const RemedyView& view, WallTime now);

}  // namespace pgmedic
