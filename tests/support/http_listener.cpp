#include "support/http_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <vector>

namespace pgmedic::support {
namespace {

constexpr int kLookMilliseconds = 50;

// The socket interface takes every family's address through this type.
sockaddr* generic(sockaddr_in& address) {
  return reinterpret_cast<sockaddr*>(&address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

// Bytes of the body that the head announces.
std::size_t content_length(std::string head) {
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view kName = "content-length:";
  const std::size_t at = head.find(kName);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + kName.size()));
}

}  // namespace

int listen_somewhere(int& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (listener < 0 || ::bind(listener, generic(address), size) != 0 || ::listen(listener, SOMAXCONN) != 0 ||
      ::getsockname(listener, generic(address), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot listen");
  }
  port = ntohs(address.sin_port);
  return listener;
}

int accept_client(int listener) {
  pollfd waiting{listener, POLLIN, 0};
  if (::poll(&waiting, 1, kLookMilliseconds) != 1) {
    return -1;
  }
  const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (client >= 0) {
    const timeval patience{10, 0};
    ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  return client;
}

std::string receive_request(int client) {
  constexpr std::size_t kBuffer = 65'536;
  std::string text;
  std::vector<char> buffer(kBuffer);
  std::size_t head = std::string::npos;
  std::size_t wanted = 0;
  while (head == std::string::npos || text.size() < wanted) {
    const ssize_t got = ::recv(client, buffer.data(), buffer.size(), 0);
    if (got <= 0) {
      return text;
    }
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (head == std::string::npos && (head = text.find("\r\n\r\n")) != std::string::npos) {
      wanted = head + 4 + content_length(text.substr(0, head));
    }
  }
  return text;
}

}  // namespace pgmedic::support
