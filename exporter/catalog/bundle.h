// The files of sql/collectors, sql/remedies and sql/guards, as the build embedded them (see cmake/embed_sql.cmake).
// Thread rule: free functions; any thread.
#pragma once

#include <vector>

#include "catalog/catalog.h"

namespace pgmedic {

std::vector<SourceFile> sql_bundle();
std::vector<SourceFile> remedy_bundle();
std::vector<SourceFile> guard_bundle();

}  // namespace pgmedic
