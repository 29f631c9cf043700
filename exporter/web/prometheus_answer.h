// The answer of Prometheus's API to an instant query, as JSON.
// Thread rule: free functions, any thread. Errors repeat what Prometheus says of the expression, shortened.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pgmedic {

struct QueryAnswer {
  bool is_vector = false;      // else a scalar
  std::vector<double> values;  // of all series; NaN and infinities too
  double at = 0;               // the Unix time for which it was computed; 0: there is no series
};

Result<QueryAnswer> read_query_answer(int status, const std::string& body);

}  // namespace pgmedic
