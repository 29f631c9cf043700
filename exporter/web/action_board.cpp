#include "web/action_board.h"

#include <algorithm>

#include "web/action_json.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Readers of the API who ask the journal at once; those beyond come again.
constexpr int kReadersAtOnce = 2;
// The page loads itself every few seconds, for everybody who has it open.
constexpr auto kPageAge = 5s;
constexpr int kOnPage = 60;

HttpResponse json_response(std::string text) {
  HttpResponse response;
  response.content_type = "application/json; charset=utf-8";
  response.headers = {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}};
  response.body = std::move(text);
  return response;
}

HttpResponse busy() {
  HttpResponse response = text_response(503, "Too many ask for actions at once.");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

class Turn {
 public:
  explicit Turn(std::atomic<int>& readers) : readers_(readers), granted_(++readers <= kReadersAtOnce) {}
  ~Turn() { --readers_; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool granted() const { return granted_; }

 private:
  std::atomic<int>& readers_;
  const bool granted_;
};

}  // namespace

RemedyView ActionBoard::ask(const std::string& target, const RemedyStatus& status) {
  RemedyView fresh;
  if (status.journal_ok) {
    ActionFilter filter;
    filter.limit = kOnPage;
    auto actions = desk_->actions(target, filter);
    if (actions.ok()) {
      fresh.actions = std::move(*actions);
    } else {
      fresh.trouble = actions.error().text();
    }
  }
  return fresh;
}

std::optional<RemedyView> ActionBoard::view(const std::string& target) {
  if (desk_ == nullptr) {
    return std::nullopt;
  }
  const Result<RemedyStatus> status = desk_->status(target);
  if (!status.ok()) {
    return std::nullopt;
  }
  std::unique_lock lock(mutex_);
  const SteadyTime now = clock_.steady_now();
  const auto found = seen_.find(target);
  if (found == seen_.end() || now - found->second.at > kPageAge) {
    seen_[target].at = now;  // others get what was known while this one asks
    lock.unlock();
    RemedyView fresh = ask(target, *status);
    lock.lock();
    seen_[target].view = std::move(fresh);
  }
  RemedyView view = seen_[target].view;
  view.status = *status;
  return view;
}

HttpResponse ActionBoard::list(const HttpRequest& request) {
  const auto question = parse_actions_question(request.query);
  if (!question.ok()) {
    return text_response(400, question.error().text());
  }
  if (!is_open()) {
    return json_response("{\"targets\":[],\"actions\":[]}\n");
  }
  const Turn turn(readers_);
  return turn.granted() ? json_response(actions_json(*desk_, *question)) : busy();
}

HttpResponse ActionBoard::show(const std::string& id) {
  if (!is_open() || !is_action_id(id)) {
    return text_response(404, "There is no such action.");
  }
  const Turn turn(readers_);
  if (!turn.granted()) {
    return busy();
  }
  const auto details = desk_->find(id);
  if (details.ok()) {
    return json_response(action_json(*details));
  }
  return details.error().code == ErrorCode::kInvalid ? text_response(404, "There is no such action.")
                                                     : text_response(503, details.error().text());
}

}  // namespace pgmedic
