#include "web/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <memory>
#include <string_view>

namespace pgmedic {
namespace {

Error bad_address(const std::string& text, const std::string& why) {
  return {ErrorCode::kInvalid, "listen address \"" + text + "\": " + why, "write HOST:PORT with an IPv4 address, as in 0.0.0.0:9187"};
}

Result<int> parse_port(const std::string& text, std::string_view port) {
  int value = -1;
  const char* end = port.data() + port.size();
  const auto [stop, code] = std::from_chars(port.data(), end, value);
  if (code != std::errc() || stop != end || value < 0 || value > 65535) {
    return bad_address(text, "the port is not a number from 0 to 65535");
  }
  return value;
}

// The first IPv4 address of a name.
Result<std::string> resolve(const std::string& text, const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> guard(found, [](addrinfo* list) {
    if (list != nullptr) {
      freeaddrinfo(list);
    }
  });
  if (code != 0 || found == nullptr) {
    return bad_address(text, std::string("the host has no IPv4 address: ") + gai_strerror(code));
  }
  std::array<char, NI_MAXHOST> name{};
  if (getnameinfo(found->ai_addr, found->ai_addrlen, name.data(), name.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
    return bad_address(text, "the host's address cannot be read");
  }
  return std::string(name.data());
}

bool is_ip_literal(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> buffer{};
  return inet_pton(AF_INET, host.c_str(), buffer.data()) == 1 || inet_pton(AF_INET6, host.c_str(), buffer.data()) == 1;
}

}  // namespace

Result<ListenAddress> parse_listen_address(const std::string& text) {
  if (text.find('[') != std::string::npos || text.find(':') != text.rfind(':')) {
    return bad_address(text, "IPv6 is not supported by this build's HTTP library");
  }
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) {
    return bad_address(text, "there is no port");
  }
  auto port = parse_port(text, std::string_view(text).substr(colon + 1));
  if (!port.ok()) {
    return port.error();
  }
  auto host = resolve(text, colon == 0 ? "0.0.0.0" : text.substr(0, colon));
  if (!host.ok()) {
    return host.error();
  }
  ListenAddress address;
  address.host = *host;
  address.port = *port;
  address.loopback = address.host.rfind("127.", 0) == 0;
  address.text = text;
  return address;
}

bool is_local_host_header(std::string_view host) {
  std::string name;
  if (!host.empty() && host.front() == '[') {
    const auto end = host.find(']');
    name = end == std::string_view::npos ? std::string() : std::string(host.substr(1, end - 1));
  } else {
    name = std::string(host.substr(0, host.find(':')));
  }
  return name == "localhost" || is_ip_literal(name);
}

}  // namespace pgmedic
