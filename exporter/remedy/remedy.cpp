#include "remedy/remedy.h"

#include <algorithm>

namespace pgmedic {
namespace {

constexpr std::array<Mode, 4> kModes{Mode::kObserve, Mode::kPropose, Mode::kApprove, Mode::kAuto};

}  // namespace

const char* remedy_name(Remedy remedy) {
  switch (remedy) {
    case Remedy::kReindex: return "reindex";
    case Remedy::kAnalyze: return "analyze";
    case Remedy::kVacuum: return "vacuum";
    case Remedy::kFreeze: return "freeze";
    case Remedy::kDropLeftover: return "drop_leftover";
  }
  return "unknown";
}

std::optional<Remedy> parse_remedy(std::string_view name) {
  const auto* const found = std::find_if(kRemedies.begin(), kRemedies.end(), [&](Remedy remedy) { return name == remedy_name(remedy); });
  return found == kRemedies.end() ? std::nullopt : std::optional<Remedy>(*found);
}

bool is_for_indexes(Remedy remedy) {
  return remedy == Remedy::kReindex || remedy == Remedy::kDropLeftover;
}

const char* mode_name(Mode mode) {
  switch (mode) {
    case Mode::kObserve: return "observe";
    case Mode::kPropose: return "propose";
    case Mode::kApprove: return "approve";
    case Mode::kAuto: return "auto";
  }
  return "unknown";
}

std::optional<Mode> parse_mode(std::string_view name) {
  const auto* const found = std::find_if(kModes.begin(), kModes.end(), [&](Mode mode) { return name == mode_name(mode); });
  return found == kModes.end() ? std::nullopt : std::optional<Mode>(*found);
}

std::string ObjectName::text() const {
  std::string text = database + ": " + schema;
  if (!table.empty()) {
    text += "." + table;
  }
  if (!index.empty()) {
    text += table.empty() ? "." + index : ", index " + index;
  }
  return text;
}

}  // namespace pgmedic
