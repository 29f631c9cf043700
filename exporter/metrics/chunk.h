// Page text -> chunks. Text goes through a small buffer into the compressor, so that it never exists as a whole.
// Thread rule: a writer belongs to one thread.
// Errors: where zlib has no memory, text is stored uncompressed: larger, but right.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "metrics/part.h"

struct z_stream_s;

namespace pgmedic {

// One writer makes the chunks of a whole part, one after the other: making its tables costs more than a small chunk.
class ChunkWriter {
 public:
  // Shorter texts are stored as they are: a flush alone costs as much as compressing them would save.
  static constexpr std::size_t kWorthCompressing = 192;

  explicit ChunkWriter(std::size_t worth_compressing = kWorthCompressing);
  ~ChunkWriter();
  ChunkWriter(const ChunkWriter&) = delete;
  ChunkWriter& operator=(const ChunkWriter&) = delete;

  // One sample line; `tail` is what stands between the labels of the row and the value.
  void line(std::string_view name, std::string_view labels, std::string_view tail, std::string_view value) {
    const std::size_t size = name.size() + labels.size() + tail.size() + value.size() + 1;
    make_room(size);
    put(name);
    put(labels);
    put(tail);
    put(value);
    buffer_[used_++] = '\n';
  }
  void text(std::string_view text) {
    make_room(text.size());
    put(text);
  }

  // Everything written since the last one.
  Chunk finish();

 private:
  struct Closer {
    void operator()(z_stream_s* stream) const;
  };

  void make_room(std::size_t size) {
    if (capacity_ - used_ < size) {
      spill(size);
    }
  }
  void put(std::string_view text) {
    if (!text.empty()) {
      std::memcpy(&buffer_[used_], text.data(), text.size());
      used_ += text.size();
    }
  }
  void spill(std::size_t size);
  void take_buffer(bool end);
  void compress(bool end);
  bool open_stream();

  std::size_t worth_compressing_;
  std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;  // NOLINT(*-avoid-c-arrays): not filled with zeros
  std::size_t used_ = 0;
  std::vector<char> compressed_;  // what zlib writes to, before it is appended to the chunk
  std::unique_ptr<z_stream_s, Closer> stream_;
  bool no_memory_ = false;
  Chunk chunk_;
};

// The text as stored blocks: no compression, no work.
Chunk store_chunk(std::string_view text);
// The smallest chunk that zlib can make: for short texts that are kept for long.
Chunk squeeze_chunk(std::string_view text);

}  // namespace pgmedic
