#include "metrics/page_writer.h"

#include "metrics/inflate.h"

namespace pgmedic {
namespace {

// Writes smaller than the first cost more as calls than as bytes; pieces larger than it go out as they are, uncopied.
constexpr std::size_t kSmallestWrite = 16UL * 1024;
constexpr std::size_t kJoinedWrite = 64UL * 1024;

constexpr std::size_t kTrailerBytes = 10;

// No name, no time: the same page gives the same bytes. 255: of no particular system.
constexpr std::string_view kGzipHeader("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10);
// An empty final block.
constexpr std::string_view kFinalBlock("\x03\x00", 2);

void append_little_endian(std::string& out, std::uint32_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    out += static_cast<char>((number >> shift) & 0xFFU);
  }
}

}  // namespace

bool JoiningWriter::write(std::string_view bytes) {
  if (bytes.size() >= kSmallestWrite && !buffer_.empty()) {
    // What is waiting is filled up to a fair size, so that the rest can go uncopied.
    const std::size_t missing = buffer_.size() < kSmallestWrite ? kSmallestWrite - buffer_.size() : 0;
    buffer_.append(bytes.substr(0, missing));
    bytes.remove_prefix(missing);
    if (!flush()) {
      return false;
    }
  }
  if (bytes.size() >= kSmallestWrite) {
    return sink_(bytes);
  }
  buffer_.append(bytes);
  return buffer_.size() < kJoinedWrite || flush();
}

bool JoiningWriter::flush() {
  const bool taken = buffer_.empty() || sink_(buffer_);
  buffer_.clear();
  return taken;
}

bool JoiningWriter::finish() {
  return flush();
}

std::size_t Page::content_length() const {
  return encoding_.gzip ? kGzipHeader.size() + deflated_bytes_ + kTrailerBytes : plain_bytes_;
}

bool Page::write(const ByteSink& sink) const {
  return encoding_.gzip ? write_gzip(sink) : write_plain(sink);
}

bool Page::write_gzip(const ByteSink& sink) const {
  JoiningWriter writer(sink);
  if (!writer.write(kGzipHeader)) {
    return false;
  }
  for (const Chunk* piece : pieces_) {
    if (!writer.write(piece->deflated)) {
      return false;
    }
  }
  // A damaged chunk shows in the CRC, which the reader checks.
  std::string trailer(kFinalBlock);
  append_little_endian(trailer, crc_);
  append_little_endian(trailer, static_cast<std::uint32_t>(plain_bytes_));
  return writer.write(trailer) && writer.finish();
}

bool Page::write_plain(const ByteSink& sink) const {
  JoiningWriter writer(sink);
  Inflater inflater([&writer](std::string_view text) { return writer.write(text); });
  for (const Chunk* piece : pieces_) {
    if (!inflater.inflate(*piece)) {
      return false;
    }
  }
  return writer.finish();
}

}  // namespace pgmedic
