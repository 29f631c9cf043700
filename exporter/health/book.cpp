#include "health/book.h"

#include <iterator>

#include "base/limits.h"
#include "health/levels.h"

namespace pgmedic {
namespace {

constexpr std::array kSeverities{Severity::kWarning, Severity::kCritical};

// What must not be missed has as much room again beyond the bound of all.
std::size_t most_objects(const Check& check, const Book::Entry& entry) {
  const bool vital = check.collector.empty() || entry.beyond[1];
  return limits::kObjectsPerTarget * (vital ? 2 : 1);
}

std::size_t index_of(Severity severity) {
  return severity == Severity::kCritical ? 1 : 0;
}

bool has_fired(const Check& check, const std::optional<SteadyTime>& since, SteadyTime now) {
  return since && now - *since >= check.hold;
}

// Follows both severities with the value of now. False: beyond none of them.
bool follow(const Check& check, Book::Entry& entry, SteadyTime now) {
  bool any = false;
  for (const Severity severity : kSeverities) {
    std::optional<SteadyTime>& since = entry.beyond.at(index_of(severity));
    const std::optional<double> threshold = check.threshold(severity);
    const double value = entry.observation.value;
    // Only a finding is held by the hysteresis, not what might become one.
    const bool stays = threshold && (is_beyond(check.direction, value, *threshold) ||
                                     (has_fired(check, since, now) && is_beyond(check.direction, value, end_level(check, *threshold))));
    if (!stays) {
      since.reset();
    } else if (!since) {
      since = now;
    }
    any = any || stays;
  }
  return any;
}

}  // namespace

void Book::note(const Check& check, Page& page, Entry entry, SteadyTime now) {
  const auto known = page.entries.find(entry.observation.key);
  if (known != page.entries.end()) {
    // Two rows with the same labels: the worse one counts.
    const double other = known->second.observation.value;
    const double value = entry.observation.value;
    if (check.direction == Direction::kBelow ? other <= value : other >= value) {
      return;
    }
  }
  if (!follow(check, entry, now)) {
    return;
  }
  if (known != page.entries.end()) {
    known->second = std::move(entry);
  } else if (objects_ < most_objects(check, entry)) {
    ++objects_;
    std::string key = entry.observation.key;
    page.entries.emplace(std::move(key), std::move(entry));
  } else {
    ++page.cut.at(entry.beyond[1] ? 1 : 0);
  }
}

void Book::make_room(SteadyTime now) {
  for (auto page = pages_.begin(); page != pages_.end();) {
    page = page->second.expires < now ? erase(page) : std::next(page);
  }
}

void Book::update(const Check& check, const std::string& place, Judgement judgement, const Moment& now, Milliseconds ttl) {
  if (objects_ + judgement.observations.size() > limits::kObjectsPerTarget) {
    make_room(now.steady);
  }
  Page& page = pages_[{check.name, place}];
  std::unordered_map<std::string, Entry> before = std::exchange(page.entries, {});
  objects_ -= before.size();
  if (page.expires < now.steady) {
    before.clear();  // what was too old to be known has ended
  }
  page.expires = now.steady + ttl;
  page.reason = std::move(judgement.reason);
  page.detail = std::move(judgement.detail);
  page.cut = judgement.cut;
  if (!page.reason.empty()) {
    return;
  }
  for (Observation& observation : judgement.observations) {
    const auto known = before.find(observation.key);
    Entry entry;
    entry.since = known == before.end() ? now.wall : known->second.since;
    if (known != before.end()) {
      entry.beyond = known->second.beyond;
    }
    entry.observation = std::move(observation);
    note(check, page, std::move(entry), now.steady);
  }
}

void Book::rejudge(const Check& check, SteadyTime now) {
  for (auto& [key, page] : pages_) {
    if (key.first != check.name) {
      continue;
    }
    for (auto entry = page.entries.begin(); entry != page.entries.end();) {
      if (follow(check, entry->second, now)) {
        ++entry;
      } else {
        entry = page.entries.erase(entry);
        --objects_;
      }
    }
  }
}

Book::Pages::iterator Book::erase(Pages::iterator page) {
  objects_ -= page->second.entries.size();
  return pages_.erase(page);
}

const Book::Page* Book::find(const std::string& check, const std::string& place, SteadyTime now) const {
  const auto found = pages_.find({check, place});
  return found == pages_.end() || found->second.expires < now ? nullptr : &found->second;
}

std::vector<std::string> Book::places(const std::string& check, SteadyTime now) const {
  std::vector<std::string> places;
  for (auto page = pages_.lower_bound({check, ""}); page != pages_.end() && page->first.first == check; ++page) {
    if (page->second.expires >= now) {
      places.push_back(page->first.second);
    }
  }
  return places;
}

std::optional<Severity> severity_of(const Check& check, const Book::Entry& entry, SteadyTime now) {
  for (const Severity severity : {Severity::kCritical, Severity::kWarning}) {
    if (has_fired(check, entry.beyond.at(index_of(severity)), now)) {
      return severity;
    }
  }
  return std::nullopt;
}

Severity pending_severity(const Book::Entry& entry) {
  return entry.beyond[1] ? Severity::kCritical : Severity::kWarning;
}

}  // namespace pgmedic
