// Parts -> the page, as text 0.0.4 or OpenMetrics 1.0, plain or gzip. Joins chunks; compresses nothing but HELP and TYPE
// lines that it has not seen before.
// Thread rule: Page is immutable after it was made; any thread may write it, several at once. HeadCache: any thread.
// Errors: write() is false when the reader is gone, or when a chunk is damaged: then fewer bytes than content_length()
// were given, and the connection must be closed, so that nobody takes them for a page.
#pragma once

#include <cstddef>
#include <cstdint>
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

struct FamilyHead;

// HELP and TYPE lines, made and compressed once in the program's life: on a page of many small families they would take
// longer than everything else. Optional: a page without it makes them anew and carries them uncompressed.
class HeadCache {
 public:
  HeadCache();
  ~HeadCache();
  HeadCache(const HeadCache&) = delete;
  HeadCache& operator=(const HeadCache&) = delete;
  std::shared_ptr<const Chunk> lines(const FamilyHead& head, std::string_view help, PageFormat format);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Page {
 public:
  // Families with the same name, of several parts, are put together: HELP and TYPE once, all samples after them. Where
  // parts disagree about HELP or TYPE, the first one is believed.
  Page(PartList parts, PageEncoding encoding, HeadCache* heads = nullptr);

  std::size_t content_length() const;  // of what write() gives
  const PageEncoding& encoding() const { return encoding_; }
  bool write(const ByteSink& sink) const;

 private:
  void add(const Chunk& chunk);
  void add_head(std::shared_ptr<const Chunk> lines);
  bool write_gzip(const ByteSink& sink) const;
  bool write_plain(const ByteSink& sink) const;

  PartList parts_;                                   // keeps the chunks alive
  std::vector<std::shared_ptr<const Chunk>> heads_;  // these too
  std::vector<const Chunk*> pieces_;                 // in page order
  PageEncoding encoding_;
  std::size_t plain_bytes_ = 0;
  std::size_t deflated_bytes_ = 0;
  std::uint32_t crc_ = 0;  // for gzip
};

// Deflates one text as a chunk, at the level that a poll uses.
Chunk deflate_chunk(std::string_view text);
// The chunk's text; empty on damage.
std::string inflate_chunk(const Chunk& chunk);

}  // namespace pgmedic
