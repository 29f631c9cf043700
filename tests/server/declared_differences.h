// The differences from other exporters that docs/compatibility.md admits, read from the table there.
// Thread rule: immutable after it was made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/metrics_text.h"

namespace pgmedic::tests {

struct DeclaredDifference {
  std::string family;  // * stands for any text
  bool absent = false;
  LabelNames added;    // labels that we have in addition
  LabelNames removed;  // labels that only the peer has
  std::string why;
};

class DeclaredDifferences {
 public:
  // Throws when the table is not there or cannot be understood.
  explicit DeclaredDifferences(std::string_view document);

  bool is_absent(const std::string& family) const;
  // The labels that we should have where the peer has these.
  LabelNames expected(const std::string& family, const LabelNames& peer) const;
  const std::vector<DeclaredDifference>& all() const { return all_; }

 private:
  std::vector<DeclaredDifference> all_;
};

bool matches(const std::string& pattern, const std::string& name);

}  // namespace pgmedic::tests
