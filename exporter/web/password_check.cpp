#include "web/password_check.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "web/bcrypt.h"
#include "web/http.h"

namespace pgmedic {
namespace {

// Addresses remembered for their pause; beyond, finished ones are dropped.
constexpr std::size_t kAddressesToPrune = 256;
constexpr std::size_t kLongestCredentials = 4096;

struct Credentials {
  std::string name;
  std::string password;
};

// The text of base64; nothing when it is none.
std::optional<std::string> decode_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > kLongestCredentials) {
    return std::nullopt;
  }
  std::string in(text);
  std::vector<unsigned char> out(text.size() / 4 * 3);
  std::vector<unsigned char> source(in.begin(), in.end());
  const int length = EVP_DecodeBlock(out.data(), source.data(), static_cast<int>(source.size()));
  if (length < 0) {
    return std::nullopt;
  }
  const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
  std::string decoded(out.begin(), out.begin() + (length - static_cast<int>(padding)));
  OPENSSL_cleanse(out.data(), out.size());
  OPENSSL_cleanse(source.data(), source.size());
  OPENSSL_cleanse(in.data(), in.size());
  return decoded;
}

std::optional<Credentials> parse_basic(std::string_view authorization) {
  std::string text = decode_base64(credentials_of(authorization, "Basic").value_or("")).value_or("");
  const auto colon = text.find(':');
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  Credentials credentials{text.substr(0, colon), text.substr(colon + 1)};
  OPENSSL_cleanse(text.data(), text.size());
  return credentials;
}

int highest_cost(const PasswordCheck::Users& users) {
  int cost = 0;
  for (const auto& [name, hash] : users) {
    cost = std::max(cost, bcrypt_cost(hash));
  }
  return cost;
}

// Who does not exist costs as much as a wrong password, and one user's wrong password as much as another's, so that names cannot be
// found out by the clock.
bool matches(const PasswordCheck::Users& users, const std::string& name, const std::string& password) {
  const int highest = highest_cost(users);
  const auto user = users.find(name);
  if (user == users.end()) {
    static_cast<void>(bcrypt_matches(password, bcrypt_dummy(highest)));
    return false;
  }
  if (bcrypt_matches(password, user->second)) {
    return true;
  }
  // Each step takes twice as long: with one of each that is missing it is as long as the highest.
  for (int cost = bcrypt_cost(user->second); cost < highest; ++cost) {
    static_cast<void>(bcrypt_matches(password, bcrypt_dummy(cost)));
  }
  return false;
}

}  // namespace

PasswordCheck::PasswordCheck(PasswordLimits limits) : limits_(limits) {
  RAND_bytes(key_.data(), static_cast<int>(key_.size()));
}

PasswordCheck::Verdict PasswordCheck::check(const Users& users, std::string_view authorization, const std::string& address) {
  auto credentials = parse_basic(authorization);
  if (!credentials || users.empty()) {
    return Verdict::kWrong;
  }
  const auto user = users.find(credentials->name);
  const std::string& hash = user == users.end() ? users.begin()->second : user->second;
  const Digest digest = digest_of(credentials->name, credentials->password, hash);
  const Verdict verdict = remembered(digest) ? Verdict::kRight : compute(users, credentials->name, credentials->password, digest, address);
  OPENSSL_cleanse(credentials->password.data(), credentials->password.size());
  return verdict;
}

PasswordCheck::Verdict PasswordCheck::compute(const Users& users, const std::string& name, const std::string& password,
                                              const Digest& digest, const std::string& address) {
  std::uint64_t generation = 0;
  if (!take_turn(address)) {
    return Verdict::kBusy;
  }
  {
    const std::scoped_lock lock(mutex_);
    generation = generation_;
  }
  const SteadyTime started = std::chrono::steady_clock::now();
  const bool right = matches(users, name, password);
  end_turn(address, right, started);
  if (!right) {
    return Verdict::kWrong;
  }
  const std::scoped_lock lock(mutex_);
  if (generation == generation_) {
    remembered_.push_front(digest);
    if (remembered_.size() > limits_.remembered) {
      remembered_.pop_back();
    }
  }
  return Verdict::kRight;
}

PasswordCheck::Digest PasswordCheck::digest_of(const std::string& name, const std::string& password, const std::string& hash) const {
  // Lengths keep "ab" + "c" and "a" + "bc" apart.
  std::string text = std::to_string(name.size()) + ":" + name + std::to_string(password.size()) + ":" + password + hash;
  std::vector<unsigned char> bytes(text.begin(), text.end());
  Digest digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), bytes.data(), bytes.size(), digest.data(), &length);
  OPENSSL_cleanse(text.data(), text.size());
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return digest;
}

bool PasswordCheck::remembered(const Digest& digest) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::find(remembered_.begin(), remembered_.end(), digest);
  if (found == remembered_.end()) {
    return false;
  }
  remembered_.splice(remembered_.begin(), remembered_, found);
  return true;
}

bool PasswordCheck::may_start(const std::string& address, SteadyTime now) {
  const auto found = occupied_.find(address);
  return running_ < limits_.parallel_checks && (found == occupied_.end() || found->second <= now);
}

bool PasswordCheck::take_turn(const std::string& address) {
  std::unique_lock lock(mutex_);
  SteadyTime now = std::chrono::steady_clock::now();
  const SteadyTime deadline = now + limits_.longest_wait;
  if (!may_start(address, now) && waiting_ >= limits_.waiting_checks) {
    return false;
  }
  ++waiting_;
  while (!may_start(address, now) && now < deadline) {
    const auto found = occupied_.find(address);
    const bool pausing = found != occupied_.end() && found->second > now;
    turn_.wait_until(lock, pausing ? std::min(found->second, deadline) : deadline);
    now = std::chrono::steady_clock::now();
  }
  --waiting_;
  if (!may_start(address, now)) {
    return false;
  }
  ++running_;
  ++checks_;
  occupied_[address] = SteadyTime::max();
  return true;
}

void PasswordCheck::end_turn(const std::string& address, bool right, SteadyTime started) {
  const std::scoped_lock lock(mutex_);
  const SteadyTime now = std::chrono::steady_clock::now();
  --running_;
  if (right) {
    occupied_.erase(address);
  } else {
    occupied_[address] = now + std::min<SteadyTime::duration>((now - started) * limits_.pause_factor, limits_.longest_pause);
  }
  if (occupied_.size() > kAddressesToPrune) {
    std::erase_if(occupied_, [&](const auto& entry) { return entry.second <= now; });
  }
  turn_.notify_all();
}

void PasswordCheck::forget_all() {
  const std::scoped_lock lock(mutex_);
  remembered_.clear();
  ++generation_;
}

std::uint64_t PasswordCheck::checks() const {
  const std::scoped_lock lock(mutex_);
  return checks_;
}

}  // namespace pgmedic
