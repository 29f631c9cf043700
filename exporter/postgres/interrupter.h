// Cuts all connections of one connector at once: for shutdown, and when a target disappears.
// Thread rule: any thread. Sessions share it with their connector, so that either may go first.
#pragma once

#include <map>
#include <mutex>

#include "base/result.h"

namespace pgmedic {

class Interrupter {
 public:
  Interrupter();
  ~Interrupter();
  Interrupter(const Interrupter&) = delete;
  Interrupter& operator=(const Interrupter&) = delete;

  // Shuts every registered socket down and refuses later ones.
  void interrupt();
  bool interrupted() const;
  // What to say of whatever was cut.
  static Error error() { return Error{ErrorCode::kUnavailable, "interrupted: pgmedic is closing its connections"}; }
  // Becomes readable with the interruption, for whoever waits in poll().
  int wake_fd() const { return wake_fd_; }

  // Registers a socket for the life of its connection. Destroy it before the socket is closed, and as soon as the connection is
  // known to be lost, because libpq has closed it then: its number may be another's soon.
  class Registration {
   public:
    Registration(Interrupter& interrupter, int socket);
    ~Registration();
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    Interrupter& interrupter_;
  };

 private:
  mutable std::mutex mutex_;
  std::map<const Registration*, int> sockets_;  // guarded by mutex_
  bool interrupted_ = false;                    // guarded by mutex_
  int wake_fd_;
};

}  // namespace pgmedic
