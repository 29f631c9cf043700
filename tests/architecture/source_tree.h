// The files of this repository as text, for rules that look at them.
// Thread rule: plain values.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pgmedic::architecture {

struct SourceFile {
  std::string path;  // relative to the top, with forward slashes
  std::string text;
};

// What a rule objects to, as "path:line: message"; line 0 stands for the whole file.
struct Violation {
  std::string path;
  std::size_t line = 0;
  std::string message;
};

std::string to_string(const Violation& violation);
std::vector<std::string> lines_of(std::string_view text);

// Every file of the repository that people write, without build directories and what starts with a dot (but .ci). Pictures have no
// text.
std::vector<SourceFile> read_tree(const std::filesystem::path& top);

// Those of `tree` below `folder` ("exporter/") that end in one of `suffixes`.
std::vector<SourceFile> select(const std::vector<SourceFile>& tree, std::string_view folder, const std::vector<std::string>& suffixes);

}  // namespace pgmedic::architecture
