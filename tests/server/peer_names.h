// The names and labels that users of postgres_exporter 0.20 and pgbouncer_exporter 0.12 know, as far as pgmedic promises them.
// Thread rule: constants.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/metrics_text.h"

namespace pgmedic::tests {

struct PeerFamily {
  std::string name;
  LabelNames labels;
};

// From lines such as "pg_stat_database_{xact_commit,xact_rollback}[datid,datname]".
std::vector<PeerFamily> expand_names(std::string_view lines);

// Of servers, in every database or in the cluster. What belongs to a version or a role of the server is there too.
std::vector<PeerFamily> postgres_exporter_names();
// Of a PgBouncer of any version from 1.18 on.
std::vector<PeerFamily> pgbouncer_exporter_names();
// Of newer ones only.
std::vector<PeerFamily> pgbouncer_exporter_newer_names();

}  // namespace pgmedic::tests
