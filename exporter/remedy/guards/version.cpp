#include <algorithm>
#include <array>

#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

constexpr int kOldest = 130000;

struct Bug {
  int from;   // server_version_num
  int until;  // the first without it
  bool toast_only;
  const char* what;
};

// Of REINDEX CONCURRENTLY.
constexpr std::array<Bug, 4> kBugs{{
    {130000, 130005, false, "concurrent builds could miss rows of prepared transactions before 13.5"},
    {140000, 140004, false, "concurrent builds could silently miss rows before 14.4"},
    {130000, 130006, true, "rebuilding the index of a TOAST table concurrently could damage it before 13.6"},
    {140000, 140002, true, "rebuilding the index of a TOAST table concurrently could damage it before 14.2"},
}};

}  // namespace

GuardResult judge_version(const GuardContext& context) {
  const int version = context.facts.version_num;
  if (version == 0) {
    return unknown("the server does not say its version");
  }
  if (version < kOldest) {
    return no("PostgreSQL " + context.facts.version + " is older than 13", Settles::kRefused);
  }
  const bool toast = context.candidate.flag("is_toast");
  const auto* const bug = std::find_if(kBugs.begin(), kBugs.end(), [&](const Bug& each) {
    return version >= each.from && version < each.until && (toast || !each.toast_only);
  });
  if (context.remedy == Remedy::kReindex && bug != kBugs.end()) {
    return no(std::string(bug->what) + ": update the server first", Settles::kRefused);
  }
  return ok("PostgreSQL " + context.facts.version);
}

}  // namespace pgmedic::guards
