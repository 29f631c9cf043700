// Actions for whoever only reads, on the listener that is open to many: the journal lies in the server that is watched, so it is
// asked rarely, whatever the number of readers.
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "remedy/remedy_desk.h"
#include "web/http.h"
#include "web/remedies_section.h"

namespace pgmedic {

class ActionBoard {
 public:
  // desk may be null: there are no remedies.
  ActionBoard(std::shared_ptr<RemedyDesk> desk, const Clock& clock) : desk_(std::move(desk)), clock_(clock) {}

  // For the status page; what is shown may be some seconds old. Nothing where the target only observes.
  std::optional<RemedyView> view(const std::string& target);
  bool is_open() const { return desk_ != nullptr && !desk_->targets().empty(); }
  // Whether this target's remedies do more than observe, or something still runs there.
  bool takes(const std::string& target) const;

  // GET /api/v1/actions and /api/v1/actions/ID. Both together ask the journal twice in a second at most, whoever asks: the session that
  // they ask also watches what runs. The same question again within two seconds gets the same answer; others beyond get 503.
  HttpResponse list(const HttpRequest& request);
  HttpResponse show(const std::string& id);

 private:
  struct Seen {
    SteadyTime at;
    RemedyView view;
  };
  struct Told {
    SteadyTime at;
    std::string json;
  };
  RemedyView ask(const std::string& target, const RemedyStatus& status);
  HttpResponse answer(const std::string& question, const std::function<HttpResponse()>& read);
  std::optional<std::string> told(const std::string& question);
  bool may_read();

  const std::shared_ptr<RemedyDesk> desk_;
  const Clock& clock_;
  std::atomic<int> readers_{0};
  std::mutex mutex_;
  std::map<std::string, Seen> seen_;  // guarded by mutex_
  std::map<std::string, Told> told_;  // guarded by mutex_
  std::deque<SteadyTime> reads_;      // guarded by mutex_: the last ones
};

}  // namespace pgmedic
