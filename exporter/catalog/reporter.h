// Collects the mistakes of one file, with their places.
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/catalog.h"

namespace pgmedic {

// Counted from 1, columns in bytes, as compilers do.
struct Position {
  int line = 0;
  int column = 0;
};

// The place of a byte of a text.
Position position_of(std::string_view text, std::size_t offset);

class Reporter {
 public:
  Reporter(std::string file, std::vector<Diagnostic>& problems) : file_(std::move(file)), problems_(&problems) {}

  void report(Position at, std::string message) {
    problems_->push_back(Diagnostic{file_, at.line, at.column, std::move(message)});
    clean_ = false;
  }
  bool clean() const { return clean_; }  // nothing was reported here
  const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::vector<Diagnostic>* problems_;
  bool clean_ = true;
};

}  // namespace pgmedic
