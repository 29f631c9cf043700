// Whether a connection still holds, and its entry among those that its connector cuts, which goes as soon as it does not.
// Thread rule: the session's thread.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "postgres/interrupter.h"

namespace pgmedic {

class Lifeline {
 public:
  // Declare it after the connection, so that it goes before the socket is closed.
  Lifeline(std::shared_ptr<Interrupter> interrupter, int socket) : interrupter_(std::move(interrupter)) {
    registration_.emplace(*interrupter_, socket);
  }

  // What is broken stays broken. libpq closes such a socket whenever it likes, and its number may be another's then.
  void note(bool broken) {
    if (broken) {
      registration_.reset();
    }
  }
  bool broken() const { return !registration_; }
  // To be asked before a statement: one that was cut by the connector is broken too.
  bool holds() {
    note(interrupted());
    return !broken();
  }
  bool interrupted() const { return interrupter_->interrupted(); }

 private:
  std::shared_ptr<Interrupter> interrupter_;
  std::optional<Interrupter::Registration> registration_;  // none: broken
};

}  // namespace pgmedic
