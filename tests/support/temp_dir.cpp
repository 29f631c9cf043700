#include "support/temp_dir.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "support/child_process.h"

namespace pgmedic::support {

TempDir::TempDir() {
  std::string name = "/tmp/pgmedic-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "mkdtemp");
  }
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(const std::string& name, std::string_view text, int mode) const {
  const std::filesystem::path file = path_ / name;
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  if (!stream || ::chmod(file.c_str(), static_cast<mode_t>(mode)) != 0) {
    throw std::runtime_error("cannot write " + file.string());
  }
  return file;
}

void TempDir::give_to_server_user() const {
  const ServerUser user = server_user();
  if (user.differs && ::chown(path_.c_str(), user.uid, user.gid) != 0) {
    throw std::system_error(errno, std::generic_category(), "chown");
  }
}

}  // namespace pgmedic::support
