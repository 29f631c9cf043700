#include "web/listener.h"

#include <arpa/inet.h>
#include <civetweb.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <future>
#include <system_error>
#include <utility>
#include <vector>

#include "web/connection.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Bytes of a request's head; the body's beginning may share the buffer.
constexpr const char* kHeadBytes = "16384";

Listener* listener_of(const mg_context* context) {
  return static_cast<Listener*>(mg_get_user_data(context));
}

void* on_thread(const mg_context* context, int /*type*/) {
  listener_of(context)->begin_thread();
  return nullptr;
}

int on_request(mg_connection* connection) {
  return listener_of(mg_get_context(connection))->serve(connection);
}

int on_tls(void** context, void* user_data) {
  *context = static_cast<const Listener*>(user_data)->tls_front();
  return 1;
}

int on_log(const mg_connection* connection, const char* message) {
  listener_of(mg_get_context(connection))->log_library(message);
  return 1;
}

int body_error_status(const Error& error) {
  if (error.code == ErrorCode::kTimeout) {
    return 408;
  }
  return error.code == ErrorCode::kUnsupported ? 411 : 413;
}

// One of several at a time, for as long as it lives.
struct Place {
  std::atomic<std::size_t>& counter;
  std::size_t taken;
  explicit Place(std::atomic<std::size_t>& value) : counter(value), taken(++value) {}
  ~Place() { --counter; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
};

HttpResponse too_many() {
  return come_again("Too many requests at once. Try again in a moment.");
}

sockaddr_in socket_address(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

const sockaddr* plain_address(const sockaddr_in& address) {
  return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

// What keeps the address from being listened on, by trying it as the library does; 0: nothing, any more.
int listen_fault(const ListenAddress& wanted) {
  const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (handle < 0) {
    return errno;
  }
  const int yes = 1;
  const sockaddr_in address = socket_address(wanted.host, wanted.port);
  const bool listens = setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
                       bind(handle, plain_address(address), sizeof(address)) == 0 && listen(handle, 1) == 0;
  const int fault = listens ? 0 : errno;
  close(handle);
  return fault;
}

// The library only says that it did not start.
Error cannot_listen(const ListenAddress& wanted) {
  const int fault = listen_fault(wanted);
  const std::string message = "cannot listen on " + wanted.text + (fault == 0 ? "" : ": " + std::generic_category().message(fault));
  switch (fault) {
    case EADDRINUSE:
      return {ErrorCode::kUnavailable, message, "another program has the port, or another pgmedic: stop it, or take another port"};
    case EACCES: return {ErrorCode::kUnavailable, message, "ports below 1024 need the capability CAP_NET_BIND_SERVICE: take a higher one"};
    case EADDRNOTAVAIL:
      return {ErrorCode::kUnavailable, message, "this machine does not have that address: take one that it has, or 0.0.0.0 for all"};
    default: return {ErrorCode::kUnavailable, message, "try again, and see the log at --log_level=debug"};
  }
}

// The accepting thread sleeps up to two seconds before it looks whether to stop; a connection wakes it.
void nudge(const std::string& host, int port) {
  const sockaddr_in address = socket_address(host == "0.0.0.0" ? "127.0.0.1" : host, port);
  const int handle = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (handle >= 0) {
    // Whether it gets through does not matter: without it, stopping only takes longer.
    static_cast<void>(connect(handle, plain_address(address), sizeof(address)));
    close(handle);
  }
}

}  // namespace

Listener::Listener(ListenerSettings settings, Handler handler, const TlsSwitch* tls, Log& log)
    : settings_(std::move(settings)), handler_(std::move(handler)), tls_(tls), log_(log) {}

Listener::~Listener() {
  stop();
}

Result<std::unique_ptr<Listener>> Listener::start(ListenerSettings settings, Handler handler, const TlsSwitch* tls, Log& log) {
  std::unique_ptr<Listener> listener(new Listener(std::move(settings), std::move(handler), tls, log));
  if (auto status = listener->open(); !status.ok()) {
    return status.error();
  }
  return listener;
}

Status Listener::open() {
  const std::string port = settings_.address.host + ":" + std::to_string(settings_.address.port) + (tls_ == nullptr ? "" : "s");
  const std::string threads = std::to_string(settings_.threads);
  const std::string timeout = std::to_string(settings_.request_timeout.count());
  // No document_root: there are no files to serve. No access_control_allow_*: no other site's scripts may read answers.
  const std::array<const char*, 23> options{"listening_ports",
                                            port.c_str(),
                                            "num_threads",
                                            threads.c_str(),
                                            "request_timeout_ms",
                                            timeout.c_str(),
                                            "enable_keep_alive",
                                            "no",
                                            "enable_directory_listing",
                                            "no",
                                            "access_control_allow_origin",
                                            "",
                                            "access_control_allow_methods",
                                            "",
                                            "access_control_allow_headers",
                                            "",
                                            "max_request_size",
                                            kHeadBytes,
                                            "tcp_nodelay",
                                            "1",
                                            "decode_url",
                                            "no",
                                            nullptr};
  mg_callbacks callbacks{};
  callbacks.init_thread = &on_thread;
  callbacks.begin_request = &on_request;
  callbacks.log_message = &on_log;
  if (tls_ != nullptr) {
    callbacks.external_ssl_ctx = &on_tls;
  }
  std::vector<const char*> list(options.begin(), options.end());
  context_ = mg_start(&callbacks, this, list.data());
  if (context_ == nullptr) {
    return cannot_listen(settings_.address);
  }
  mg_server_port bound{};
  if (mg_get_server_ports(context_, 1, &bound) == 1) {
    port_ = bound.port;
  }
  return {};
}

void Listener::stop() {
  if (context_ == nullptr) {
    return;
  }
  auto stopped = std::async(std::launch::async, [context = std::exchange(context_, nullptr)] { mg_stop(context); });
  while (stopped.wait_for(20ms) != std::future_status::ready) {
    nudge(settings_.address.host, port_);
  }
}

void Listener::begin_thread() const {
  if (settings_.niceness > 0) {
    // Nothing is lost where it does not work.
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), settings_.niceness));
  }
}

