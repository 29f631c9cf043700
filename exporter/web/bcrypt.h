// bcrypt, through the system's libcrypt: $2a$, $2b$ and $2y$.
// Thread rule: free functions; a check takes tens of milliseconds of CPU or more.
#pragma once

#include <string>

#include "base/result.h"

namespace pgmedic {

// Whether the text is a bcrypt hash that can be checked in reasonable time; the message completes "the hash …".
Status check_bcrypt_hash(const std::string& hash);

bool bcrypt_matches(const std::string& password, const std::string& hash);

// The cost of a hash that was checked; each step takes twice as long as the one before.
int bcrypt_cost(const std::string& hash);
// A hash that no password has, of that cost: for users who do not exist.
std::string bcrypt_dummy(int cost);

}  // namespace pgmedic
