// Two connected sockets, to see whether somebody shut one of them down.
// Thread rule: one thread.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace pgmedic {

class SocketPair {
 public:
  SocketPair() {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets_.data()) != 0) {
      throw std::system_error(errno, std::generic_category(), "socketpair");
    }
  }
  ~SocketPair() {
    ::close(sockets_[0]);
    ::close(sockets_[1]);
  }
  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;

  int guarded() const { return sockets_[0]; }
  // Blocks until the guarded side is shut down.
  void wait_until_shut_down() const {
    char byte = 0;
    while (::recv(sockets_[1], &byte, 1, 0) > 0) {
    }
  }
  bool shut_down() const {
    char byte = 0;
    return ::recv(sockets_[1], &byte, 1, MSG_DONTWAIT) == 0;
  }

 private:
  std::array<int, 2> sockets_{};
};

}  // namespace pgmedic
