#include "support/webhook_receiver.h"

#include <sys/socket.h>
#include <unistd.h>

#include "support/http_listener.h"

namespace pgmedic::support {

WebhookReceiver::WebhookReceiver() : listener_(listen_somewhere(port_)), thread_([this] { serve(); }) {}

WebhookReceiver::~WebhookReceiver() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

std::vector<std::string> WebhookReceiver::bodies() const {
  const std::lock_guard lock(mutex_);
  return bodies_;
}

std::vector<std::string> WebhookReceiver::headers() const {
  const std::lock_guard lock(mutex_);
  return headers_;
}

void WebhookReceiver::serve() {
  while (!stopping_) {
    if (const int client = accept_client(listener_); client >= 0) {
      take(client);
      ::close(client);
    }
  }
}

void WebhookReceiver::take(int client) {
  const std::string text = receive_request(client);
  const std::size_t head = text.find("\r\n\r\n");
  if (head == std::string::npos) {
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    headers_.push_back(text.substr(0, head));
    bodies_.push_back(text.substr(head + 4));
  }
  const std::string answer = "HTTP/1.1 " + std::to_string(status_) + " told so\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  static_cast<void>(::send(client, answer.data(), answer.size(), MSG_NOSIGNAL));
}

}  // namespace pgmedic::support
