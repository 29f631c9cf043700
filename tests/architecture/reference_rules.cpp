// The rules of text_rules.h about files that name other files.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>

#include "architecture/text_rules.h"

namespace pgmedic::architecture {
namespace {

namespace fs = std::filesystem;

bool names_word(const std::string& text, const std::string& word) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-'; };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_part(text[at - 1]);
    const bool ends = at + word.size() >= text.size() || !is_part(text[at + word.size()]);
    if (starts && ends) {
      return true;
    }
  }
  return false;
}

// Named as file.cpp by the CMakeLists.txt beside it, or as folder/file.cpp by one above.
bool is_named_by_cmake(const std::vector<SourceFile>& tree, const fs::path& source) {
  for (fs::path folder = source.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    const std::string list = (folder / "CMakeLists.txt").generic_string();
    const auto file = std::find_if(tree.begin(), tree.end(), [&](const SourceFile& candidate) { return candidate.path == list; });
    if (file != tree.end() && names_word(file->text, source.lexically_relative(folder).generic_string())) {
      return true;
    }
  }
  return false;
}

// A heading as the anchor that Markdown readers make of it.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char character : heading) {
    const auto byte = static_cast<unsigned char>(character);
    if (std::isalnum(byte) != 0 || character == '-' || character == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    } else if (character == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

std::vector<std::string> anchors_of(const std::string& markdown) {
  static const std::regex kHeading("#+ +(.*[^ ]) *");
  std::vector<std::string> anchors;
  for (const std::string& line : lines_of(markdown)) {
    if (std::smatch match; std::regex_match(line, match, kHeading)) {
      anchors.push_back(anchor_of(match[1]));
    }
  }
  return anchors;
}

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// A file, or a folder that holds one.
bool leads_somewhere(const std::vector<std::string>& paths, const std::string& target) {
  const std::string folder = target.ends_with('/') ? target : target + "/";
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) { return path == target || path.starts_with(folder); });
}

}  // namespace

std::vector<Violation> check_sources_are_built(const std::vector<SourceFile>& tree, const std::vector<SourceFile>& sources) {
  std::vector<Violation> violations;
  for (const SourceFile& source : sources) {
    if (!is_named_by_cmake(tree, source.path)) {
      violations.push_back({source.path, 0, "no CMakeLists.txt names it: it is not built"});
    }
  }
  return violations;
}

std::vector<Violation> check_sql_is_run(const std::vector<SourceFile>& tree) {
  const std::vector<SourceFile> tests = select(tree, "tests/", {".cpp", ".h"});
  const auto is_named = [&](const std::string& path, const std::string& word) {
    return std::any_of(tests.begin(), tests.end(),
                       [&](const SourceFile& test) { return test.path.starts_with(path) && names_word(test.text, word); });
  };
  std::vector<Violation> violations;
  for (const SourceFile& sql : select(tree, "sql/", {".sql"})) {
    const bool is_collector = sql.path.starts_with("sql/collectors/");
    const bool is_run =
        is_collector ? is_named("tests/server/collectors_test.cpp", "Catalog") : is_named("tests/", fs::path(sql.path).filename().string());
    if (!is_run) {
      violations.push_back(
          {sql.path, 0, is_collector ? "tests/server/collectors_test.cpp does not go through the catalog" : "no test runs it"});
    }
  }
  return violations;
}

std::vector<Violation> check_links(const SourceFile& file, const std::vector<std::string>& paths) {
  static const std::regex kLink(R"(\]\(([^)\s]+)\))");
  static const std::regex kElsewhere("[a-z]+:.*");
  std::vector<Violation> violations;
  std::size_t number = 0;
  for (const std::string& line : lines_of(file.text)) {
    ++number;
    for (auto match = std::sregex_iterator(line.begin(), line.end(), kLink); match != std::sregex_iterator(); ++match) {
      const std::string link = (*match)[1];
      if (std::regex_match(link, kElsewhere)) {
        continue;
      }
      if (link.starts_with('#')) {
        if (!contains(anchors_of(file.text), link.substr(1))) {
          violations.push_back({file.path, number, "no heading for " + link});
        }
        continue;
      }
      const fs::path target = fs::path(file.path).parent_path() / link.substr(0, link.find('#'));
      if (!leads_somewhere(paths, target.lexically_normal().generic_string())) {
        violations.push_back({file.path, number, "the link leads nowhere: " + link});
      }
    }
  }
  return violations;
}

}  // namespace pgmedic::architecture
