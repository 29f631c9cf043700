// An application: clients that send one statement after the other, and count what they get for it.
// Thread rule: the test's thread; the clients have their own.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/postgres_server.h"

namespace pgmedic {

class Workload {
 public:
  // statement: what client number `client` sends for the n-th time. A pause after each keeps the machine usable for others.
  using Statement = std::function<std::string(int client, long n)>;
  Workload(const support::PostgresServer& server, const std::string& database, int clients, Statement statement);
  ~Workload();
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

  void stop();
  long done() const { return done_; }
  // Statements whose connection was lost: done or not, nobody knows. Attempts to connect do not count.
  long in_doubt() const { return in_doubt_; }
  // Everything else that went wrong: message -> how often.
  std::map<std::string, long> errors() const;

 private:
  void run(int client);
  void send_until_lost(int client, long& n);

  const std::string dsn_;
  const Statement statement_;
  std::atomic<bool> stopping_{false};
  std::atomic<long> done_{0};
  std::atomic<long> in_doubt_{0};
  mutable std::mutex mutex_;
  std::map<std::string, long> errors_;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace pgmedic
