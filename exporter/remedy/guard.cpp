#include "remedy/guard.h"

#include <algorithm>
#include <exception>

namespace pgmedic {
namespace {

GuardResult judge(const Guard& guard, const GuardContext& context) {
  GuardResult result;
  if (!guard.remedies.contains(context.remedy)) {
    result.verdict = Verdict::kOk;
    result.reason = std::string("does not matter for ") + remedy_name(context.remedy);
  } else {
    try {
      result = guard.judge(context);
    } catch (const std::exception& fault) {
      result.verdict = Verdict::kUnknown;
      result.reason = std::string("it could not be asked: ") + fault.what();
    }
  }
  result.guard = guard.name;
  return result;
}

// The history of an object that the journal could not tell in time says nothing about now.
bool is_stale(const ObjectHistory& history, const GuardLimits& limits, WallTime now) {
  return !history.readable || now - history.read_at > limits.input_max_age;
}

int weight(Settles settles) {
  switch (settles) {
    case Settles::kNothing: return 0;
    case Settles::kSuperseded: return 1;
    case Settles::kSuppressed: return 2;
    case Settles::kRefused: return 3;
  }
  return 0;
}

}  // namespace

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk: return "ok";
    case Verdict::kNo: return "no";
    case Verdict::kUnknown: return "unknown";
  }
  return "unknown";
}

std::vector<GuardResult> evaluate_all(const GuardContext& context, const std::vector<Guard>& guards) {
  ObjectHistory history = context.history;
  history.readable = !is_stale(history, context.policy.guards, context.now);
  const GuardContext fresh{context.policy,  context.remedy,     context.candidate, history,        context.ask,     context.facts,
                           context.files,   context.now,        context.approved,  context.pooled, context.running, context.action_pid,
                           context.outside, context.proven_ours};
  std::vector<GuardResult> results;
  for (const Guard& guard : guards) {
    if (!context.running || guard.while_running) {
      results.push_back(judge(guard, fresh));
    }
  }
  return results;
}

GuardSummary summarize(const std::vector<GuardResult>& results) {
  GuardSummary summary;
  summary.go = !results.empty();
  const GuardResult* first = nullptr;
  for (const GuardResult& result : results) {
    if (result.verdict == Verdict::kOk) {
      continue;
    }
    summary.go = false;
    const Settles settles = result.verdict == Verdict::kNo ? result.settles : Settles::kNothing;
    if (first == nullptr || weight(settles) > weight(summary.settles)) {
      first = &result;
      summary.settles = settles;
    }
  }
  if (first != nullptr) {
    summary.reason = std::string(first->guard) + ": " + first->reason;
  }
  return summary;
}

}  // namespace pgmedic
