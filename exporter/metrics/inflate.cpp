#include "metrics/inflate.h"

#include <string>

#include "metrics/page.h"
#include "metrics/zlib_bytes.h"

namespace pgmedic {
namespace {

constexpr int kRawWindow = -15;
constexpr std::size_t kBuffer = 64UL * 1024;

}  // namespace

void Inflater::Closer::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;  // NOLINT(cppcoreguidelines-owning-memory): the deleter of stream_
}

Inflater::Inflater(Taker take) : take_(std::move(take)), buffer_(kBuffer) {
  auto fresh = std::make_unique<z_stream>();
  if (inflateInit2(fresh.get(), kRawWindow) == Z_OK) {
    stream_.reset(fresh.release());
  }
}

Inflater::~Inflater() = default;

bool Inflater::inflate(const Chunk& chunk) {
  if (stream_ == nullptr || inflateReset(stream_.get()) != Z_OK) {
    return false;
  }
  stream_->next_in = zlib_bytes(chunk.deflated.data());
  stream_->avail_in = static_cast<uInt>(chunk.deflated.size());
  std::size_t given = 0;
  std::uint32_t crc = 0;
  bool more = true;
  while (more) {
    stream_->next_out = zlib_bytes(buffer_.data());
    stream_->avail_out = static_cast<uInt>(buffer_.size());
    const int outcome = ::inflate(stream_.get(), Z_SYNC_FLUSH);
    // Z_BUF_ERROR: the input ended exactly where the buffer was full. No block is final, so Z_STREAM_END is damage too.
    if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
      return false;
    }
    more = stream_->avail_out == 0;
    const std::string_view text(buffer_.data(), buffer_.size() - stream_->avail_out);
    given += text.size();
    crc = extend_crc(crc, text);
    const bool wrong =
        given > chunk.plain_bytes || (!more && given < chunk.plain_bytes) || (given == chunk.plain_bytes && crc != chunk.crc);
    if (wrong || (!text.empty() && !take_(text))) {
      return false;
    }
  }
  return stream_->avail_in == 0;
}

std::string inflate_chunk(const Chunk& chunk) {
  std::string text;
  text.reserve(chunk.plain_bytes);
  Inflater inflater([&text](std::string_view piece) {
    text.append(piece);
    return true;
  });
  return inflater.inflate(chunk) ? text : std::string();
}

}  // namespace pgmedic
