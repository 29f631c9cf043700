#include "app/web_wiring.h"

#include "app/remedies_wiring.h"
#include "app/version.h"

namespace pgmedic {
namespace {

// Where people steer remedies, unless they say otherwise.
constexpr const char* kControlAddress = "127.0.0.1:9188";

}  // namespace

WebSettings web_settings(const Startup& startup) {
  const Options& options = startup.options;
  WebSettings settings;
  settings.listen_address = options.listen_address;
  const bool opens = options.control_address.empty() && remedies_are_on(startup.config);
  settings.control_address = opens ? kControlAddress : options.control_address;
  settings.control_token_file = options.control_token_file;
  settings.web_config_file = options.web_config_file;
  settings.version = program_version();
  return settings;
}

}  // namespace pgmedic
