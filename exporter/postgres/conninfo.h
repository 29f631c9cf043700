// A connection string taken apart: keyword -> value, as libpq reads it. Errors never repeat any of it, because people
// put their passwords in the wrong place.
// Thread rule: a plain value. Holds secrets: nothing prints it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pgmedic {

class ConnInfo {
 public:
  // URI or keywords; an empty text has no keywords.
  static Result<ConnInfo> parse(const std::string& dsn);

  // Empty when not set.
  const std::string& get(const std::string& keyword) const;
  bool has(const std::string& keyword) const { return values_.contains(keyword); }
  void set(const std::string& keyword, std::string value) { values_[keyword] = std::move(value); }
  void set_default(const std::string& keyword, std::string value) { values_.emplace(keyword, std::move(value)); }
  const std::map<std::string, std::string>& values() const { return values_; }

  // For libpq, with every value quoted: a database may be called "host=evil". (In arrays of keywords and values libpq takes an
  // empty value for one that the environment may fill in; here it stays empty.)
  std::string text() const;

  // As libpq would decide: what is not written comes from the environment. What a service's file says, only libpq knows.
  std::string in_force(const std::string& keyword) const;

  // One for each host that is named: libpq's own list of hosts cannot be given up on one by one.
  std::vector<ConnInfo> hosts() const;

  // host:port, or the socket's directory, or the service's name; for people.
  std::string server_name() const;

 private:
  std::map<std::string, std::string> values_;
};

// What libpq would use for a keyword that the connection string leaves out: environment or built-in default.
std::string conninfo_default(std::string_view keyword);

}  // namespace pgmedic
