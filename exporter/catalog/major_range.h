// A range of PostgreSQL's major versions.
// Thread rule: a plain value.
#pragma once

namespace pgmedic {

// Majors [first, last], both included; 0 is open.
struct MajorRange {
  int first = 0;
  int last = 0;
  bool contains(int major) const { return (first == 0 || major >= first) && (last == 0 || major <= last); }
};

}  // namespace pgmedic
