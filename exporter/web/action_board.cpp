#include "web/action_board.h"

#include <algorithm>

#include "web/action_json.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Readers of the API who ask the journal at once; those beyond come again.
constexpr int kReadersAtOnce = 2;
// And how often they do, all together.
constexpr std::size_t kReadsEachSecond = 2;
constexpr auto kAnswerAge = 2s;
// The page loads itself every few seconds, for everybody who has it open.
constexpr auto kPageAge = 5s;
constexpr int kOnPage = 60;

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

bool ActionBoard::takes(const std::string& target) const {
  const auto targets = desk_ == nullptr ? std::vector<std::string>() : desk_->targets();
  return std::find(targets.begin(), targets.end(), target) != targets.end();
}

HttpResponse ActionBoard::list(const HttpRequest& request) {
  const auto question = parse_actions_question(request.query);
  if (!question.ok()) {
    return text_response(400, question.error().text());
  }
  if (!is_open()) {
    return json_response(200, "{\"targets\":[],\"actions\":[]}\n");
  }
  return answer("list " + request.query, [&] { return json_response(200, actions_json(*desk_, *question)); });
}

HttpResponse ActionBoard::show(const std::string& id) {
  if (!is_open() || !is_action_id(id)) {
    return text_response(404, "There is no such action.");
  }
  return answer("show " + id, [&] {
    const auto details = desk_->find(id);
    if (details.ok()) {
      return json_response(200, action_json(*details));
    }
    return details.error().code == ErrorCode::kInvalid ? text_response(404, "There is no such action.")
                                                       : text_response(503, details.error().text());
  });
}

HttpResponse ActionBoard::answer(const std::string& question, const std::function<HttpResponse()>& read) {
  if (auto known = told(question)) {
    return json_response(200, std::move(*known));
  }
  const Turn turn(readers_);
  if (!turn.granted() || !may_read()) {
    return come_again("Too many ask for actions at once.");
  }
  HttpResponse response = read();
  if (response.status == 200) {
    const std::lock_guard lock(mutex_);
    told_[question] = {clock_.steady_now(), response.body};
  }
  return response;
}

// What is too old to be told again is forgotten, so that no more is kept than can be read in that time.
std::optional<std::string> ActionBoard::told(const std::string& question) {
  const std::lock_guard lock(mutex_);
  const SteadyTime now = clock_.steady_now();
  std::erase_if(told_, [&](const auto& entry) { return now - entry.second.at >= kAnswerAge; });
  const auto found = told_.find(question);
  return found == told_.end() ? std::nullopt : std::optional(found->second.json);
}

bool ActionBoard::may_read() {
  const std::lock_guard lock(mutex_);
  const SteadyTime now = clock_.steady_now();
  if (reads_.size() == kReadsEachSecond && now - reads_.front() < 1s) {
    return false;
  }
  if (reads_.size() == kReadsEachSecond) {
    reads_.pop_front();
  }
  reads_.push_back(now);
  return true;
}

}  // namespace pgmedic
