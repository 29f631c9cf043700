#include "app/version.h"

#include "app/build_info.h"

namespace pgmedic {

std::string program_version() {
  return PGMEDIC_VERSION;
}

std::string program_commit() {
  return PGMEDIC_COMMIT;
}

std::string version_text() {
  return "pgmedic " PGMEDIC_VERSION " (commit " PGMEDIC_COMMIT ")\nbuilt by " PGMEDIC_COMPILER "\nwith " PGMEDIC_LIBRARIES "\n";
}

}  // namespace pgmedic
