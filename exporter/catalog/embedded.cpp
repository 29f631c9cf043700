#include <cassert>

#include "catalog/bundle.h"
#include "catalog/catalog.h"

namespace pgmedic {

Catalog Catalog::embedded() {
  std::vector<Diagnostic> problems;
  Catalog catalog = parse(sql_bundle(), problems);
  assert(problems.empty());  // the build has run pgmedic_catalog_check over the same files
  return catalog;
}

}  // namespace pgmedic
