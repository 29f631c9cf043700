#include "health/judge.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/amount.h"
#include "base/limits.h"
#include "health/bound_columns.h"
#include "health/levels.h"

namespace pgmedic {
namespace {

struct Candidate {
  std::size_t row = 0;
  double value = 0;
};

class Judge {
 public:
  Judge(const Check& check, const Collector& collector, const RowSet& rows, const JudgeContext& context, Increases& increases)
      : check_(check), collector_(collector), rows_(rows), context_(context), increases_(increases), columns_(check, collector, rows) {}

  Judgement judge() {
    if (!is_possible()) {
      return std::move(judgement_);
    }
    find_candidates();
    cut_candidates();
    judgement_.observations.reserve(candidates_.size());
    for (const Candidate& candidate : candidates_) {
      judgement_.observations.push_back(columns_.observe(candidate.row, candidate.value, context_.place));
    }
    return std::move(judgement_);
  }

 private:
  bool is_possible() {
    if (context_.server_major != 0 && !check_.server.contains(context_.server_major)) {
      judgement_.reason = "unsupported";
      judgement_.detail = context_.server_major < check_.server.first
                              ? "needs PostgreSQL " + std::to_string(check_.server.first) + " or newer"
                              : "exists up to PostgreSQL " + std::to_string(check_.server.last) + " only";
    } else if (const std::string* missing = columns_.missing()) {
      judgement_.reason = "no_data";
      judgement_.detail = "collector " + collector_.name + " gave no column " + *missing;
    }
    return judgement_.reason.empty();
  }

  void find_candidates() {
    const bool growing = check_.increase.count() > 0;
    for (std::size_t row = 0; row < rows_.rows(); ++row) {
      const std::optional<double> value = growing ? increase_of(row) : columns_.value(row);
      if (value && is_of_interest(check_, *value) && columns_.is_meant(row)) {
        candidates_.push_back({row, *value});
      }
    }
    if (growing) {
      increases_.forget_before(context_.now);
      if (counters_ > 0 && !history_) {
        judgement_.reason = "needs_history";
        judgement_.detail = "the counters must be watched for half of " +
                            amount_text(std::chrono::duration<double>(check_.increase).count(), "seconds") + " first";
      }
    }
  }

  std::optional<double> increase_of(std::size_t row) {
    const std::optional<double> value = columns_.value(row);
    if (!value) {
      return std::nullopt;
    }
    ++counters_;
    const std::optional<double> grown = increases_.add(columns_.key(row), *value, context_.now, check_.increase);
    history_ = history_ || grown.has_value();
    return grown;
  }

  void cut_candidates() {
    if (candidates_.size() <= limits::kObjectsPerCheck) {
      return;
    }
    const bool low_is_bad = check_.direction == Direction::kBelow;
    const auto keep = candidates_.begin() + static_cast<std::ptrdiff_t>(limits::kObjectsPerCheck);
    std::nth_element(candidates_.begin(), keep, candidates_.end(),
                     [&](const Candidate& a, const Candidate& b) { return low_is_bad ? a.value < b.value : a.value > b.value; });
    for (auto cut = keep; cut != candidates_.end(); ++cut) {
      for (const Severity severity : {Severity::kCritical, Severity::kWarning}) {
        const std::optional<double> threshold = check_.threshold(severity);
        if (threshold && is_beyond(check_.direction, cut->value, *threshold)) {
          ++judgement_.cut.at(severity == Severity::kCritical ? 1 : 0);
          break;
        }
      }
    }
    candidates_.erase(keep, candidates_.end());
  }

  const Check& check_;
  const Collector& collector_;
  const RowSet& rows_;
  const JudgeContext& context_;
  Increases& increases_;
  BoundColumns columns_;
  Judgement judgement_;
  std::vector<Candidate> candidates_;
  std::size_t counters_ = 0;
  bool history_ = false;
};

}  // namespace

Judgement judge_rows(const Check& check, const Collector& collector, const RowSet& rows, const JudgeContext& context,
                     Increases& increases) {
  return Judge(check, collector, rows, context, increases).judge();
}

}  // namespace pgmedic
