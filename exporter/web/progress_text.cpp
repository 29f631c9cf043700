#include "web/progress_text.h"

#include <algorithm>
#include <cmath>

#include "base/amount.h"
#include "web/human.h"

namespace pgmedic {
namespace {

// Parts of a second are of no interest here.
std::string time_text(double seconds) {
  return amount_text(std::max(std::round(seconds), 1.0), "seconds");
}

}  // namespace

std::string phase_text(const Progress& running) {
  return running.phase.empty() ? "at work" : running.phase;
}

std::string done_text(const Progress& running) {
  std::string text = human_percent(running.ratio) + " done";
  if (running.total_bytes > 0) {
    text += ", " + amount_text(running.done_bytes, "bytes") + " of " + amount_text(running.total_bytes, "bytes") + " in this phase";
  }
  return text;
}

std::string duration_text(const Progress& running) {
  std::string text = "for " + time_text(running.seconds);
  if (running.seconds_left) {
    text += ", about " + time_text(*running.seconds_left) + " left";
  }
  if (running.predicted_seconds) {
    text += ", " + time_text(*running.predicted_seconds) + " expected";
  }
  return text;
}

}  // namespace pgmedic
