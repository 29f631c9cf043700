// Rules about one file's text, and about files that must name each other.
// Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "architecture/source_tree.h"

namespace pgmedic::architecture {

// No file of the program is longer than 300 lines, and main.cpp not than 40.
std::vector<Violation> check_length(const SourceFile& file);

// Flags are read in app/ only: everybody else is handed settings.
std::vector<Violation> check_flags_stay_in_app(const SourceFile& file);

// A header begins with a comment that says what it is for, then #pragma once.
std::vector<Violation> check_header_introduction(const SourceFile& file);

// Nothing is left for later, and no path of one developer's machine got in.
std::vector<Violation> check_left_overs(const SourceFile& file);

// A relation of the catalog is named pg_catalog.pg_…, so that no search_path can put another in its place.
std::vector<Violation> check_catalog_is_qualified(const SourceFile& file);

// A collector's file name is the name in its header; NAME.since-17.sql stands beside NAME.sql and has no header.
std::vector<Violation> check_collector_names(const std::vector<SourceFile>& sql_files);

// Every .cpp is named in the CMakeLists.txt of its folder or of one above: what is not built is not tested.
std::vector<Violation> check_sources_are_built(const std::vector<SourceFile>& tree, const std::vector<SourceFile>& sources);

// Every SQL file is run by a test on a real server: the collectors by the one that goes through the catalog, the others by one that
// names them.
std::vector<Violation> check_sql_is_run(const std::vector<SourceFile>& tree);

// Every relative link of a Markdown file leads to a path of `paths`, and its #anchor, within the same file, to a heading.
std::vector<Violation> check_links(const SourceFile& file, const std::vector<std::string>& paths);

}  // namespace pgmedic::architecture
