#include "support/page_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <utility>

#include "support/http_listener.h"

namespace pgmedic::support {

PageServer::PageServer(Answer answer) : listener_(listen_somewhere(port_)), answer_(std::move(answer)), thread_([this] { serve(); }) {}

PageServer::~PageServer() {
  stopping_ = true;
  thread_.join();
  for (const int client : waiting_) {
    ::close(client);
  }
  ::close(listener_);
}

void PageServer::answer_with(Answer answer) {
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

std::vector<std::string> PageServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void PageServer::serve() {
  while (!stopping_) {
    if (const int client = accept_client(listener_); client >= 0) {
      take(client);
    }
  }
}

void PageServer::take(int client) {
  const std::string request = receive_request(client);
  std::string answer;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    answer = answer_(request);
  }
  if (answer.empty()) {
    waiting_.push_back(client);
    return;
  }
  static_cast<void>(::send(client, answer.data(), answer.size(), MSG_NOSIGNAL));
  ::close(client);
}

std::string http_answer(int status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) + " told so\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n" +
         headers + "\r\n" + body;
}

}  // namespace pgmedic::support
