// All collectors that this program knows: the embedded ones, and those of a directory that add to or replace them.
// Thread rule: immutable after it was made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/collector.h"

namespace pgmedic {

// A mistake in a collector file. Lines and columns count from 1; 0 means the whole file.
struct Diagnostic {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;
  std::string text() const;  // "file:line:column: message"
};

struct SourceFile {
  std::string path;  // as diagnostics show it; its stem names the collector
  std::string text;
};

class Catalog {
 public:
  // Parses and cross-checks. Whatever is wrong is in `problems`; collectors without a mistake are in the catalog all the same.
  static Catalog parse(const std::vector<SourceFile>& files, std::vector<Diagnostic>& problems);

  // The collectors that the build embedded. The build has checked them: no problems here.
  static Catalog embedded();

  // This catalog with the files of a directory (*.sql) on top: a file of a known collector's name replaces it. Files with
  // mistakes, and those whose metrics clash with another collector's, are left out and reported.
  Catalog with_directory(const std::string& directory, std::vector<Diagnostic>& problems) const;

  const std::vector<Collector>& collectors() const { return collectors_; }  // ascending by name
  const Collector* find(std::string_view name) const;
  std::vector<std::string> names() const;

  const Check* find_check(std::string_view name) const;
  std::vector<const Check*> checks() const;  // of all collectors, ascending by name

 private:
  std::vector<Collector> collectors_;
};

}  // namespace pgmedic
