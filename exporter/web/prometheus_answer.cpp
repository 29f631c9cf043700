#include "web/prometheus_answer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace pgmedic {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestSaying = 200;

// Somebody else's words: valid, in one line, and short.
std::string quote(const std::string& said) {
  std::string text = repair_utf8(said);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return std::string(truncate_utf8(text, kLongestSaying));
}

Error no_prometheus(int status) {
  return Error{ErrorCode::kUnavailable, "the answer, of HTTP status " + std::to_string(status) + ", is none of Prometheus's",
               "see whether remedies.prometheus.url is right"};
}

Error refused(int status, const std::string& said) {
  constexpr int kUnauthorized = 401;
  constexpr int kForbidden = 403;
  if (status == kUnauthorized || status == kForbidden) {
    return Error{ErrorCode::kPermission, "Prometheus lets us not in, with HTTP status " + std::to_string(status),
                 "see bearer_token_file or basic_auth of remedies.prometheus"};
  }
  constexpr int kFirstRedirect = 300;
  constexpr int kFirstError = 400;
  if (status >= kFirstRedirect && status < kFirstError) {
    return Error{ErrorCode::kUnavailable, "it sends us elsewhere, with HTTP status " + std::to_string(status),
                 "redirects are not followed: write the address itself into remedies.prometheus.url"};
  }
  if (said.empty()) {
    return no_prometheus(status);
  }
  return Error{ErrorCode::kQuery, "Prometheus says: " + quote(said), "try the expression in Prometheus"};
}

// [time, "value"]; false: it is something else.
bool add_sample(const Json& sample, QueryAnswer& into) {
  if (!sample.is_array() || sample.size() != 2 || !sample[0].is_number() || !sample[1].is_string()) {
    return false;
  }
  const auto& text = sample[1].get_ref<const std::string&>();
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);  // reads NaN and +Inf as Prometheus writes them
  if (text.empty() || *end != '\0') {
    return false;
  }
  into.values.push_back(value);
  into.at = sample[0].get<double>();
  return true;
}

bool add_samples(const std::string& kind, const Json& result, QueryAnswer& into) {
  if (kind == "scalar") {
    return add_sample(result, into);
  }
  into.is_vector = true;
  return result.is_array() && std::all_of(result.begin(), result.end(), [&](const Json& series) {
           return series.is_object() && series.contains("value") && add_sample(series["value"], into);
         });
}

std::string text_at(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
}

}  // namespace

Result<QueryAnswer> read_query_answer(int status, const std::string& body) {
  constexpr int kOk = 200;
  const Json answer = Json::parse(body, nullptr, false);
  const bool readable = answer.is_object();
  if (status != kOk || !readable || text_at(answer, "status") != "success") {
    return refused(status, readable ? text_at(answer, "error") : std::string());
  }
  // What came from a part of the servers behind it is not the whole truth.
  if (answer.contains("warnings") && answer["warnings"].is_array() && !answer["warnings"].empty()) {
    const Json& first = answer["warnings"].front();
    return Error{ErrorCode::kUnavailable, "Prometheus warns: " + (first.is_string() ? quote(first.get<std::string>()) : "of something"),
                 "try the expression in Prometheus"};
  }
  const Json data = answer.contains("data") ? answer["data"] : Json();
  if (!data.is_object() || !data.contains("result")) {
    return no_prometheus(status);
  }
  const std::string kind = text_at(data, "resultType");
  if (kind != "vector" && kind != "scalar") {
    return Error{ErrorCode::kQuery, "the expression gives no numbers of now but a " + quote(kind),
                 "a range like [5m] needs a function around it"};
  }
  QueryAnswer result;
  return add_samples(kind, data["result"], result) ? Result<QueryAnswer>(std::move(result)) : Result<QueryAnswer>(no_prometheus(status));
}

}  // namespace pgmedic
