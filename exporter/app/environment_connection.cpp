#include "app/environment_connection.h"

#include "app/dsn.h"
#include "base/text.h"

namespace pgmedic {
namespace {

Result<ConnectionSettings> checked(const char* variable, std::string dsn, const DsnCheck& check) {
  if (looks_like_several_dsns(dsn)) {
    return Error{ErrorCode::kInvalid, std::string(variable) + " holds several connection strings",
                 "list the servers under targets: in a file for --config_file, each with a name"};
  }
  if (const Status status = check(dsn); !status.ok()) {
    return Error{status.error().code, std::string(variable) + ": " + status.error().message, status.error().hint};
  }
  ConnectionSettings settings;
  settings.dsn = std::move(dsn);
  return settings;
}

}  // namespace

Result<ConnectionSettings> connection_from_environment(const Environment& environment, const DsnCheck& check) {
  if (std::optional<std::string> dsn = environment("DATA_SOURCE_NAME")) {
    return checked("DATA_SOURCE_NAME", *std::move(dsn), check);
  }
  ConnectionSettings settings;
  if (std::optional<std::string> file = environment("DATA_SOURCE_URI_FILE")) {
    settings.dsn_file = *std::move(file);
  } else if (const std::optional<std::string> uri = environment("DATA_SOURCE_URI")) {
    // As postgres_exporter has it: a URI without its scheme and user.
    const bool complete = uri->find("://") != std::string::npos;
    Result<ConnectionSettings> parsed = checked("DATA_SOURCE_URI", complete ? *uri : "postgresql://" + *uri, check);
    if (!parsed) {
      return parsed;
    }
    settings = std::move(parsed).value();
  }
  if (std::optional<std::string> file = environment("DATA_SOURCE_USER_FILE")) {
    settings.user_file = *std::move(file);
  } else {
    settings.user = environment("DATA_SOURCE_USER").value_or("");
  }
  if (std::optional<std::string> file = environment("DATA_SOURCE_PASS_FILE")) {
    settings.password_file = *std::move(file);
  } else {
    settings.password = environment("DATA_SOURCE_PASS").value_or("");
  }
  return settings;
}

}  // namespace pgmedic
