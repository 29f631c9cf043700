// Remedies that remember what they were asked.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "remedy/remedy_desk.h"

namespace pgmedic::test {

class FakeDesk final : public RemedyDesk {
 public:
  std::vector<NominationOutcome> nominate(const std::vector<Nomination>& nominations) override {
    const std::lock_guard lock(mutex_);
    ++batches_;
    nominated_.insert(nominated_.end(), nominations.begin(), nominations.end());
    return std::vector<NominationOutcome>(nominations.size(), NominationOutcome{fate_, "", "the journal is away"});
  }
  Status withdraw(const std::vector<Nomination>& nominations) override {
    const std::lock_guard lock(mutex_);
    withdrawn_.insert(withdrawn_.end(), nominations.begin(), nominations.end());
    return withdrawing_;
  }
  Status approve(const std::string& id, const std::string& actor) override { return note("approve", id, actor); }
  Status reject(const std::string& id, const std::string& actor) override { return note("reject", id, actor); }
  Status cancel(const std::string& id, const std::string& actor) override { return note("cancel", id, actor); }
  Status release(const std::string& id, const std::string& actor) override { return note("release", id, actor); }
  Status pause(const std::string& target, const std::string& actor) override { return note("pause", target, actor); }
  Status resume(const std::string& target, const std::string& actor) override { return note("resume", target, actor); }
  Status abort(const std::string& target, const std::string& actor) override { return note("abort", target, actor); }
  std::vector<std::string> targets() const override { return targets_; }
  Result<std::vector<Action>> actions(const std::string& target, const ActionFilter& /*filter*/) override {
    ++reads_;
    const auto found = actions_.find(target);
    return found == actions_.end() ? Result<std::vector<Action>>(Error{ErrorCode::kUnavailable, "no journal"}) : found->second;
  }
  Result<ActionDetails> find(const std::string& id) override {
    ++reads_;
    return details_.action.id == id ? Result<ActionDetails>(details_) : Error{ErrorCode::kInvalid, "no such action"};
  }
  Result<RemedyStatus> status(const std::string& target) const override {
    RemedyStatus status = status_;
    status.target = target;
    return status;
  }

  // NOLINTBEGIN(readability-identifier-naming): tests set them, and the plain names are those of the methods
  std::vector<std::string> targets_{"main"};
  NominationFate fate_ = NominationFate::kAccepted;
  Status answer_;
  Status withdrawing_;
  RemedyStatus status_;
  std::map<std::string, std::vector<Action>> actions_;
  ActionDetails details_;
  int batches_ = 0;
  int reads_ = 0;  // of the journal
  std::vector<Nomination> nominated_;
  std::vector<Nomination> withdrawn_;
  std::vector<std::string> said_;  // "approve ID by ACTOR"
                                   // NOLINTEND(readability-identifier-naming)

 private:
  Status note(const std::string& verb, const std::string& what, const std::string& actor) {
    const std::lock_guard lock(mutex_);
    said_.push_back(verb + " " + what + " by " + actor);
    return answer_;
  }
  std::mutex mutex_;
};

}  // namespace pgmedic::test
