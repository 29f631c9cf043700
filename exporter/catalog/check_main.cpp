// The build's check of sql/collectors, sql/remedies and sql/guards: pgmedic_catalog_check ROOT LIST reads the files that LIST names,
// relative to ROOT, and prints every mistake as a compiler would.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/question.h"
#include "catalog/source_files.h"

namespace {

// By the name of the list, as cmake/PgmedicEmbedSql.cmake makes it.
bool names_questions(const std::string& list) {
  const std::string name = std::filesystem::path(list).stem().string();
  return name == "remedy_bundle" || name == "guard_bundle";
}

int check(const std::string& root, const std::string& list) {
  std::vector<pgmedic::SourceFile> files;
  std::ifstream names(list);
  for (std::string name; std::getline(names, name);) {
    if (name.empty()) {
      continue;
    }
    std::optional<std::string> text = pgmedic::read_file((std::filesystem::path(root) / name).string());
    if (!text) {
      std::cerr << name << ": cannot be read\n";
      return 1;
    }
    files.push_back({name, std::move(*text)});
  }
  std::vector<pgmedic::Diagnostic> problems;
  if (names_questions(list)) {
    pgmedic::Questions::parse(files, problems);
  } else {
    pgmedic::Catalog::parse(files, problems);
  }
  for (const pgmedic::Diagnostic& problem : problems) {
    std::cerr << problem.text() << '\n';
  }
  return problems.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  if (arguments.size() != 3) {
    std::cerr << "usage: pgmedic_catalog_check ROOT LIST\n";
    return 2;
  }
  try {
    return check(arguments[1], arguments[2]);
  } catch (const std::exception& fault) {
    std::cerr << "pgmedic_catalog_check: " << fault.what() << '\n';
    return 2;
  }
}
