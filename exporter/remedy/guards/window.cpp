#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

// What runs goes on beyond the end of its window, unless that window says otherwise.
GuardResult judge_end(const WindowState& state) {
  if (state.open) {
    return ok("a window is open");
  }
  if (state.at_end == AtEnd::kFinish) {
    return ok("the window has closed, and what runs may finish");
  }
  return no(std::string("the window has closed, and its at_end is ") + at_end_name(state.at_end));
}

}  // namespace

GuardResult judge_window(const GuardContext& context) {
  const WindowState state = window_state(context.policy.windows_of(context.remedy), context.now);
  if (state.unbounded) {
    return ok("there are no windows: any time");
  }
  if (context.running) {
    return judge_end(state);
  }
  const std::optional<double> predicted = context.candidate.number("predicted_seconds");
  if (!predicted && context.candidate.exists) {
    return unknown("nobody knows how long it would take");
  }
  const auto duration = std::chrono::milliseconds(static_cast<std::int64_t>(predicted.value_or(0) * 1000));
  const std::string misfit = window_misfit(state, duration);
  return misfit.empty() ? ok("a window is open for " + time(state.left) + " more") : no(misfit);
}

}  // namespace pgmedic::guards
