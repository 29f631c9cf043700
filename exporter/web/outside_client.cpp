#include "web/outside_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>

#include "web/http_fetch.h"
#include "web/prometheus_answer.h"

namespace pgmedic {
namespace {

using Method = FetchRequest::Method;

// The library counts who uses it.
class CurlUse {
 public:
  CurlUse() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~CurlUse() { curl_global_cleanup(); }
  CurlUse(const CurlUse&) = delete;
  CurlUse& operator=(const CurlUse&) = delete;
};

WallTime wall_time(double unix_time) {
  return WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(unix_time)));
}

class OutsideClient final : public Outside {
 public:
  explicit OutsideClient(const Clock& clock) : clock_(clock) {}

  Result<OutsideAnswer> ask(const OutsideQuestion& question, const std::atomic<bool>& given_up) const override {
    return question.query.empty() ? look_at(question.source, given_up) : evaluate(question, given_up);
  }

 private:
  // A server that knows no HEAD is asked with GET.
  Result<OutsideAnswer> look_at(const HttpSource& source, const std::atomic<bool>& given_up) const {
    constexpr int kNotAllowed = 405;
    constexpr int kNotImplemented = 501;
    Result<Fetched> page = fetch(source, {Method::kHead, "", {}}, given_up);
    if (page && (page->status == kNotAllowed || page->status == kNotImplemented)) {
      page = fetch(source, {Method::kGet, "", {}}, given_up);
    }
    return page ? Result<OutsideAnswer>(OutsideAnswer{page->status, {}, clock_.wall_now()}) : Result<OutsideAnswer>(page.error());
  }

  // The values of an expression carry the time for which they were computed. How old the samples are, only timestamp() tells: of a
  // plain series; of anything computed it gives the same time again.
  static Result<OutsideAnswer> evaluate(const OutsideQuestion& question, const std::atomic<bool>& given_up) {
    const Result<QueryAnswer> answer = query(question.source, question.query, {}, given_up);
    if (!answer) {
      return answer.error();
    }
    constexpr int kOk = 200;
    OutsideAnswer result{kOk, answer->values, wall_time(answer->at)};
    if (!answer->is_vector || answer->values.empty()) {
      return result;
    }
    const Result<QueryAnswer> sampled = query(question.source, "timestamp(\n" + question.query + "\n)", answer->at, given_up);
    if (!sampled) {
      return sampled.error();
    }
    if (!sampled->values.empty()) {
      result.oldest = wall_time(*std::min_element(sampled->values.begin(), sampled->values.end()));
    }
    return result;
  }

  static Result<QueryAnswer> query(const HttpSource& source, const std::string& expression, std::optional<double> at,
                                   const std::atomic<bool>& given_up) {
    FetchRequest request{Method::kPost, "/api/v1/query", {{"query", expression}, {"timeout", fmt::format("{}ms", source.timeout.count())}}};
    if (at) {
      request.form.emplace_back("time", fmt::format("{:.3f}", *at));
    }
    const Result<Fetched> fetched = fetch(source, request, given_up);
    if (!fetched) {
      return fetched.error();
    }
    Result<QueryAnswer> answer = read_query_answer(fetched->status, fetched->body);
    if (!answer) {
      Error error = std::move(answer).error();
      error.message = "the expression " + expression + ": " + error.message;
      return error;
    }
    return answer;
  }

  const CurlUse curl_;
  const Clock& clock_;
};

}  // namespace

std::shared_ptr<const Outside> make_outside_client(const Clock& clock) {
  return std::make_shared<OutsideClient>(clock);
}

}  // namespace pgmedic
