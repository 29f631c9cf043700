// Collector files on disk.
// Thread rule: free functions. Errors: reported, never thrown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace pgmedic {

// The text of a regular file; nothing where it cannot be read.
std::optional<std::string> read_file(const std::string& path);

// The *.sql files of a directory in the order of their names; hidden ones are left out.
std::vector<SourceFile> read_directory(const std::string& directory, std::vector<Diagnostic>& problems);

}  // namespace pgmedic
