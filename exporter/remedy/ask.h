// How measuring and guards ask the server: one query with bound parameters, in a session of the maintainer in the object's
// database. A function instead of the session itself, so that neither cares how sessions are made, and tests can answer.
// Thread rule: called from the thread that owns the session.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/rows.h"

namespace pgmedic {

// Parameters are $1, $2, ... as text; an empty text stands for "none".
using Ask = std::function<Result<std::unique_ptr<RowSet>>(const std::string& sql, const std::vector<std::string>& parameters,
                                                          std::chrono::milliseconds timeout)>;

class MaintenanceSession;
// The session outlives what is returned.
Ask ask_through(MaintenanceSession& session);

}  // namespace pgmedic
