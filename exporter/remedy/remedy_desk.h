// What the layers above may ask of the remedies. Remedies is the one that works; tests stand another in its place.
// Thread rule: any thread. Calls that ask the journal take as long as the server does, at most a few seconds.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "remedy/remedy_report.h"

namespace pgmedic {

class RemedyDesk {
 public:
  virtual ~RemedyDesk() = default;

  // In the journal before it returns, in the given order.
  virtual std::vector<NominationOutcome> nominate(const std::vector<Nomination>& nominations) = 0;
  // Nobody holds the object to be in need any more: what was not begun is superseded. Nothing to do is no error; where it could
  // not be written down for all of them, it is to be said again.
  virtual Status withdraw(const std::vector<Nomination>& nominations) = 0;

  // kInvalid where there is no such action, or its state does not allow it.
  virtual Status approve(const std::string& id, const std::string& actor) = 0;
  virtual Status reject(const std::string& id, const std::string& actor) = 0;
  virtual Status cancel(const std::string& id, const std::string& actor) = 0;
  virtual Status release(const std::string& id, const std::string& actor) = 0;  // out of quarantine
  // Target empty: all. Abort is pause, and cancels what runs.
  virtual Status pause(const std::string& target, const std::string& actor) = 0;
  virtual Status resume(const std::string& target, const std::string& actor) = 0;
  virtual Status abort(const std::string& target, const std::string& actor) = 0;

  virtual std::vector<std::string> targets() const = 0;  // those that may do more than observe
  virtual Result<std::vector<Action>> actions(const std::string& target, const ActionFilter& filter) = 0;
  virtual Result<ActionDetails> find(const std::string& id) = 0;
  virtual Result<RemedyStatus> status(const std::string& target) const = 0;
};

}  // namespace pgmedic
