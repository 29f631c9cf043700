#include "postgres/result_watch.h"

#include <utility>

#include "postgres/result_rows.h"

namespace pgmedic {

std::shared_ptr<ResultWatch> ResultWatch::attach(PGconn* connection, Log& log) {
  auto watch = std::make_shared<ResultWatch>(log);
  PQsetNoticeReceiver(connection, on_notice, watch.get());
  return PQregisterEventProc(connection, on_event, "pgmedic", watch.get()) != 0 ? watch : nullptr;
}

void ResultWatch::begin() {
  result_ = nullptr;
  complaint_ = {};
}

int ResultWatch::on_event(PGEventId id, void* event, void* watch) {
  auto* const self = static_cast<ResultWatch*>(watch);
  if (id == PGEVT_RESULTCREATE) {
    self->created(static_cast<PGEventResultCreate*>(event)->result);
  } else if (id == PGEVT_RESULTDESTROY) {
    self->destroyed(static_cast<PGEventResultDestroy*>(event)->result);
  }
  return 1;
}

void ResultWatch::created(const PGresult* result) {
  result_ = result;
  std::string sqlstate = PQresultStatus(result) == PGRES_FATAL_ERROR ? field_of(result, PG_DIAG_SQLSTATE) : "";
  // After the server's last word comes libpq's own "closed the connection", which has no code.
  if (!sqlstate.empty()) {
    complaint_ = {std::move(sqlstate), field_of(result, PG_DIAG_MESSAGE_PRIMARY)};
  }
}

void ResultWatch::on_notice(void* watch, const PGresult* notice) {
  auto* const self = static_cast<ResultWatch*>(watch);
  std::string text = field_of(notice, PG_DIAG_MESSAGE_PRIMARY);
  const std::string severity = field_of(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == "FATAL" || severity == "PANIC") {
    self->complaint_ = {field_of(notice, PG_DIAG_SQLSTATE), std::move(text)};
  } else {
    self->log_.debug("notice from the server", {{"severity", severity}, {"text", std::move(text)}});
  }
}

void ResultWatch::destroyed(const PGresult* result) {
  if (result_ == result) {
    result_ = nullptr;
  }
}

}  // namespace pgmedic
