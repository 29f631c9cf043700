// One port with its own threads: accepts, reads a request within limits, hands it to a handler and writes the answer.
// All of the HTTP library is behind this file.
// Thread rule: start and stop from one thread; the handler runs on many at once. Errors: kUnavailable when it cannot bind.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "web/address.h"
#include "web/http.h"
#include "web/tls_switch.h"

struct mg_connection;
struct mg_context;

namespace pgmedic {

struct ListenerSettings {
  std::string name;  // for the log
  ListenAddress address;
  int threads = 8;                       // each serves one connection, or waits for its request
  int niceness = 0;                      // of the threads, as nice(2) has it: above 0 they let others go first
  Milliseconds request_timeout{2000};    // for the head of a request, and for every step of reading and writing
  Milliseconds body_timeout{5000};       // for a whole body
  Milliseconds write_timeout{60000};     // for a whole answer: a reader slower than that is cut
  std::size_t busy_limit = 64;           // requests in the handler at once; more get 503
  std::size_t body_limit = 0;            // bytes; 0: bodies are not read
  std::size_t small_body = 64UL * 1024;  // bytes; of those above only so many are held at once, more get 503:
  std::size_t large_bodies = 4;
  std::function<std::optional<HttpResponse>(const HttpRequest&)> refuse;  // by the head alone, before a body is read; may be empty
  // After every answer; may be empty.
  std::function<void(const HttpRequest& request, int status, std::chrono::duration<double> duration)> observe;
};

class Listener {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  // tls: null for plain HTTP; must outlive the listener.
  static Result<std::unique_ptr<Listener>> start(ListenerSettings settings, Handler handler, const TlsSwitch* tls, Log& log);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return port_; }
  // Ends every connection; takes some hundredths of a second, two seconds at most. Twice is once.
  void stop();

  // For the HTTP library's callbacks.
  void begin_thread() const;
  int serve(mg_connection* connection);
  void* tls_front() const;
  void log_library(const char* message) const;

 private:
  Listener(ListenerSettings settings, Handler handler, const TlsSwitch* tls, Log& log);
  Status open();
  HttpResponse respond(mg_connection* connection, HttpRequest& request);
  HttpResponse respond_to_body(mg_connection* connection, HttpRequest& request);
  HttpResponse handle(const HttpRequest& request);

  ListenerSettings settings_;
  Handler handler_;
  const TlsSwitch* tls_;
  Log& log_;
  mg_context* context_ = nullptr;
  int port_ = 0;
  std::atomic<std::size_t> busy_{0};
  std::atomic<std::size_t> large_{0};  // bodies above small_body, being read or worked on
};

}  // namespace pgmedic
