#include "architecture/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace pgmedic::architecture {
namespace {

namespace fs = std::filesystem;

bool is_left_out(const fs::path& relative) {
  const std::string first = relative.begin()->string();
  return first == "build" || (first.starts_with('.') && first != ".ci");
}

std::string read_text(const fs::path& path) {
  static const std::set<std::string> kBinary{".png", ".jpg", ".gz", ".zip"};
  if (kBinary.contains(path.extension().string())) {
    return {};
  }
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string to_string(const Violation& violation) {
  return violation.path + (violation.line == 0 ? "" : ":" + std::to_string(violation.line)) + ": " + violation.message;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::vector<SourceFile> read_tree(const fs::path& top) {
  std::vector<SourceFile> tree;
  for (auto entry = fs::recursive_directory_iterator(top); entry != fs::recursive_directory_iterator(); ++entry) {
    const fs::path relative = entry->path().lexically_relative(top);
    if (is_left_out(relative)) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      tree.push_back({relative.generic_string(), read_text(entry->path())});
    }
  }
  std::sort(tree.begin(), tree.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return tree;
}

std::vector<SourceFile> select(const std::vector<SourceFile>& tree, std::string_view folder, const std::vector<std::string>& suffixes) {
  std::vector<SourceFile> chosen;
  std::copy_if(tree.begin(), tree.end(), std::back_inserter(chosen), [&](const SourceFile& file) {
    return file.path.starts_with(folder) &&
           std::any_of(suffixes.begin(), suffixes.end(), [&](const std::string& suffix) { return file.path.ends_with(suffix); });
  });
  return chosen;
}

}  // namespace pgmedic::architecture
