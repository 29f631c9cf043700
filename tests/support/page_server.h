// An HTTP server whose answers a test writes, head and all: pages that change, answers that are wrong, and none at all.
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pgmedic::support {

class PageServer {
 public:
  // Gets the request's head and body, gives the whole answer. An empty one leaves the client waiting.
  using Answer = std::function<std::string(const std::string& request)>;

  explicit PageServer(Answer answer);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  int port() const { return port_; }
  std::string url(const std::string& path = "") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  void answer_with(Answer answer);
  std::vector<std::string> requests() const;

 private:
  void serve();
  void take(int client);

  int port_ = 0;  // before listener_, which sets it
  int listener_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  Answer answer_;                      // guarded by mutex_
  std::vector<std::string> requests_;  // guarded by mutex_
  std::vector<int> waiting_;           // clients without an answer; the thread's
  std::thread thread_;
};

// "HTTP/1.1 200 told so ..." around a body.
std::string http_answer(int status, const std::string& body = "", const std::string& headers = "");

}  // namespace pgmedic::support
