// How far an action is, in words: for the status page and the terminal.
// Thread rule: free functions, any thread.
#pragma once

#include <string>

#include "remedy/remedy_report.h"

namespace pgmedic {

std::string phase_text(const Progress& running);     // "building index: scanning table"
std::string done_text(const Progress& running);      // "42 % done, 1.2 GB of 3.4 GB in this phase"
std::string duration_text(const Progress& running);  // "for 5 min, about 7 min left, 10 min expected"

}  // namespace pgmedic
