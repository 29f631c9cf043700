// Makes the HTTP library able to speak TLS: loads the two small libraries that it looks for under names Debian 12 does not
// install. Once loaded they stay for the life of the process.
// Thread rule: any thread. Errors: kUnsupported, with the places that were searched.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace pgmedic {

// Where the libraries may be, for a program at this path: beside it as the build leaves them, or installed.
std::vector<std::string> tls_library_places(const std::string& executable);

// Loads them and initialises TLS in the HTTP library. directory: empty for the places that belong to the running program.
Status load_tls_library(const std::string& directory);

}  // namespace pgmedic
