// A part of the page: what one poll of one collector in one database became. Text, deflated once when it was polled,
// so that a scrape compresses nothing: raw deflate blocks ended by a full flush can be joined to one gzip stream.
// Thread rule: immutable after it was made; shared by pointer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catalog/collector.h"

namespace pgmedic {

// A piece of page text, deflated. Made by ChunkWriter and deflate_chunk() only: its fields depend on each other.
struct Chunk {
  std::string deflated;  // raw blocks, byte aligned, none of them final
  std::size_t plain_bytes = 0;
  std::uint32_t crc = 0;        // CRC-32 of the plain text
  std::uint32_t crc_shift = 0;  // what zlib needs to append a text of plain_bytes to a CRC; costly to compute, cheap to apply
};

// All samples of one family in this part.
struct FamilyPart {
  std::string name;  // the family's full name on the page
  MetricType type = MetricType::kGauge;
  std::string help;
  std::size_t samples = 0;
  Chunk text;  // sample lines only; HELP and TYPE are the page's
};

struct Part {
  std::vector<FamilyPart> families;  // ascending by name; none empty
  std::size_t series = 0;
};

}  // namespace pgmedic
