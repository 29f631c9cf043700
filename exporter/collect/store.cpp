#include "collect/store.h"

namespace pgmedic {

void SnapshotStore::publish(const Key& key, std::shared_ptr<const Part> part, SteadyTime expires) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[key];
  if (entry.part) {
    series_ -= entry.part->series;
  }
  series_ += part->series;
  entry = Entry{std::move(part), expires};
}

void SnapshotStore::remove(const Key& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found != entries_.end()) {
    series_ -= found->second.part->series;
    entries_.erase(found);
  }
}

std::vector<std::shared_ptr<const Part>> SnapshotStore::fresh(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const Part>> parts;
  parts.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) {
    if (now < entry.expires) {
      parts.push_back(entry.part);
    }
  }
  return parts;
}

std::vector<SnapshotStore::Key> SnapshotStore::expire(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  std::vector<Key> expired;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (now < entry->second.expires) {
      ++entry;
      continue;
    }
    series_ -= entry->second.part->series;
    expired.push_back(entry->first);
    entry = entries_.erase(entry);
  }
  return expired;
}

std::vector<SnapshotStore::Key> SnapshotStore::keys() const {
  const std::lock_guard lock(mutex_);
  std::vector<Key> keys;
  for (const auto& [key, entry] : entries_) {
    keys.push_back(key);
  }
  return keys;
}

std::size_t SnapshotStore::series_without(const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  return series_ - (found == entries_.end() ? 0 : found->second.part->series);
}

std::size_t SnapshotStore::series() const {
  const std::lock_guard lock(mutex_);
  return series_;
}

}  // namespace pgmedic
