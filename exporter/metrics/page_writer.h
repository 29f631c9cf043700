// Joins small pieces into large writes.
// Thread rule: one thread.
#pragma once

#include <string>
#include <string_view>

#include "metrics/page.h"

namespace pgmedic {

class JoiningWriter {
 public:
  explicit JoiningWriter(const ByteSink& sink) : sink_(sink) {}
  // False when the sink gave up.
  bool write(std::string_view bytes);
  bool finish();

 private:
  bool flush();
  const ByteSink& sink_;
  std::string buffer_;
};

}  // namespace pgmedic
