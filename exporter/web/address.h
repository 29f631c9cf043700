// Listen addresses: "0.0.0.0:9187", ":9187", "127.0.0.1:0", "localhost:9187".
// Thread rule: free functions. Errors: kInvalid, with what to write instead.
#pragma once

#include <string>

#include "base/result.h"

namespace pgmedic {

struct ListenAddress {
  std::string host;  // an IPv4 address
  int port = 0;      // 0: any free one
  bool loopback = false;
  std::string text;  // as it was written
};

Result<ListenAddress> parse_listen_address(const std::string& text);

// Whether a Host header names this machine in a way that no foreign DNS name can: localhost or an IP literal.
bool is_local_host_header(std::string_view host);

}  // namespace pgmedic
