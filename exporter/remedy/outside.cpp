#include "remedy/outside.h"

#include <algorithm>
#include <cmath>

#include "base/amount.h"
#include "remedy/promql.h"

namespace pgmedic {
namespace {

// Clocks of two machines differ by that much without anything being wrong.
constexpr auto kClockTolerance = 15s;

Error no_answer(const std::string& query, const std::string& what, const std::string& hint) {
  return Error{ErrorCode::kUnavailable, "the expression " + query + " " + what, hint};
}

// Answered, and of late.
Result<OutsideAnswer> ask_fresh(const AskOutside& ask, const PrometheusSource& source, const std::string& query, WallTime now) {
  if (source.url.empty() || !ask) {
    return Error{ErrorCode::kInvalid, "nobody can be asked for " + query, "set remedies.prometheus.url"};
  }
  Result<OutsideAnswer> answer = ask({static_cast<const HttpSource&>(source), query});
  if (!answer || answer->values.empty()) {
    return answer;
  }
  const double age = std::chrono::duration<double>(now - answer->oldest).count();
  if (age > std::chrono::duration<double>(source.max_age).count()) {
    return no_answer(query, "is " + amount_text(age, "seconds") + " old",
                     "see whether its target is scraped, the clocks agree, and remedies.prometheus.max_age");
  }
  if (now + kClockTolerance < answer->oldest) {
    return no_answer(query, "was sampled in the future", "the clocks of Prometheus and pgmedic disagree");
  }
  return answer;
}

}  // namespace

Result<Reading> ask_number(const AskOutside& ask, const PrometheusSource& source, const std::string& query, WallTime now) {
  const Result<OutsideAnswer> answer = ask_fresh(ask, source, query, now);
  if (!answer) {
    return answer.error();
  }
  if (answer->values.empty()) {
    return no_answer(query, "gives no series", "try it in Prometheus: the series is gone, or its labels differ");
  }
  if (answer->values.size() > 1) {
    return no_answer(query, "gives " + std::to_string(answer->values.size()) + " series", "narrow its labels, or aggregate, to one");
  }
  if (!std::isfinite(answer->values.front())) {
    return no_answer(query, "gives no finite number", "try it in Prometheus: it divides by 0, or has nothing to count");
  }
  return Reading{answer->values.front(), answer->oldest};
}

Result<Truth> ask_truth(const AskOutside& ask, const PrometheusSource& source, const std::string& query, WallTime now) {
  const Result<OutsideAnswer> answer = ask_fresh(ask, source, query, now);
  if (!answer) {
    return answer.error();
  }
  Truth truth{"", answer->oldest};
  const auto is_false = [](double value) { return std::isnan(value) || value == 0; };
  if (answer->values.empty()) {
    truth.at = now;
    truth.objection = "gives no series";
  } else if (!is_filter(query) && std::any_of(answer->values.begin(), answer->values.end(), is_false)) {
    truth.objection = "is false";
  }
  return truth;
}

}  // namespace pgmedic
