#include "dashboards/empty_panels.h"

#include <algorithm>

namespace pgmedic::dashboards {
namespace {

constexpr const char* kNoBuild = "no index is being built";
constexpr const char* kNoVacuum = "no vacuum runs";
constexpr const char* kNoAction = "what is at work is done too soon to be seen";
constexpr const char* kNoFault = "pgmedic has no trouble";

}  // namespace

const std::vector<EmptyPanel>& empty_panels() {
  static const std::vector<EmptyPanel> kEmpty{
      {"pgmedic-server", "Reads by process", "", "pg_stat_io came with PostgreSQL 16", 0, 15},
      {"pgmedic-server", "Writes and extensions by process", "", "pg_stat_io came with PostgreSQL 16", 0, 15},
      {"pgmedic-server", "Replay delay", "B", "the server is no standby"},
      {"pgmedic-server", "Settings that wait for a restart", "", "no setting was changed"},
      {"pgmedic-indexes", "Index builds in progress", "", kNoBuild},
      {"pgmedic-tables", "Findings about tables and vacuum", "D", "no check of these judges a size"},
      {"pgmedic-connections", "Findings about connections and pools", "AD",
       "no deadlock, no waiting client; no check of these judges a size"},
      {"pgmedic-remedies", "What runs", "", kNoAction},
      {"pgmedic-remedies", "Progress", "", kNoAction},
      {"pgmedic-remedies", "Unknown for", "", "no connection was lost"},
      {"pgmedic-remedies", "Held back by guards", "", "no guard keeps anything waiting for longer than a moment"},
      {"pgmedic-remedies", "Windows and budgets", "CD", "there are no windows"},
      {"pgmedic-remedies", "Quarantined and suppressed", "B", "nothing was of no use"},
      {"pgmedic-self", "Findings about what cannot be seen", "", "everything answers"},
      {"pgmedic-tables", "Time of vacuum and analyze", "", "counted since PostgreSQL 18", 0, 17},
      {"pgmedic-tables", "Vacuums in progress", "", kNoVacuum},
      {"pgmedic-connections", "Sessions opened", "", "counted since PostgreSQL 14", 0, 13},
      {"pgmedic-connections", "Sessions that ended badly", "", "counted since PostgreSQL 14", 0, 13},
      {"pgmedic-connections", "Time of sessions", "", "counted since PostgreSQL 14", 0, 13},
      {"pgmedic-self", "Failed runs", "", kNoFault},
      {"pgmedic-self", "Connections refused or cut", "", kNoFault},
      {"pgmedic-self", "Rows that did not fit", "", kNoFault},
      {"pgmedic-self", "Series dropped", "", kNoFault},
  };
  return kEmpty;
}

const EmptyPanel* find_empty(const std::string& dashboard, const std::string& panel, const std::string& letter, int major) {
  const std::vector<EmptyPanel>& all = empty_panels();
  const auto found = std::find_if(all.begin(), all.end(), [&](const EmptyPanel& empty) {
    return empty.dashboard == dashboard && empty.panel == panel &&
           (empty.letters.empty() || empty.letters.find(letter) != std::string::npos) && major >= empty.first_major &&
           (empty.last_major == 0 || major <= empty.last_major);
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace pgmedic::dashboards
