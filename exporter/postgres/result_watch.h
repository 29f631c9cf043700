// Sees the results of a connection through libpq's event interface, because libpqxx 6.4.5 keeps too little of them: it
// loses code and text of the error that ended a connection, and offers values only through objects that cost a copy each.
// Notices come here too: they are logged at debug level, except a server's last words to an idle session, which libpq
// takes for a notice.
// Thread rule: the session's thread. Results may outlive the session: whoever keeps one keeps the watch too.
#pragma once

#include <libpq-events.h>
#include <libpq-fe.h>

#include <memory>

#include "base/log.h"
#include "postgres/sqlstate.h"

namespace pgmedic {

class ResultWatch {
 public:
  // Null when libpq has no memory.
  static std::shared_ptr<ResultWatch> attach(PGconn* connection, Log& log);
  explicit ResultWatch(Log& log) : log_(log) {}

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
  static void on_notice(void* watch, const PGresult* notice);

  Log& log_;
  const PGresult* result_ = nullptr;
  ServerComplaint complaint_;
};

}  // namespace pgmedic
