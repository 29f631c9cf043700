#include "web/bcrypt.h"

#include <crypt.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace pgmedic {
namespace {

constexpr std::size_t kHashLength = 60;
constexpr std::size_t kPrefixLength = 7;  // $2b$12$
constexpr int kMinCost = 4;
constexpr int kMaxCost = 16;  // 3 s of CPU; each step doubles it

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_bcrypt_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '.' || c == '/';
}

}  // namespace

Status check_bcrypt_hash(const std::string& hash) {
  const std::string_view text(hash);
  const std::string_view prefix = text.substr(0, 4);
  if (prefix != "$2a$" && prefix != "$2b$" && prefix != "$2y$") {
    return Error{ErrorCode::kInvalid, "is no bcrypt hash: it must begin with $2a$, $2b$ or $2y$"};
  }
  const bool shape = text.size() == kHashLength && is_digit(text[4]) && is_digit(text[5]) && text[6] == '$' &&
                     std::all_of(text.begin() + kPrefixLength, text.end(), is_bcrypt_letter);
  if (!shape) {
    return Error{ErrorCode::kInvalid, "is no bcrypt hash: it must have 60 characters, as htpasswd -nBC 10 writes it"};
  }
  const int cost = bcrypt_cost(hash);
  if (cost < kMinCost || cost > kMaxCost) {
    return Error{ErrorCode::kInvalid, "has the cost " + std::to_string(cost) + ": from 4 to 16 is possible, 10 is usual"};
  }
  return {};
}

bool bcrypt_matches(const std::string& password, const std::string& hash) {
  const auto data = std::make_unique<crypt_data>();  // 32 KiB: too much for a stack
  const char* result = crypt_r(password.c_str(), hash.c_str(), data.get());
  const std::string_view computed = result == nullptr ? std::string_view() : std::string_view(result);
  const bool equal = computed.size() == hash.size() && CRYPTO_memcmp(computed.data(), hash.data(), hash.size()) == 0;
  OPENSSL_cleanse(data.get(), sizeof(crypt_data));
  // crypt_r sees a C string: a password with a NUL byte would match its beginning.
  return equal && password.find('\0') == std::string::npos;
}

int bcrypt_cost(const std::string& hash) {
  return (hash[4] - '0') * 10 + (hash[5] - '0');
}

std::string bcrypt_dummy(int cost) {
  return std::string("$2b$") + (cost < 10 ? "0" : "") + std::to_string(cost) + "$" + std::string(kHashLength - kPrefixLength, '.');
}

}  // namespace pgmedic
