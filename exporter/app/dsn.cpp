#include "app/dsn.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"

namespace pgmedic {
namespace {

constexpr std::string_view kHidden = "***";

// Parameters whose values may be shown. Secrets are password, sslpassword and whatever later libpqs invent.
constexpr std::array<std::string_view, 19> kHarmless{
    "host",        "hostaddr",         "port",       "dbname",           "user",           "service",         "sslmode",
    "sslrootcert", "sslcert",          "sslkey",     "connect_timeout",  "gssencmode",     "channel_binding", "target_session_attrs",
    "passfile",    "application_name", "keepalives", "tcp_user_timeout", "client_encoding"};

bool is_secret_key(std::string_view key) {
  return (key.find("pass") != std::string_view::npos && key != "passfile") || key.find("secret") != std::string_view::npos ||
         key.find('%') != std::string_view::npos;  // an encoded name hides from this look too
}

bool is_harmless_key(std::string_view key) {
  return std::find(kHarmless.begin(), kHarmless.end(), key) != kHarmless.end();
}

// Whether something in a harmless parameter's value may be a misplaced password ("user:p@ss@host").
bool is_suspect(std::string_view key, std::string_view value) {
  const bool has_path = key == "host" || key == "sslrootcert" || key == "sslcert" || key == "sslkey" || key == "passfile";
  constexpr std::string_view kSuspect = "@?&";
  return value.find_first_of(kSuspect) != std::string_view::npos || (!has_path && value.find('/') != std::string_view::npos) ||
         (key != "hostaddr" && key != "host" && value.find(':') != std::string_view::npos) ||
         (key == "port" && value.find_first_not_of("0123456789,") != std::string_view::npos);
}

std::string_view shown(std::string_view key, std::string_view value) {
  return is_harmless_key(key) && !is_suspect(key, value) ? value : kHidden;
}

bool may_hold_password(std::string_view key, std::string_view value) {
  return !value.empty() && (is_secret_key(key) || (is_harmless_key(key) && is_suspect(key, value)));
}

struct Masked {
  std::string text;
  bool password = false;
};

std::optional<std::string_view> after_scheme(std::string_view dsn) {
  for (const std::string_view scheme : {std::string_view("postgresql://"), std::string_view("postgres://")}) {
    if (starts_with(dsn, scheme)) {
      return dsn.substr(scheme.size());
    }
  }
  return std::nullopt;
}

// "host1:5432,[::1]:5433": every port must be one, else a part of a password may stand here.
bool is_host_list(std::string_view hosts) {
  const std::vector<std::string> parts = split(hosts, ',');
  return std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    const std::size_t bracket = part.find(']');
    const std::size_t colon = part.find(':', bracket == std::string::npos ? 0 : bracket);
    const std::string_view port = colon == std::string::npos ? std::string_view() : std::string_view(part).substr(colon + 1);
    return port.find_first_not_of("0123456789") == std::string_view::npos && part.find('@') == std::string::npos;
  });
}

void mask_query(std::string_view query, Masked& masked) {
  char separator = '?';
  for (const std::string& pair : split(query, '&')) {
    const std::size_t equals = pair.find('=');
    const std::string_view key = std::string_view(pair).substr(0, equals);
    const std::string_view value = equals == std::string::npos ? std::string_view() : std::string_view(pair).substr(equals + 1);
    const std::string_view visible = shown(key, value);
    masked.password = masked.password || equals == std::string::npos || may_hold_password(key, value);
    masked.text += separator;
    masked.text += equals == std::string::npos || key.find_first_of("@:/") != std::string_view::npos ? kHidden : key;
    masked.text.append("=").append(visible);
    separator = '&';
  }
}

