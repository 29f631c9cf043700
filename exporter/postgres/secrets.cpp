#include "postgres/secrets.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace pgmedic {
namespace {

// Longer than any password or connection string; a wrong path may name a large file.
constexpr std::size_t kLongestSecret = 65536;

struct FileCloser {
  // unique_ptr is the owner.
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }  // NOLINT(cppcoreguidelines-owning-memory)
};

Error cannot_read(const std::string& path, const std::string& why) {
  return Error{ErrorCode::kUnavailable, "cannot read the file " + path + ": " + why, "it must exist and be readable by pgmedic's user"};
}

}  // namespace

Result<std::string> read_secret_file(const std::string& path) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "re"));
  if (!file) {
    return cannot_read(path, std::generic_category().message(errno));
  }
  std::string text;
  std::array<char, 4096> buffer{};
  std::size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0) {
    text.append(buffer.data(), count);
    if (text.size() > kLongestSecret) {
      return cannot_read(path, "it is too long to be a secret");
    }
  }
  if (std::ferror(file.get()) != 0) {
    return cannot_read(path, std::generic_category().message(errno));
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
    text.pop_back();
  }
  return text;
}

}  // namespace pgmedic
