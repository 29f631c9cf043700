#include "catalog/source_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace pgmedic {

std::optional<std::string> read_file(const std::string& path) {
  std::error_code fault;
  if (!std::filesystem::is_regular_file(path, fault)) {
    return std::nullopt;
  }
  const std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (std::filesystem::file_size(path, fault) != 0) {  // nothing to copy would count as a failure
    text << stream.rdbuf();
  }
  return stream && text ? std::optional<std::string>(text.str()) : std::nullopt;
}

std::vector<SourceFile> read_directory(const std::string& directory, std::vector<Diagnostic>& problems) {
  std::vector<SourceFile> files;
  std::error_code fault;
  std::filesystem::directory_iterator entries(directory, fault);
  for (; !fault && entries != std::filesystem::directory_iterator(); entries.increment(fault)) {
    const std::filesystem::path& path = entries->path();
    if (path.extension() != ".sql" || path.filename().string().front() == '.') {
      continue;
    }
    if (std::optional<std::string> text = read_file(path.string())) {
      files.push_back(SourceFile{path.string(), std::move(*text)});
    } else {
      problems.push_back(Diagnostic{path.string(), 0, 0, "cannot be read; it must be a file, and its permissions must allow it"});
    }
  }
  if (fault) {
    problems.push_back(Diagnostic{directory, 0, 0, "this directory of collectors cannot be read: " + fault.message()});
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace pgmedic