// Reads a URI where libpq does: user information ends at the first @ before any slash.
Masked mask_uri(std::string_view scheme, std::string_view rest) {
  Masked masked{std::string(scheme)};
  const std::size_t question = rest.find('?');
  const std::string_view query = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
  const std::string_view hierarchy = rest.substr(0, question);
  const std::size_t slash = hierarchy.find('/');
  const std::string_view path = slash == std::string_view::npos ? std::string_view() : hierarchy.substr(slash);
  std::string_view authority = hierarchy.substr(0, slash);
  const std::size_t at = authority.find('@');
  if (at != std::string_view::npos) {
    const std::string_view login = authority.substr(0, at);
    const std::size_t colon = login.find(':');
    masked.password = colon != std::string_view::npos && colon + 1 < login.size();
    masked.text += login.substr(0, colon);
    masked.text.append(masked.password ? ":***@" : "@");
    authority.remove_prefix(at + 1);
  }
  const bool hosts_are_plain = is_host_list(authority);
  const bool path_is_plain = path.find_first_of("@:") == std::string_view::npos;
  masked.password = masked.password || !hosts_are_plain || !path_is_plain;
  masked.text += hosts_are_plain ? authority : kHidden;
  masked.text += path_is_plain ? path : "/***";
  if (question != std::string_view::npos) {
    mask_query(query, masked);
  }
  return masked;
}

// The keywords form, word by word as libpq reads it: key = value, the value bare or in single quotes, backslash quotes.
class KeywordReader {
 public:
  explicit KeywordReader(std::string_view text) : text_(text) {}

  // nullopt: a syntax error.
  std::optional<Masked> read() {
    Masked masked;
    skip_space();
    while (position_ < text_.size()) {
      const std::size_t start = position_;
      position_ = std::min(text_.find_first_of("= \t\r\n\f\v", start), text_.size());
      const std::string_view key = text_.substr(start, position_ - start);
      skip_space();
      if (key.empty() || position_ >= text_.size() || text_[position_] != '=') {
        return std::nullopt;
      }
      ++position_;
      skip_space();
      const std::optional<std::string_view> value = read_value();
      if (!value) {
        return std::nullopt;
      }
      masked.text += (masked.text.empty() ? "" : " ") + std::string(key) + "=" + std::string(shown(key, *value));
      masked.password = masked.password || may_hold_password(key, *value);
      skip_space();
    }
    return masked;
  }

 private:
  void skip_space() { position_ = std::min(text_.find_first_not_of(" \t\r\n\f\v", position_), text_.size()); }

  // The value as written, quotes included.
  std::optional<std::string_view> read_value() {
    const std::size_t start = position_;
    const bool quoted = position_ < text_.size() && text_[position_] == '\'';
    position_ += quoted ? 1U : 0U;
    const std::string_view ends = quoted ? "'" : " \t\r\n\f\v";
    while (position_ < text_.size() && ends.find(text_[position_]) == std::string_view::npos) {
      position_ += text_[position_] == '\\' ? 2U : 1U;
    }
    if (quoted && position_ >= text_.size()) {
      return std::nullopt;
    }
    position_ = std::min(position_ + (quoted ? 1U : 0U), text_.size());
    return text_.substr(start, position_ - start);
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::optional<Masked> mask(std::string_view dsn) {
  if (const std::optional<std::string_view> rest = after_scheme(dsn)) {
    return mask_uri(dsn.substr(0, dsn.size() - rest->size()), *rest);
  }
  return KeywordReader(dsn).read();
}

}  // namespace

std::string mask_dsn(std::string_view dsn) {
  const std::optional<Masked> masked = mask(dsn);
  return masked ? masked->text : std::string(kHidden);
}

bool dsn_holds_password(std::string_view dsn) {
  const std::optional<Masked> masked = mask(dsn);
  return !masked || masked->password;
}

bool looks_like_several_dsns(std::string_view dsn) {
  static constexpr std::array<std::string_view, 7> kStarts{"host", "hostaddr", "port", "dbname", "user", "password", "service"};
  const std::vector<std::string> parts = split(dsn, ',');
  return std::any_of(parts.begin() + 1, parts.end(), [](const std::string& part) {
    const std::string_view text = trim(part);
    const std::string_view key = trim(text.substr(0, text.find('=')));
    return after_scheme(text) || (key.size() < text.size() && std::find(kStarts.begin(), kStarts.end(), key) != kStarts.end());
  });
}

}  // namespace pgmedic
