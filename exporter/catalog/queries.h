// A header against its queries: do the declared columns and parameters occur in the text that a server of that major gets?
// It finds slips of the keyboard at build time; what a query really gives is proven on servers.
// Thread rule: free functions. Errors: reported, never thrown.
#pragma once

#include <vector>

#include "catalog/collector_file.h"
#include "catalog/header.h"

namespace pgmedic {

// One query with its file, the base first, the others ascending by major.
struct QueryFile {
  int since_major = 0;
  CollectorFile* parts = nullptr;
  Reporter* reporter = nullptr;  // of the query's own file
};

// Reports each mistake in the file where it stands.
void check_queries(const ParsedCollector& parsed, const std::vector<QueryFile>& queries);

}  // namespace pgmedic
