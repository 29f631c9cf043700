#include "postgres/interrupter.h"

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pgmedic {

Interrupter::Interrupter() : wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Interrupter::~Interrupter() {
  if (wake_fd_ >= 0) {
    ::close(wake_fd_);
  }
}

void Interrupter::interrupt() {
  const std::lock_guard<std::mutex> lock(mutex_);
  interrupted_ = true;
  for (const auto& [registration, socket] : sockets_) {
    ::shutdown(socket, SHUT_RDWR);
  }
  // Never read again: it stays readable for everyone. Without a descriptor, waiting attempts end by their own deadline.
  static_cast<void>(::eventfd_write(wake_fd_, 1));
}

bool Interrupter::interrupted() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return interrupted_;
}

Interrupter::Registration::Registration(Interrupter& interrupter, int socket) : interrupter_(interrupter) {
  const std::lock_guard<std::mutex> lock(interrupter_.mutex_);
  interrupter_.sockets_.emplace(this, socket);
  if (interrupter_.interrupted_) {
    ::shutdown(socket, SHUT_RDWR);
  }
}

Interrupter::Registration::~Registration() {
  const std::lock_guard<std::mutex> lock(interrupter_.mutex_);
  interrupter_.sockets_.erase(this);
}

}  // namespace pgmedic
