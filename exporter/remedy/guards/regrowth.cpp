// An index that random insertions keep two thirds full is healthy: rebuilt, it grows back, with more WAL than if it had been left alone.
#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

// How full the leaf pages of a B-tree under random insertions are in the long run.
constexpr double kLeastDensity = 0.60;
constexpr double kMostDensity = 0.75;
// Pages that were emptied by deletions, as a part of the leaf pages, up to which there were no deletions to speak of.
constexpr double kFewDeletedPages = 0.01;
// An index whose bytes for each row are back at this part of what they were has grown back.
constexpr double kGrownBack = 0.9;
// So often, and it is not rebuilt again without a person.
constexpr std::size_t kRegrowths = 2;

bool is_steady_state(const Candidate& candidate) {
  const double density = candidate.number("density").value_or(0);
  const double fillfactor = candidate.number("fillfactor").value_or(0.9);
  const double deleted = candidate.number("deleted_pages").value_or(0);
  // The figures hold for the default fillfactor; with a smaller one leaves are as empty by design.
  return density >= kLeastDensity * fillfactor / 0.9 && density <= kMostDensity * fillfactor / 0.9 &&
         deleted <= kFewDeletedPages * candidate.number("leaf_pages").value_or(0);
}

// The newest rebuild that worked.
const PastRun* last_success(const std::vector<PastRun>& past) {
  for (const PastRun& run : past) {
    if (run.outcome == Outcome::kSucceeded) {
      return &run;
    }
  }
  return nullptr;
}

// Bytes for each row where rows are known on both sides, else bytes.
bool has_grown_back(const PastRun& run, const Candidate& candidate) {
  const std::optional<double> bytes_now = candidate.number("bytes");
  if (!run.bytes_before || !bytes_now) {
    return false;
  }
  const std::optional<double> rows_now = candidate.number("rows");
  if (run.rows_before && rows_now && *run.rows_before > 0 && *rows_now > 0) {
    return *bytes_now / *rows_now >= kGrownBack * *run.bytes_before / *run.rows_before;
  }
  return *bytes_now >= kGrownBack * *run.bytes_before;
}

}  // namespace

GuardResult judge_regrowth(const GuardContext& context) {
  const ObjectHistory& history = context.history;
  const Candidate& candidate = context.candidate;
  if (!history.readable) {
    return unknown("the journal cannot be read");
  }
  if (is_steady_state(candidate)) {
    return aged(no("its leaves are as full as random insertions keep them: rebuilt, it would only grow back", Settles::kSuppressed),
                candidate.measured_at, context.now);
  }
  if (history.baseline && history.baseline->regrowths >= kRegrowths) {
    return aged(no("it grew back " + std::to_string(history.baseline->regrowths) + " times after a rebuild", Settles::kSuppressed),
                history.read_at, context.now);
  }
  const PastRun* const last = last_success(history.past);
  const RemedyPolicy& policy = context.policy.of(context.remedy);
  if (last != nullptr && context.now - last->ended < policy.longest_cooldown && has_grown_back(*last, candidate)) {
    const double since = std::chrono::duration<double>(context.now - last->ended).count();
    return aged(no("it grew back within " + seconds(since) + " of its last rebuild: it needs this space", Settles::kSuppressed),
                history.read_at, context.now);
  }
  return aged(ok(last == nullptr ? "it was never rebuilt by us" : "it has kept what the last rebuild gained long enough"), history.read_at,
              context.now);
}

}  // namespace pgmedic::guards
