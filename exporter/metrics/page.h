// Parts -> the page, as text 0.0.4 or OpenMetrics 1.0, plain or gzip. Joins chunks; compresses nothing but HELP and TYPE
// lines that it has not seen before.
// Thread rule: Page is immutable after it was made; a PageWriter belongs to one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/part.h"

namespace pgmedic {

enum class PageFormat { kText, kOpenMetrics };

// Chooses by the request's Accept and Accept-Encoding headers (q-values honoured; text and plain when in doubt).
struct PageEncoding {
  PageFormat format = PageFormat::kText;
  bool gzip = false;
  const char* content_type() const;
  static PageEncoding negotiate(std::string_view accept, std::string_view accept_encoding);
};

using PartList = std::vector<std::shared_ptr<const Part>>;

// Takes bytes; false when the reader is gone, which ends the writing.
using ByteSink = std::function<bool(std::string_view)>;

class Page {
 public:
  // Families with the same name, of several parts, are put together: HELP and TYPE once, all samples after them.
  Page(PartList parts, PageEncoding encoding);

  std::size_t content_length() const;  // of what write() gives
  bool write(const ByteSink& sink) const;

 private:
  struct Piece {
    const Chunk* chunk;
    std::shared_ptr<const Chunk> owned;
  };
  PartList parts_;             // keeps the chunks alive
  std::vector<Piece> pieces_;  // in page order
  PageEncoding encoding_;
  std::size_t plain_bytes_ = 0;
  std::size_t deflated_bytes_ = 0;
};

// Deflates one text as a chunk, at the level that a poll uses.
Chunk deflate_chunk(std::string_view text);
// The chunk's text; empty on damage.
std::string inflate_chunk(const Chunk& chunk);

}  // namespace pgmedic
