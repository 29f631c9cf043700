#include "remedy/statement_run.h"

#include <utility>

namespace pgmedic {

StatementRun::StatementRun(MaintenanceSession& session, std::string sql) : session_(session) {
  thread_ = std::thread([this, statement = std::move(sql)] {
    ActionReply reply = session_.run_action(statement);
    const std::lock_guard<std::mutex> lock(mutex_);
    reply_ = std::move(reply);
    done_.notify_all();
  });
}

StatementRun::~StatementRun() {
  if (!finished()) {
    session_.interrupt();
  }
  thread_.join();
}

bool StatementRun::finished() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return reply_.has_value();
}

bool StatementRun::wait(Milliseconds time) {
  std::unique_lock<std::mutex> lock(mutex_);
  return done_.wait_for(lock, time, [&] { return reply_.has_value(); });
}

ActionReply StatementRun::take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::move(*reply_);
}

}  // namespace pgmedic
