#include "support/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace pgmedic::support {
namespace {

std::system_error failure(const std::string& what) {
  return {errno, std::generic_category(), what};
}

// What is mounted from here on nobody else sees.
bool hide_mounts() {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace

std::string SmallDisk::unavailable_reason() {
  if (::geteuid() != 0) {
    return "mounting a disk takes root";
  }
  return hide_mounts() ? "" : "a mount namespace cannot be made: " + std::generic_category().message(errno);
}

SmallDisk::SmallDisk(std::size_t bytes) {
  const std::string options = "size=" + std::to_string(bytes) + ",mode=0700";
  if (!hide_mounts() || ::mount("tmpfs", path().c_str(), "tmpfs", MS_NODEV | MS_NOSUID, options.c_str()) != 0) {
    throw failure("mount " + path());
  }
  directory_.give_to_server_user();
}

SmallDisk::~SmallDisk() {
  ::umount2(path().c_str(), MNT_DETACH);  // a server may still have files open
}

double SmallDisk::free_bytes() const {
  struct statvfs facts {};
  if (::statvfs(path().c_str(), &facts) != 0) {
    throw failure("statvfs " + path());
  }
  return static_cast<double>(facts.f_bavail) * static_cast<double>(facts.f_frsize);
}

void SmallDisk::leave(double bytes) const {
  clear();
  const double excess = free_bytes() - bytes;
  if (excess <= 0) {
    return;
  }
  const int file = ::open(filler().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) {
    throw failure("open " + filler());
  }
  const int fault = ::posix_fallocate(file, 0, static_cast<off_t>(excess));
  ::close(file);
  if (fault != 0) {
    throw std::system_error(fault, std::generic_category(), "fill " + path());
  }
}

void SmallDisk::clear() const {
  std::filesystem::remove(filler());
}

}  // namespace pgmedic::support
