// Panels that are rightly empty on the servers of the tests, each with the reason.
// Thread rule: free functions, any thread.
#pragma once

#include <string>
#include <vector>

namespace pgmedic::dashboards {

struct EmptyPanel {
  std::string dashboard;  // uid
  std::string panel;      // title
  std::string letters;    // queries; empty: all of them
  std::string reason;
  int first_major = 0;
  int last_major = 0;  // 0: open
};

const std::vector<EmptyPanel>& empty_panels();

// The reason why that query may be empty on a server of this major; nullptr when it must not be.
const EmptyPanel* find_empty(const std::string& dashboard, const std::string& panel, const std::string& letter, int major);

}  // namespace pgmedic::dashboards
