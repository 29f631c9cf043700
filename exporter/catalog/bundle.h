// The files of sql/collectors, as the build embedded them (see cmake/embed_sql.cmake).
// Thread rule: a free function; any thread.
#pragma once

#include <vector>

#include "catalog/catalog.h"

namespace pgmedic {

std::vector<SourceFile> sql_bundle();

}  // namespace pgmedic
