#include "remedy/ask.h"

#include "postgres/maintenance_session.h"

namespace pgmedic {

Ask ask_through(MaintenanceSession& session) {
  return [&session](const std::string& sql, const std::vector<std::string>& parameters, std::chrono::milliseconds timeout) {
    return session.query(sql, Parameters(parameters.begin(), parameters.end()), timeout);
  };
}

}  // namespace pgmedic
