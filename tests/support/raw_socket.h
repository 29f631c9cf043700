// A TCP client that decides itself how badly it behaves: slow, silent, half a request; and a listener that accepts and
// says nothing.
// Thread rule: one thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace pgmedic::support {

class RawSocket {
 public:
  // To 127.0.0.1. Throws when nobody listens.
  explicit RawSocket(int port);
  ~RawSocket();
  RawSocket(RawSocket&& other) noexcept;
  RawSocket& operator=(RawSocket&&) = delete;

  // False when the other side is gone.
  bool send(std::string_view bytes) const;
  // Reads until the other side closes or the time is over.
  std::string receive_all(std::chrono::milliseconds patience) const;
  // The other side has closed the connection within that time.
  bool closed_by_peer(std::chrono::milliseconds patience) const;

 private:
  int socket_;
};

// Takes connections on 127.0.0.1 and never says a word.
class SilentListener {
 public:
  SilentListener();
  ~SilentListener();
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;
  int port() const { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

}  // namespace pgmedic::support
