// Which program this is.
// Thread rule: free functions.
#pragma once

#include <string>

namespace pgmedic {

std::string program_version();  // "0.1.0"
std::string program_commit();   // of the source tree when it was configured; "unknown" outside of one
// What --version prints: version, commit, compiler, libraries.
std::string version_text();

}  // namespace pgmedic
