// What the guards' files share: how an answer is put, and who must be allowed to look for an answer to count.
// Thread rule: free functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/amount.h"
#include "remedy/answer.h"
#include "remedy/guard.h"

namespace pgmedic::guards {

// The first release in which a rebuild of a unique index does not make INSERT ... ON CONFLICT fail.
inline constexpr int kOnConflictFixed = 190000;

inline GuardResult ok(std::string reason) {
  return {{}, Verdict::kOk, std::move(reason), std::nullopt, Settles::kNothing};
}
inline GuardResult no(std::string reason, Settles settles = Settles::kNothing) {
  return {{}, Verdict::kNo, std::move(reason), std::nullopt, settles};
}
inline GuardResult unknown(std::string reason) {
  return {{}, Verdict::kUnknown, std::move(reason), std::nullopt, Settles::kNothing};
}
inline GuardResult aged(GuardResult result, WallTime input, WallTime now) {
  result.age_seconds = std::chrono::duration<double>(now - input).count();
  return result;
}

inline std::string bytes(double value) {
  return amount_text(value, "bytes");
}
inline std::string seconds(double value) {
  return amount_text(value, "seconds");
}
inline std::string time(Milliseconds value) {
  return seconds(std::chrono::duration<double>(value).count());
}
inline double in_seconds(Milliseconds value) {
  return std::chrono::duration<double>(value).count();
}

// Asks, and judges the answer. Errors, no row, and what the role may not see are unknown. Its answer is fresh: age 0.
template <class Judge>
GuardResult judge_answer(const GuardContext& context, const char* question, const std::vector<std::string>& parameters, Judge judge) {
  const Result<Answer> answer = ask_question(context.ask, context.facts.major(), question, parameters);
  if (!answer) {
    return unknown(answer.error().text());
  }
  if (!answer->there) {
    return unknown("the server gave no answer");
  }
  GuardResult result = judge(*answer);
  if (!result.age_seconds) {
    result.age_seconds = 0;
  }
  return result;
}

// For questions about other sessions: without the right to see them everything would look quiet.
template <class Judge>
GuardResult judge_others(const GuardContext& context, const char* question, const std::vector<std::string>& parameters, Judge judge) {
  if (!context.facts.privileges.contains("pg_read_all_stats")) {
    return unknown("the maintainer may not see other sessions: grant pg_monitor, or pg_read_all_stats");
  }
  return judge_answer(context, question, parameters, judge);
}

inline std::string oid_text(std::uint32_t oid) {
  return std::to_string(oid);
}
// Of the backend that acts; empty while none does.
inline std::string pid_text(const GuardContext& context) {
  return context.action_pid == 0 ? std::string() : std::to_string(context.action_pid);
}

}  // namespace pgmedic::guards
