// Sees the results of a connection through libpq's event interface, because libpqxx 6.4.5 keeps too little of them: it
// loses code and text of the error that ended a connection, and offers values only through objects that cost a copy each.
// Thread rule: the session's thread. Results may outlive the session: whoever keeps one keeps the watch too.
#pragma once

#include <libpq-events.h>
#include <libpq-fe.h>

#include <memory>

#include "postgres/sqlstate.h"

namespace pgmedic {

class ResultWatch {
 public:
  // Null when libpq has no memory.
  static std::shared_ptr<ResultWatch> attach(PGconn* connection);

  // Forgets what it has seen: before a statement.
  void begin();
  // The newest result since begin(), if it still exists.
  const PGresult* result() const { return result_; }
  // Code and text of the newest error since begin(); empty without one.
  const ServerComplaint& complaint() const { return complaint_; }

 private:
  static int on_event(PGEventId id, void* event, void* watch);
  void created(const PGresult* result);
  void destroyed(const PGresult* result);

  const PGresult* result_ = nullptr;
  ServerComplaint complaint_;
};

}  // namespace pgmedic
