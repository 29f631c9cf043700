// What `pgmedic check` prints for people: the verdict in the first line, then the findings, the worst first, each a headline
// with indented lines below it, then what could not be judged.
// Thread rule: free functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "web/health_view.h"

namespace pgmedic {

struct TableStyle {
  bool colour = false;
  std::size_t width = 80;
  bool in_full = false;  // every object of a check, however many
};

// Names of the server are shown without control characters: they must not speak to the terminal.
std::string check_table(const std::vector<HealthView>& targets, const TableStyle& style);

// The text in lines of at most `width` characters, each indented; words that are longer than a line stay whole.
std::string wrap_text(const std::string& text, std::size_t indent, std::size_t width);

}  // namespace pgmedic
