// An HTTP server that takes every POST, keeps its body and answers as told: the receiver at the end of Alertmanager.
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pgmedic::support {

class WebhookReceiver {
 public:
  WebhookReceiver();
  ~WebhookReceiver();
  WebhookReceiver(const WebhookReceiver&) = delete;
  WebhookReceiver& operator=(const WebhookReceiver&) = delete;

  int port() const { return port_; }
  std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  std::vector<std::string> bodies() const;   // in the order in which they came
  std::vector<std::string> headers() const;  // of the same requests, as they came
  void answer_with(int status) { status_ = status; }

 private:
  void serve();
  void take(int client);

  int port_ = 0;  // before listener_, which sets it
  int listener_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> status_{200};
  mutable std::mutex mutex_;
  std::vector<std::string> bodies_;   // guarded by mutex_
  std::vector<std::string> headers_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace pgmedic::support
