// Connection strings as far as this layer needs them: to show one without its secrets, and to see whether it has any.
// Whatever is not known to be harmless is hidden: better a host too few than a password too many.
// Thread rule: free functions.
#pragma once

#include <string>
#include <string_view>

namespace pgmedic {

// The DSN in its own form with the password, and every parameter not known to be harmless, as "***". A DSN that cannot be
// read is "***" as a whole.
std::string mask_dsn(std::string_view dsn);

// Whether there is a password in it, or whether it cannot be read, which may be because of one.
bool dsn_holds_password(std::string_view dsn);

// postgres_exporter takes several DSNs separated by commas; libpq means several hosts of one server.
bool looks_like_several_dsns(std::string_view dsn);

}  // namespace pgmedic
