#include "server/remedy/workload.h"

#include <chrono>
#include <utility>

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 2ms;
constexpr auto kConnectAgain = 50ms;

// The server ends, is not there yet, or has hung up without a word.
bool is_lost(const support::SqlError& error) {
  const std::string& state = error.sqlstate();
  return state.empty() || state.compare(0, 2, "08") == 0 || state == "57P01" || state == "57P02" || state == "57P03";
}

}  // namespace

Workload::Workload(const support::PostgresServer& server, const std::string& database, int clients, Statement statement)
    : dsn_(server.dsn("owner", database)), statement_(std::move(statement)) {
  for (int client = 0; client < clients; ++client) {
    threads_.emplace_back([this, client] { run(client); });
  }
}

Workload::~Workload() {
  stop();
}

void Workload::stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) {
    if (thread.joinable()) {
      thread.join();
    }
  }
}

void Workload::run(int client) {
  long n = 0;
  while (!stopping_) {
    send_until_lost(client, n);
    std::this_thread::sleep_for(kConnectAgain);
  }
}

void Workload::send_until_lost(int client, long& n) {
  bool sent = false;
  try {
    support::SqlClient session(dsn_);
    while (!stopping_) {
      try {
        sent = true;
        session.execute(statement_(client, n++));
        ++done_;
      } catch (const support::SqlError& error) {
        if (is_lost(error)) {
          throw;
        }
        const std::lock_guard<std::mutex> lock(mutex_);
        ++errors_[error.sqlstate() + " " + error.what()];
      }
      sent = false;
      std::this_thread::sleep_for(kPause);
    }
  } catch (const support::SqlError&) {
    in_doubt_ += sent ? 1 : 0;
  }
}

std::map<std::string, long> Workload::errors() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return errors_;
}

}  // namespace pgmedic
