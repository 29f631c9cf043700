// The tls_server_config section of the web configuration.
// Thread rule: free functions. Errors are reported.
#pragma once

#include <string>

#include "catalog/reporter.h"
#include "catalog/yaml.h"
#include "web/web_config.h"

namespace pgmedic {

// Relative file names become relative to `folder`.
TlsConfig parse_tls_section(const YamlNode& node, const std::string& folder, Reporter& reporter);

}  // namespace pgmedic
