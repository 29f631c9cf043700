#include "app/version.h"

#include "app/build_info.h"

namespace pgmedic {

std::string program_version() {
  return build_info::kVersion;
}

std::string program_commit() {
  return build_info::kCommit;
}

std::string version_text() {
  std::string text = "pgmedic " + program_version();
  text.append(" (commit ").append(build_info::kCommit).append(")\nbuilt by ").append(build_info::kCompiler);
  text.append("\nwith ").append(build_info::kLibraries).append("\n");
  return text;
}

}  // namespace pgmedic
