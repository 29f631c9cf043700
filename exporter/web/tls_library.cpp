#include "web/tls_library.h"

#include <civetweb.h>
#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pgmedic {
namespace {

constexpr const char* kCryptoName = "libcivet_crypto_shim.so";
constexpr const char* kSslName = "libcivet_ssl_shim.so";

std::string running_program() {
  std::error_code code;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", code);
  return code ? std::string() : path.string();
}

Status open_library(const std::string& path) {
  // Never closed: the HTTP library keeps pointers into it.
  if (dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr) {
    return {};
  }
  const char* reason = dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps one for each thread
  return Error{ErrorCode::kUnsupported, "cannot load " + path + ": " + (reason == nullptr ? "unknown" : reason),
               "reinstall pgmedic, and libssl3 with it"};
}

}  // namespace

std::vector<std::string> tls_library_places(const std::string& executable) {
  const std::filesystem::path folder = std::filesystem::path(executable).parent_path();
  return {(folder / "lib/pgmedic").string(), (folder / ".." / PGMEDIC_LIBDIR / "pgmedic").lexically_normal().string()};
}

Status load_tls_library(const std::string& directory) {
  const auto places = directory.empty() ? tls_library_places(running_program()) : std::vector<std::string>{directory};
  const auto place = std::find_if(places.begin(), places.end(), [](const std::string& folder) {
    std::error_code code;
    return std::filesystem::exists(folder + "/" + kSslName, code) && std::filesystem::exists(folder + "/" + kCryptoName, code);
  });
  if (place == places.end()) {
    std::string searched;
    for (const auto& folder : places) {
      searched += (searched.empty() ? "" : ", ") + folder;
    }
    return Error{ErrorCode::kUnsupported, std::string("TLS needs ") + kSslName + " and " + kCryptoName + ", searched in " + searched,
                 "reinstall pgmedic, or remove tls_server_config"};
  }
  for (const char* name : {kCryptoName, kSslName}) {
    if (auto status = open_library(*place + "/" + name); !status.ok()) {
      return status;
    }
  }
  if ((mg_init_library(MG_FEATURES_TLS) & MG_FEATURES_TLS) == 0) {
    return Error{ErrorCode::kUnsupported, "the HTTP library refuses to use TLS", "check that libcivetweb1 and libssl3 are Debian's"};
  }
  return {};
}

}  // namespace pgmedic
