// Chunks -> page text, through a small buffer: a page of any size takes the same memory.
// Thread rule: an inflater belongs to one thread.
// Errors: false when a chunk is damaged, or when the taker of the text gives up.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "metrics/part.h"

struct z_stream_s;

namespace pgmedic {

class Inflater {
 public:
  // Takes text; false ends the work.
  using Taker = std::function<bool(std::string_view)>;

  explicit Inflater(Taker take);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Gives the chunk's text. Its length and CRC are checked before its last bytes are given.
  bool inflate(const Chunk& chunk);

 private:
  struct Closer {
    void operator()(z_stream_s* stream) const;
  };
  Taker take_;
  std::unique_ptr<z_stream_s, Closer> stream_;  // null: no memory for it
  std::vector<char> buffer_;
};

}  // namespace pgmedic
