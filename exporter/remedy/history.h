// What the journal remembers, as far as guards need it: one object's past, and what the window has cost so far.
// Thread rule: plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace pgmedic {

// How an action ended, as far as the next one cares.
enum class Outcome {
  kSucceeded,
  kIneffective,  // it ran and did not help
  kRegressed,    // it made something worse, or what it gained is lost again
  kFailed,
  kCancelled,  // by us, because others needed the room: not the object's fault
};

struct PastRun {
  Outcome outcome = Outcome::kSucceeded;
  WallTime ended{};
  Milliseconds took{};
  std::optional<double> bytes_before;
  std::optional<double> bytes_after;
  std::optional<double> rows_before;
  std::optional<double> rows_after;
};

// What an index weighs when it is healthy, as measured after we rebuilt it.
struct HealthyWeight {
  double bytes_per_row = 0;
  WallTime measured{};
  std::size_t regrowths = 0;  // how often it grew back to what it was
};

struct WindowUsage {
  std::size_t actions = 0;
  double bytes = 0;
  double wal_bytes = 0;
  Milliseconds time{};
  std::size_t failures = 0;
};

// How much of a window's budget counts: half of it after a failure.
double budget_part(const WindowUsage& usage);

struct ObjectHistory {
  bool readable = true;  // false: the journal could not be asked, nothing below means anything
  WallTime read_at{};
  std::vector<PastRun> past;              // finished actions of this object and remedy that ran, newest first
  std::optional<HealthyWeight> baseline;  // of this index
  bool quarantined = false;
  WindowUsage usage;                             // of this target since TargetPolicy::budget_start
  std::size_t acting = 0;                        // other actions of this target that run, or whose end is unknown
  std::optional<std::string> system_identifier;  // of the server that the proposal was written for
  std::string paused_by;                         // not empty: paused, by whom
  WallTime paused_since{};
};

// How long work of this kind really took on this target, as a part of what was reckoned for it: at the slow end.
struct Experience {
  std::size_t runs = 0;  // that tell; 0: none
  double slowness = 1;   // nine of ten took no more than that part
};

// How long the object must be left alone, from its past; nothing where it need not be.
std::optional<WallTime> cooldown_end(const std::vector<PastRun>& past, Milliseconds cooldown, Milliseconds longest);

}  // namespace pgmedic
