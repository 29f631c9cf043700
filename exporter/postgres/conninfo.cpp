#include "postgres/conninfo.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/text.h"

namespace pgmedic {
namespace {

struct OptionsDeleter {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, OptionsDeleter>;

struct LibpqFree {
  void operator()(char* memory) const { PQfreemem(memory); }
};

// libpq's message -> ours: its own quote what they could not read.
struct ParseFault {
  std::string_view libpq;
  const char* ours;
};
constexpr std::array<ParseFault, 8> kParseFaults{{
    {"missing \"=\"", "a word without \"=\""},
    {"invalid connection option", "a keyword that libpq does not know"},
    {"invalid URI query parameter", "a URI parameter that libpq does not know"},
    {"unterminated quoted string", "a quoted value without its closing quote"},
    {"invalid percent-encoded", "a \"%\" that is not followed by two hexadecimal digits"},
    {"forbidden value %00", "a %00"},
    {"end of string reached when looking for matching \"]\"", "an IPv6 address without \"]\""},
    {"unexpected character", "a character where host, port or \"/\" should stand"},
}};

Error cannot_parse(const std::string& reason) {
  return Error{ErrorCode::kInvalid, "the connection string cannot be read: " + reason,
               "write postgresql://user@host:5432/database or host=... user=... dbname=..., with special characters of a URI as %XX"};
}

Error cannot_parse_as_libpq_says(std::string_view libpq_text) {
  for (const ParseFault& fault : kParseFaults) {
    if (starts_with(libpq_text, fault.libpq)) {
      return cannot_parse(fault.ours);
    }
  }
  return cannot_parse("libpq refuses it");
}

bool is_uri(std::string_view dsn) {
  return starts_with(dsn, "postgresql://") || starts_with(dsn, "postgres://");
}

// A password with a bare "@" or "/" makes libpq take its rest for the host or the database, and then name that in errors.
bool has_stray_credentials(std::string_view dsn) {
  if (!is_uri(dsn)) {
    return false;
  }
  std::string_view rest = dsn.substr(dsn.find("://") + 3);
  rest = rest.substr(0, rest.find('?'));
  const std::size_t last_at = rest.rfind('@');
  return last_at != std::string_view::npos && rest.find_first_of("@/") != last_at;
}

// libpq repeats what it cannot read, so it never gets to see such values.
constexpr std::array<const char*, 7> kIntegers{
    {"connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "sslcompression"}};

Status check_values(const ConnInfo& info) {
  for (const char* keyword : kIntegers) {
    if (trim(info.get(keyword)).find_first_not_of("+-0123456789") != std::string::npos) {
      return cannot_parse(std::string(keyword) + " is no number");
    }
  }
  for (const std::string& host : split(info.get("host"), ',')) {
    if (!host.empty() && host.front() != '/' && host.find('@', 1) != std::string::npos) {
      return cannot_parse("a \"@\" in the host's name");
    }
  }
  const std::string& port = info.get("port");
  if (port.find_first_not_of("0123456789, ") != std::string::npos) {
    return cannot_parse("a port that is no number");
  }
  return {};
}

std::string first_of(const std::string& list) {
  return list.substr(0, list.find(','));
}

// A list of hosts may be left out, or must have one entry for each.
bool fits(const std::vector<std::string>& list, std::size_t count) {
  return list.size() == count || (list.size() == 1 && list.front().empty());
}

std::string at_or_empty(const std::vector<std::string>& list, std::size_t index) {
  return index < list.size() ? list[index] : "";
}

}  // namespace

Result<ConnInfo> ConnInfo::parse(const std::string& dsn) {
  ConnInfo info;
  if (trim(dsn).empty()) {
    return info;
  }
  if (dsn.find('\0') != std::string::npos) {
    return cannot_parse("a zero byte");
  }
  if (has_stray_credentials(dsn)) {
    return cannot_parse("a bare \"@\" or \"/\" in the user's name or password");
  }
  char* message = nullptr;
  const Options options(PQconninfoParse(dsn.c_str(), &message));
  const std::unique_ptr<char, LibpqFree> message_owner(message);
  if (!options) {
    return cannot_parse_as_libpq_says(message == nullptr ? "" : message);
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; option = std::next(option)) {
    if (option->val != nullptr) {
      info.values_[option->keyword] = option->val;
    }
  }
  const Status status = check_values(info);
  if (!status.ok()) {
    return status.error();
  }
  return info;
}

const std::string& ConnInfo::get(const std::string& keyword) const {
  static const std::string kNothing;
  const auto found = values_.find(keyword);
  return found == values_.end() ? kNothing : found->second;
}

std::string ConnInfo::text() const {
  std::string text;
  for (const auto& [keyword, value] : values_) {
    text.append(text.empty() ? "" : " ").append(keyword).append("='");
    for (const char c : value) {
      text.append(c == '\'' || c == '\\' ? "\\" : "").append(1, c);
    }
    text += '\'';
  }
  return text;
}

std::string ConnInfo::in_force(const std::string& keyword) const {
  return has(keyword) || has("service") ? get(keyword) : conninfo_default(keyword);
}

std::vector<ConnInfo> ConnInfo::hosts() const {
  const std::vector<std::string> names = split(in_force("host"), ',');
  const std::vector<std::string> addresses = split(in_force("hostaddr"), ',');
  const std::vector<std::string> ports = split(in_force("port"), ',');
  const std::size_t count = std::max(names.size(), addresses.size());
  if (count == 1 || !fits(names, count) || !fits(addresses, count) || (ports.size() != count && ports.size() != 1)) {
    return {*this};  // one host, or lists that libpq will complain about
  }
  std::vector<ConnInfo> all;
  for (std::size_t i = 0; i < count; ++i) {
    ConnInfo& one = all.emplace_back(*this);
    one.set("host", at_or_empty(names, i));
    one.set("hostaddr", at_or_empty(addresses, i));
    one.set("port", ports.size() == 1 ? ports[0] : ports[i]);
  }
  if (in_force("target_session_attrs") == "prefer-standby") {
    const std::vector<ConnInfo> second_round = all;
    std::for_each(all.begin(), all.end(), [](ConnInfo& one) { one.set("target_session_attrs", "standby"); });
    all.insert(all.end(), second_round.begin(), second_round.end());
    std::for_each(all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                  [](ConnInfo& one) { one.set("target_session_attrs", "any"); });
  }
  return all;
}

std::string ConnInfo::server_name() const {
  std::string host = first_of(has("host") ? get("host") : get("hostaddr"));
  if (host.empty() && has("service")) {
    return "service " + get("service");
  }
  if (host.empty()) {
    host = first_of(conninfo_default("host"));
  }
  std::string port = first_of(get("port"));
  if (port.empty()) {
    port = first_of(conninfo_default("port"));
  }
  if (host.empty()) {
    const std::string service = conninfo_default("service");  // PGSERVICE; one that is not defined has no host
    return service.empty() ? "local socket:" + port : "service " + service;
  }
  const bool bare_ipv6 = host.front() != '/' && host.find(':') != std::string::npos;
  return (bare_ipv6 ? "[" + host + "]" : host) + ":" + port;
}

std::string conninfo_default(std::string_view keyword) {
  const Options options(PQconndefaults());
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; option = std::next(option)) {
    if (keyword == option->keyword && option->val != nullptr) {
      return option->val;
    }
  }
  return "";
}

}  // namespace pgmedic
