// zlib's byte pointers and ours.
// Thread rule: free functions without state.
#pragma once

#include <string_view>

#include <zlib.h>

namespace pgmedic {

inline const Bytef* zlib_bytes(const char* text) {
  return reinterpret_cast<const Bytef*>(text);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
}
inline Bytef* zlib_bytes(char* text) {
  return reinterpret_cast<Bytef*>(text);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
}
inline std::uint32_t extend_crc(std::uint32_t crc, std::string_view text) {
  return static_cast<std::uint32_t>(crc32_z(crc, zlib_bytes(text.data()), text.size()));
}

}  // namespace pgmedic
