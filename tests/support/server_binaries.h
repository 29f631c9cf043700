// Where the programs of PostgreSQL's majors are on this machine.
// Thread rule: free functions, any thread.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace pgmedic::support {

// The majors that pgmedic supports.
inline const std::vector<int>& all_majors() {
  static const std::vector<int> kMajors{13, 14, 15, 16, 17, 18};
  return kMajors;
}

// The directory with initdb and postgres: Debian's, or one below PGMEDIC_TEST_SERVERS. Empty: not installed.
std::string server_binaries(int major);
bool available(int major);
// Why it is missing and what to do.
std::string unavailable_reason(int major);
// A missing server is a failure instead of a skipped test: in CI, or with PGMEDIC_REQUIRE_SERVERS=1.
bool servers_required();

}  // namespace pgmedic::support

// First line of a test that needs this server. A macro, because it returns from the test.
// NOLINTNEXTLINE(cppcoreguidelines-macro-usage)
#define PGMEDIC_NEED_SERVER(major)                                   \
  do {                                                               \
    if (!::pgmedic::support::available(major)) {                     \
      if (::pgmedic::support::servers_required()) {                  \
        FAIL() << ::pgmedic::support::unavailable_reason(major);     \
      }                                                              \
      GTEST_SKIP() << ::pgmedic::support::unavailable_reason(major); \
    }                                                                \
  } while (false)

// The same for what takes root: `reason` is empty where it can be had.
// NOLINTNEXTLINE(cppcoreguidelines-macro-usage)
#define PGMEDIC_NEED_ROOT_FOR(reason)                                   \
  do {                                                                  \
    const std::string missing_here = (reason);                          \
    if (!missing_here.empty()) {                                        \
      if (::geteuid() == 0 && ::pgmedic::support::servers_required()) { \
        FAIL() << missing_here;                                         \
      }                                                                 \
      GTEST_SKIP() << missing_here;                                     \
    }                                                                   \
  } while (false)
