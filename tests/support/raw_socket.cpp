#include "support/raw_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace pgmedic::support {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// The sockets interface takes every family's address through this type.
sockaddr* generic(sockaddr_in& address) {
  return reinterpret_cast<sockaddr*>(&address);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

void check(bool fine, const char* what) {
  if (!fine) {
    throw std::system_error(errno, std::generic_category(), what);
  }
}

}  // namespace

RawSocket::RawSocket(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = loopback(port);
  if (socket_ < 0 || ::connect(socket_, generic(address), sizeof(address)) != 0) {
    const int fault = errno;
    ::close(socket_);
    throw std::system_error(fault, std::generic_category(), "connect");
  }
}

RawSocket::~RawSocket() {
  if (socket_ >= 0) {
    ::close(socket_);
  }
}

RawSocket::RawSocket(RawSocket&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

bool RawSocket::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string RawSocket::receive_all(std::chrono::milliseconds patience) const {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::string text;
  std::array<char, 8192> buffer{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd waiting{socket_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) {
      return text;
    }
    const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
      return text;
    }
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

bool RawSocket::closed_by_peer(std::chrono::milliseconds patience) const {
  receive_all(patience);
  std::array<char, 1> byte{};
  const ssize_t count = ::recv(socket_, byte.data(), byte.size(), MSG_DONTWAIT);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

SilentListener::SilentListener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  constexpr int kBacklog = 128;
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  check(socket_ >= 0 && ::bind(socket_, generic(address), size) == 0 && ::listen(socket_, kBacklog) == 0 &&
            ::getsockname(socket_, generic(address), &size) == 0,
        "listen");
  port_ = ntohs(address.sin_port);
}

SilentListener::~SilentListener() {
  ::close(socket_);
}

}  // namespace pgmedic::support