void* Listener::tls_front() const {
  return tls_ == nullptr ? nullptr : tls_->front();
}

void Listener::log_library(const char* message) const {
  // Mostly what clients did wrong, as often as they like: not worth more than debug.
  log_.debug("http library", {{"listener", settings_.name}, {"text", message}});
}

int Listener::serve(mg_connection* connection) {
  // One request per connection: a body that was not read, or not sent, cannot hold the thread.
  mg_disable_connection_keep_alive(connection);
  const SteadyTime started = std::chrono::steady_clock::now();
  HttpRequest request = read_request_head(connection);
  const HttpResponse response = respond(connection, request);
  write_response(connection, request, response, std::chrono::steady_clock::now() + settings_.write_timeout);
  if (settings_.observe) {
    settings_.observe(request, response.status, std::chrono::steady_clock::now() - started);
  }
  return response.status;
}

HttpResponse Listener::respond(mg_connection* connection, HttpRequest& request) {
  const Place busy(busy_);
  if (busy.taken > settings_.busy_limit) {
    return too_many();
  }
  if (const auto problem = framing_problem(request)) {
    return text_response(400, "Bad request: " + *problem + ".");
  }
  if (settings_.refuse) {
    if (auto refused = settings_.refuse(request)) {
      return std::move(*refused);
    }
  }
  if (settings_.body_limit == 0) {
    return handle(request);
  }
  if (declared_length(connection) <= settings_.small_body) {
    return respond_to_body(connection, request);
  }
  const Place large(large_);
  if (large.taken > settings_.large_bodies) {
    discard_request_body(connection, request, std::chrono::steady_clock::now() + settings_.request_timeout);
    return too_many();
  }
  return respond_to_body(connection, request);
}

HttpResponse Listener::respond_to_body(mg_connection* connection, HttpRequest& request) {
  auto body = read_request_body(connection, request, settings_.body_limit, std::chrono::steady_clock::now() + settings_.body_timeout);
  if (!body.ok()) {
    return text_response(body_error_status(body.error()), body.error().text());
  }
  request.body = std::move(*body);
  return handle(request);
}

HttpResponse Listener::handle(const HttpRequest& request) {
  try {
    return handler_(request);
  } catch (const std::exception& fault) {
    // Out of memory, or a fault of ours: this request's answer, not the process's end.
    log_.error("request failed", {{"listener", settings_.name}, {"path", request.path}, {"error", fault.what()}});
    return text_response(500, "Internal error; the log has it.");
  }
}

}  // namespace pgmedic
