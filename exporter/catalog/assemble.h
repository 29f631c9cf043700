// Files -> collectors: base files with their variants, each parsed and checked by itself.
// Thread rule: free functions and plain values. Errors: reported, never thrown.
#pragma once

#include <vector>

#include "catalog/header.h"

namespace pgmedic {

struct AssembledCollector {
  ParsedCollector parsed;
  bool clean = false;  // no mistake in any of its files
};

// In ascending order of names, at most one of a name.
std::vector<AssembledCollector> assemble(const std::vector<SourceFile>& files, std::vector<Diagnostic>& problems);

// Families that collide on the page, in either of its formats, and checks of the same name. Reported in the later collector of the two,
// which is then no longer clean.
void check_clashes(std::vector<AssembledCollector>& collectors, std::vector<Diagnostic>& problems);

}  // namespace pgmedic
