// Basic authentication that a flood of wrong passwords cannot turn into a load: what was verified once is remembered, what
// was not is checked a few at a time, one at a time for each address, and an address that was wrong pauses.
// Thread rule: any thread. No password is kept: what is remembered is a keyed hash of name, password and stored hash.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace pgmedic {

struct PasswordLimits {
  std::size_t parallel_checks = 2;  // each takes a core
  std::size_t waiting_checks = 16;  // more are told to come again at once: they would use up the threads
  Milliseconds longest_wait{1000};  // of one that waits
  int pause_factor = 3;             // an address pauses this many times as long as its wrong check took,
  Milliseconds longest_pause{500};  // but no longer than this: people mistype
  std::size_t remembered = 256;     // verified passwords; the oldest goes first
};

class PasswordCheck {
 public:
  enum class Verdict { kRight, kWrong, kBusy };
  using Users = std::map<std::string, std::string>;  // name -> bcrypt hash

  explicit PasswordCheck(PasswordLimits limits = {});

  // authorization: the header's value. Takes as long for an unknown user as for a wrong password.
  Verdict check(const Users& users, std::string_view authorization, const std::string& address);
  // After the users changed.
  void forget_all();
  std::uint64_t checks() const;  // how many hashes were computed

 private:
  using Digest = std::array<unsigned char, 32>;
  Verdict compute(const Users& users, const std::string& name, const std::string& password, const Digest& digest,
                  const std::string& address);
  Digest digest_of(const std::string& name, const std::string& password, const std::string& hash) const;
  bool remembered(const Digest& digest);
  bool take_turn(const std::string& address);
  void end_turn(const std::string& address, bool right, SteadyTime started);
  bool may_start(const std::string& address, SteadyTime now);

  PasswordLimits limits_;
  Digest key_{};  // random, of this process

  mutable std::mutex mutex_;
  std::condition_variable turn_;
  std::list<Digest> remembered_;                // guarded by mutex_; the newest first
  std::map<std::string, SteadyTime> occupied_;  // guarded by mutex_; addresses that check or pause, and until when
  std::size_t running_ = 0;                     // guarded by mutex_
  std::size_t waiting_ = 0;                     // guarded by mutex_
  std::uint64_t generation_ = 0;                // guarded by mutex_; counts forget_all
  std::uint64_t checks_ = 0;                    // guarded by mutex_
};

}  // namespace pgmedic
