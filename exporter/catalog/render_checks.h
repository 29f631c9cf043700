// Checks for people, and the Markdown that they share with the rest of the reference.
// Thread rule: free functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/check.h"

namespace pgmedic {

// Text as a cell of a table, or a paragraph: what Markdown would take for markup is escaped. Underscores inside words are none.
std::string markdown_plain(std::string_view text);
// Code in a cell: a bar would end the cell even there.
std::string markdown_code(std::string_view text);

// A table, with an empty line in front; empty without checks.
std::string checks_markdown(const std::vector<Check>& checks);

// One check in indented lines for the terminal: name and condition, summary, advice.
std::string check_text(const Check& check, std::size_t indent, std::size_t width);

// The words of the text in lines of that width, indented.
std::string wrapped_text(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace pgmedic
