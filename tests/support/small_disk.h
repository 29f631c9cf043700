// A disk of a few megabytes, which is soon full: a tmpfs. It takes root, and lies in a mount namespace of this thread and of what
// it starts from then on, so that it goes with them even when the test is killed.
// Thread rule: one thread. Errors are thrown.
#pragma once

#include <cstddef>
#include <string>

#include "support/temp_dir.h"

namespace pgmedic::support {

class SmallDisk {
 public:
  // Why there can be none here; empty: there can.
  static std::string unavailable_reason();

  explicit SmallDisk(std::size_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Belongs to the user that servers run as.
  std::string path() const { return directory_.path(); }
  double free_bytes() const;
  // Fills it until no more than so much is free.
  void leave(double bytes) const;
  // Takes away what leave() put there.
  void clear() const;

 private:
  std::string filler() const { return path() + "/filler"; }

  TempDir directory_;
};

}  // namespace pgmedic::support
