// Who may include what: the arrows between the layers and the one home of each third-party library.
// Thread rule: pure functions.
#pragma once

#include <vector>

#include "architecture/source_tree.h"

namespace pgmedic::architecture {

// A file below exporter/LAYER/ may include its own layer and those its layer rests on, as "layer/file.h".
std::vector<Violation> check_layer_arrows(const SourceFile& file);

// A third-party header is included only from the layer that keeps the library; one that nobody keeps is refused.
std::vector<Violation> check_third_party_homes(const SourceFile& file);

}  // namespace pgmedic::architecture
