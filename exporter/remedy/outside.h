// What guards ask outside of the server: numbers from Prometheus, and whether a page lets them. Whoever speaks HTTP implements it
// (web/outside_client.h). Here stands what counts as an answer: one finite number, of late; anything else is an error with a reason,
// and an error is a guard's "unknown".
// Thread rule: plain values and free functions; implementations of Outside may be asked from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pgmedic {

using namespace std::chrono_literals;

// A server that speaks HTTP; keys as in Prometheus's own http_config. Files are read at every request.
struct HttpSource {
  std::string url;                // without user, password and query; empty: nobody is asked
  std::string bearer_token_file;  // or:
  std::string username;
  std::string password_file;
  std::string ca_file;  // empty: the system's certificates
  Milliseconds timeout{2s};
  bool operator==(const HttpSource&) const = default;
};

struct PrometheusSource : HttpSource {
  Milliseconds max_age{2min};  // older samples are no answer: twice a scrape interval of a minute
  bool operator==(const PrometheusSource&) const = default;
};

struct OutsideQuestion {
  HttpSource source;
  std::string query;  // an expression for Prometheus; empty: which status the URL itself answers with
};

struct OutsideAnswer {
  int status = 0;              // of HTTP
  std::vector<double> values;  // of the expression, one for each series
  WallTime oldest{};           // when the oldest of them was sampled, as far as it can be told; else when they were computed
};

class Outside {
 public:
  virtual ~Outside() = default;
  // Within the source's timeout, or soon after `given_up` becomes true. Errors never carry a secret.
  virtual Result<OutsideAnswer> ask(const OutsideQuestion& question, const std::atomic<bool>& given_up) const = 0;
};

using AskOutside = std::function<Result<OutsideAnswer>(const OutsideQuestion& question)>;

struct Reading {
  double value = 0;
  WallTime at{};
};

// The only value that the expression gives now.
Result<Reading> ask_number(const AskOutside& ask, const PrometheusSource& source, const std::string& query, WallTime now);

struct Truth {
  std::string objection;  // empty: it holds
  WallTime at{};
};
// Whether the expression holds: it gives series, and none of them is 0 or NaN. A comparison without "bool" gives the value of its
// left side, which may be 0: of such a one every series counts.
Result<Truth> ask_truth(const AskOutside& ask, const PrometheusSource& source, const std::string& query, WallTime now);

}  // namespace pgmedic
