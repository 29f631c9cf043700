// What health has to say: findings, checks that could not be judged, and both together.
// Thread rule: plain values.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "catalog/check.h"

namespace pgmedic {

struct Evidence {
  std::string name;             // the column
  std::optional<double> value;  // as the page has it; nothing for labels
  std::string text;             // for people
};

// One object that is beyond a threshold of one check.
struct Finding {
  std::string check;
  Severity severity = Severity::kWarning;
  std::string target;
  std::string place;                                        // the database or PgBouncer; empty: the whole server
  std::vector<std::pair<std::string, std::string>> labels;  // that identify the object, as on the page
  double value = 0;
  double threshold = 0;  // of that severity
  Direction direction = Direction::kAbove;
  std::string unit;  // of value and threshold: see amount_text in base/amount.h
  WallTime since;    // when the value went beyond
  std::vector<Evidence> evidence;
  std::string summary;
  std::string advice;
  std::string remedy;   // empty: none
  std::string runbook;  // its address; empty: there is none
};

// A check that is not judged in one place.
struct UnknownCheck {
  std::string check;
  std::string place;   // as in Finding
  std::string reason;  // "no_data", "failing", "too_old", "unsupported", "needs_history"
  std::string detail;  // for people
  // What cannot be there (an extension, a newer server, the other role) is listed, but nothing is wrong with it.
  bool is_fault() const { return reason != "unsupported"; }
};

// Objects beyond a threshold for long enough, by severity; those that are too many to be listed are counted too.
struct FindingCounts {
  std::size_t warning = 0;
  std::size_t critical = 0;
};

struct HealthReport {
  std::vector<Finding> findings;                // worst first
  std::vector<Finding> pending;                 // beyond a threshold, but not yet for long enough; worst first
  std::vector<UnknownCheck> unknown;            // ascending by check and place
  std::size_t judged = 0;                       // checks that were judged in one place at least
  std::size_t not_listed = 0;                   // objects beyond a threshold that are too many to be listed
  std::map<std::string, FindingCounts> counts;  // of each check that was judged
};

}  // namespace pgmedic
