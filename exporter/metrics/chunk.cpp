#include "metrics/chunk.h"

#include <algorithm>
#include <string>

#include "metrics/page.h"
#include "metrics/zlib_bytes.h"

namespace pgmedic {
namespace {

// Large enough that zlib is called seldom, small enough that text, checksum and compressor meet in the second-level cache.
constexpr std::size_t kTextBuffer = 64UL * 1024;
constexpr std::size_t kCompressedBuffer = 32UL * 1024;

// Level 1: on page text the higher ones cost twice the time for a few percent. Raw blocks with the full window. Small tables,
// which stay in the first-level cache: measured a quarter faster than the largest ones, at the same size of the output.
constexpr int kLevel = 1;
constexpr int kRawWindow = -15;
constexpr int kMemoryLevel = 6;

// For one short text: the smallest tables, and room for the end of a flush.
constexpr int kSmallestMemory = 1;
constexpr std::size_t kFlushBytes = 16;

constexpr std::size_t kStoredBlock = 65535;

void append_stored(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::string_view block = text.substr(0, kStoredBlock);
    const auto size = static_cast<std::uint32_t>(block.size());
    const std::uint32_t complement = ~size;
    out += '\0';  // not final, stored
    for (const std::uint32_t number : {size, complement}) {
      out += static_cast<char>(number & 0xFFU);
      out += static_cast<char>((number >> 8U) & 0xFFU);
    }
    out.append(block);
    text.remove_prefix(block.size());
  }
}

std::uint32_t crc_shift(std::size_t plain_bytes) {
  return static_cast<std::uint32_t>(crc32_combine_gen(static_cast<z_off_t>(plain_bytes)));
}

}  // namespace

void ChunkWriter::Closer::operator()(z_stream_s* stream) const {
  deflateEnd(stream);
  delete stream;  // NOLINT(cppcoreguidelines-owning-memory): the deleter of stream_
}

ChunkWriter::ChunkWriter(std::size_t worth_compressing)
    : worth_compressing_(worth_compressing),
      capacity_(kTextBuffer),
      buffer_(std::make_unique_for_overwrite<char[]>(kTextBuffer)) {}  // NOLINT(*-avoid-c-arrays)

ChunkWriter::~ChunkWriter() = default;

bool ChunkWriter::open_stream() {
  if (stream_ != nullptr || no_memory_) {
    return stream_ != nullptr;
  }
  auto fresh = std::make_unique<z_stream>();
  if (deflateInit2(fresh.get(), kLevel, Z_DEFLATED, kRawWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    no_memory_ = true;
    return false;
  }
  stream_.reset(fresh.release());
  compressed_.resize(kCompressedBuffer);
  return true;
}

void ChunkWriter::spill(std::size_t size) {
  take_buffer(false);
  if (capacity_ < size) {
    buffer_ = std::make_unique_for_overwrite<char[]>(size);  // NOLINT(*-avoid-c-arrays)
    capacity_ = size;
  }
}

void ChunkWriter::take_buffer(bool end) {
  const std::string_view text(buffer_.get(), used_);
  const bool all_of_it = end && chunk_.plain_bytes == 0;
  chunk_.crc = extend_crc(chunk_.crc, text);
  chunk_.plain_bytes += text.size();
  if ((all_of_it && text.size() < worth_compressing_) || !open_stream()) {
    append_stored(chunk_.deflated, text);
  } else {
    compress(end);
  }
  used_ = 0;
}

void ChunkWriter::compress(bool end) {
  stream_->next_in = zlib_bytes(buffer_.get());
  stream_->avail_in = static_cast<uInt>(used_);
  do {
    stream_->next_out = zlib_bytes(compressed_.data());
    stream_->avail_out = static_cast<uInt>(compressed_.size());
    deflate(stream_.get(), end ? Z_FULL_FLUSH : Z_NO_FLUSH);
    chunk_.deflated.append(compressed_.data(), compressed_.size() - stream_->avail_out);
  } while (stream_->avail_out == 0);
}

Chunk ChunkWriter::finish() {
  take_buffer(true);
  chunk_.crc_shift = crc_shift(chunk_.plain_bytes);
  chunk_.deflated.shrink_to_fit();  // chunks live for minutes
  return std::exchange(chunk_, Chunk());
}

Chunk store_chunk(std::string_view text) {
  Chunk chunk;
  chunk.plain_bytes = text.size();
  chunk.crc = extend_crc(0, text);
  chunk.crc_shift = crc_shift(text.size());
  append_stored(chunk.deflated, text);
  return chunk;
}

Chunk squeeze_chunk(std::string_view text) {
  Chunk chunk = store_chunk(text);
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kRawWindow, kSmallestMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    return chunk;
  }
  std::string squeezed(deflateBound(&stream, text.size()) + kFlushBytes, '\0');
  stream.next_in = zlib_bytes(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = zlib_bytes(squeezed.data());
  stream.avail_out = static_cast<uInt>(squeezed.size());
  deflate(&stream, Z_FULL_FLUSH);
  const bool complete = stream.avail_in == 0 && stream.avail_out > 0;
  const std::string_view made = std::string_view(squeezed).substr(0, squeezed.size() - stream.avail_out);
  deflateEnd(&stream);
  if (complete && made.size() < chunk.deflated.size()) {
    chunk.deflated = std::string(made);
  }
  return chunk;
}

Chunk deflate_chunk(std::string_view text) {
  ChunkWriter writer;
  writer.text(text);
  return writer.finish();
}

}  // namespace pgmedic
