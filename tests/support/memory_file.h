// A file without a name, for the output of a child: it can be read while the child still writes.
// Thread rule: any thread may read.
#pragma once

#include <string>

namespace pgmedic::support {

class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int descriptor() const { return descriptor_; }
  std::string text() const;

 private:
  int descriptor_;
};

}  // namespace pgmedic::support
