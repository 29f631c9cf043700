// Reads secrets from files, anew at every connect: they rotate.
// Thread rule: free functions, any thread. Errors name the file, never its content.
#pragma once

#include <string>

#include "base/result.h"

namespace pgmedic {

// The file's text without the line end that editors put there.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace pgmedic
