#include "postgres/compose.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "postgres/secrets.h"

namespace pgmedic {
namespace {

// A session of ours is never idle inside a transaction for longer than a network round trip.
constexpr const char* kIdleInTransactionTimeout = "10s";

// A dead peer is noticed in 5 s + 3 x 2 s when idle, and in 8 s with data under way. The watchdog is faster while a
// statement runs; these make the kernel (and the server's side of the pool) forget connections that nobody uses.
constexpr const char* kKeepalivesIdle = "5";
constexpr const char* kKeepalivesInterval = "2";
constexpr const char* kKeepalivesCount = "3";
constexpr const char* kTcpUserTimeout = "8000";

// For servers that are far away, when the connection string or PGCONNECT_TIMEOUT asks for more than ours.
constexpr auto kLongestConnectTimeout = std::chrono::seconds(10);

bool is_parameter_name(const std::string& name) {
  return !name.empty() && std::islower(static_cast<unsigned char>(name.front())) != 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_'; });
}

bool is_number(const std::string& text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, number);
  return !text.empty() && fault == std::errc() && rest == end && text.find_first_not_of("0123456789+-.eE") == std::string::npos;
}

// libpq's and the server's rule for `options`: spaces separate, a backslash quotes.
std::string escape_option(const std::string& value) {
  std::string escaped;
  for (const char c : value) {
    if (c == ' ' || c == '\\') {
      escaped += '\\';
    }
    escaped += c;
  }
  return escaped;
}

std::chrono::milliseconds connect_timeout(const ConnInfo& info) {
  const std::string text = info.has("connect_timeout") ? info.get("connect_timeout") : conninfo_default("connect_timeout");
  int seconds = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  static_cast<void>(rest);
  if (fault == std::errc() && seconds > 0) {
    return std::min<std::chrono::milliseconds>(kLongestConnectTimeout, std::chrono::seconds(seconds));
  }
  return limits::kConnectTimeout;
}

void add_common(ConnInfo& info) {
  // "fallback": the DSN, PGAPPNAME or a service file may name the program otherwise.
  info.set_default("fallback_application_name", "pgmedic");
  info.set_default("keepalives", "1");
  info.set_default("keepalives_idle", kKeepalivesIdle);
  info.set_default("keepalives_interval", kKeepalivesInterval);
  info.set_default("keepalives_count", kKeepalivesCount);
  info.set_default("tcp_user_timeout", kTcpUserTimeout);
}

// libpq tells read-write servers from read-only ones by default_transaction_read_only, which our options set themselves: no
// server would be read-write, and every one read-only. What is meant is the server's role.
void ask_for_role(ConnInfo& info) {
  const std::string wanted = info.in_force("target_session_attrs");
  if (wanted == "read-write") {
    info.set("target_session_attrs", "primary");
  } else if (wanted == "read-only") {
    info.set("target_session_attrs", "standby");
  }
}

Recipe finish(ConnInfo info) {
  Recipe recipe;
  recipe.connect_timeout = connect_timeout(info);
  recipe.password = info.get("password");
  recipe.info = std::move(info);
  return recipe;
}

// The file's text when there is a file, the other text else.
Result<std::string> from_file_or(const std::string& path, const std::string& text) {
  return path.empty() ? Result<std::string>(text) : read_secret_file(path);
}

// postgres_exporter's DATA_SOURCE_URI_FILE holds a URI without its scheme ("db1:5432/postgres?sslmode=require"), which libpq
// cannot read. Keywords have their first "=" before anything that only a URI has.
std::string with_scheme(std::string text) {
  const std::size_t first = text.find_first_of("=:/?");
  const bool keywords = first != std::string::npos && text[first] == '=';
  const bool complete = text.find("://") != std::string::npos;
  return keywords || complete || trim(text).empty() ? text : "postgresql://" + text;
}

// The connection string; from the file when there is one.
Result<std::string> dsn_text(const ConnectionSettings& settings) {
  Result<std::string> text = from_file_or(settings.dsn_file, settings.dsn);
  return text && !settings.dsn_file.empty() ? Result<std::string>(with_scheme(*text)) : text;
}

}  // namespace

Result<SafeSettings> safe_settings(const ConnectionSettings& settings) {
  SafeSettings safe{{"search_path", "pg_catalog"},
                    {"default_transaction_read_only", "on"},
                    {"lock_timeout", std::to_string(std::chrono::milliseconds(limits::kLockTimeout).count())},
                    {"idle_in_transaction_session_timeout", kIdleInTransactionTimeout},
                    {"jit", "off"},
                    // Catalogs are joined by hash at any size; misjudged estimates would sort tens of thousands of rows on disk.
                    {"enable_mergejoin", "off"}};
  for (const auto& [name, value] : settings.parameters) {
    if (!is_parameter_name(name) || !is_number(value)) {
      return Error{ErrorCode::kInvalid, "the parameter \"" + name + "\" is not a plain name with a number as its value",
                   "parameters of collectors are numbers without a unit"};
    }
    safe.emplace_back("pgmedic." + name, value);
  }
  return safe;
}

std::string startup_options(const SafeSettings& settings) {
  std::string options;
  for (const auto& [name, value] : settings) {
    options += (options.empty() ? "-c " : " -c ") + name + "=" + escape_option(value);
  }
  return options;
}

Result<ConnInfo> read_dsn(const ConnectionSettings& settings) {
  Result<std::string> dsn = dsn_text(settings);
  if (!dsn) {
    return std::move(dsn).error();
  }
  Result<ConnInfo> info = ConnInfo::parse(*dsn);
  if (!info) {
    return info;
  }
  Result<std::string> user = from_file_or(settings.user_file, settings.user);
  if (!user) {
    return std::move(user).error();
  }
  if (!user->empty()) {
    info->set("user", *user);
  }
  Result<std::string> password = from_file_or(settings.password_file, settings.password);
  if (!password) {
    return std::move(password).error();
  }
  if (!password->empty()) {
    info->set("password", *password);
  }
  return info;
}

Result<Recipe> compose_server(const ConnectionSettings& settings, const std::string& database, const std::string& options) {
  Result<ConnInfo> info = read_dsn(settings);
  if (!info) {
    return std::move(info).error();
  }
  if (!database.empty()) {
    info->set("dbname", database);
  }
  add_common(*info);
  // Names arrive as UTF-8 from every server encoding; ServerSession falls back to raw bytes where that is impossible.
  info->set("client_encoding", "UTF8");
  if (options.empty()) {
    info->set("options", "");
  } else {
    const std::string given = info->has("options") ? info->get("options") : conninfo_default("options");
    info->set("options", given.empty() ? options : given + " " + options);
    ask_for_role(*info);
  }
  return finish(std::move(*info));
}

Result<Recipe> compose_console(const ConnectionSettings& settings, const std::string& database) {
  Result<ConnInfo> info = read_dsn(settings);
  if (!info) {
    return std::move(info).error();
  }
  if (!database.empty()) {
    info->set("dbname", database);
  }
  info->set_default("dbname", "pgbouncer");
  info->set("options", "");
  add_common(*info);
  return finish(std::move(*info));
}

}  // namespace pgmedic
