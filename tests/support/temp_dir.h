// A directory of its own under /tmp, gone with the object.
// Thread rule: one thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace pgmedic::support {

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Writes a file into it and returns its path.
  std::string write(const std::string& name, std::string_view text, int mode = 0644) const;
  // Gives it to the user that servers run as.
  void give_to_server_user() const;

 private:
  std::filesystem::path path_;
};

}  // namespace pgmedic::support
