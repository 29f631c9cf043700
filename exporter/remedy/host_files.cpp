#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <system_error>

#include "remedy/guard.h"

namespace pgmedic {
namespace {

Error file_error(const std::string& path, int number) {
  const ErrorCode code = number == EACCES || number == EPERM ? ErrorCode::kPermission : ErrorCode::kUnavailable;
  return Error{code, "cannot look at " + path + ": " + std::generic_category().message(number)};
}

class RealHostFiles final : public HostFiles {
 public:
  Result<bool> exists(const std::string& path) const override {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) == 0) {
      return true;
    }
    if (errno == ENOENT || errno == ENOTDIR) {
      return false;
    }
    return file_error(path, errno);
  }

  Result<double> free_bytes(const std::string& path) const override {
    struct statvfs facts {};
    if (::statvfs(path.c_str(), &facts) != 0) {
      return file_error(path, errno);
    }
    return static_cast<double>(facts.f_bavail) * static_cast<double>(facts.f_frsize);
  }
};

}  // namespace

std::unique_ptr<HostFiles> make_host_files() {
  return std::make_unique<RealHostFiles>();
}

}  // namespace pgmedic
