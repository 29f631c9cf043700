// UTF-8: check, repair, cut. Catalogs of SQL_ASCII databases hold any bytes; a page must be valid all the same.
#include "base/text.h"

#include <algorithm>
#include <array>

namespace pgmedic {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0U) == 0x80U;
}

// The rows of more than one byte of Unicode 15, table 3-7: which second bytes the first ones allow. All further ones are 80 to BF.
struct Sequence {
  unsigned char first_low;
  unsigned char first_high;
  unsigned char second_low;
  unsigned char second_high;
  std::size_t length;
};
constexpr std::array<Sequence, 8> kSequences{{{0xC2, 0xDF, 0x80, 0xBF, 2},
                                              {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                              {0xE1, 0xEC, 0x80, 0xBF, 3},
                                              {0xED, 0xED, 0x80, 0x9F, 3},
                                              {0xEE, 0xEF, 0x80, 0xBF, 3},
                                              {0xF0, 0xF0, 0x90, 0xBF, 4},
                                              {0xF1, 0xF3, 0x80, 0xBF, 4},
                                              {0xF4, 0xF4, 0x80, 0x8F, 4}}};

bool begins_with(std::string_view text, const Sequence& sequence) {
  if (text.size() < sequence.length || byte_at(text, 1) < sequence.second_low || byte_at(text, 1) > sequence.second_high) {
    return false;
  }
  const std::string_view further = text.substr(2, sequence.length - 2);
  return std::all_of(further.begin(), further.end(), [](char byte) { return is_continuation(static_cast<unsigned char>(byte)); });
}

// Length of the valid sequence at the start of the text, which is not empty; 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) {
    return 1;
  }
  for (const Sequence& sequence : kSequences) {
    if (first >= sequence.first_low && first <= sequence.first_high) {
      return begins_with(text, sequence) ? sequence.length : 0;
    }
  }
  return 0;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::string repair_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      repaired += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      repaired.append(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return repaired;
}

std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) {
    return text;
  }
  std::size_t end = max_bytes;
  while (end > 0 && is_continuation(byte_at(text, end))) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace pgmedic
