// The catalog for people: docs/metrics.md, and tables for the terminal.
// Thread rule: free functions.
#pragma once

#include <cstddef>
#include <string>

#include "catalog/catalog.h"

namespace pgmedic {

inline constexpr std::size_t kTerminalWidth = 80;

// All collectors with their metrics, as docs/metrics.md has them.
std::string render_markdown(const Catalog& catalog);

// One line for each collector and, indented, what it measures. No line is longer than `width` where words allow.
std::string render_text(const Catalog& catalog, std::size_t width = kTerminalWidth);

// One collector with its labels, parameters and metrics.
std::string render_text(const Collector& collector, std::size_t width = kTerminalWidth);

// "all", "16+", "up to 16", "14 to 16", "15".
std::string majors_text(const MajorRange& majors);

// "server 14+, primary only, extension x, privilege y"; empty where it runs everywhere.
std::string requirements_text(const Requirements& requirements);

}  // namespace pgmedic
