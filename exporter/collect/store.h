// The snapshot of one target: the newest part of every collector in every database, each with its time to live.
// Thread rule: any thread; parts are shared, never changed.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "metrics/part.h"

namespace pgmedic {

class SnapshotStore {
 public:
  using Key = std::pair<std::string, std::string>;  // collector, database

  void publish(const Key& key, std::shared_ptr<const Part> part, SteadyTime expires);
  void remove(const Key& key);

  // The parts that are still fresh.
  std::vector<std::shared_ptr<const Part>> fresh(SteadyTime now) const;
  // Forgets what has expired, for the memory's sake. Returns the keys.
  std::vector<Key> expire(SteadyTime now);
  std::vector<Key> keys() const;
  // Series of all parts but that of one key: what counts against the target's limit.
  std::size_t series_without(const Key& key) const;
  std::size_t series() const;

 private:
  struct Entry {
    std::shared_ptr<const Part> part;
    SteadyTime expires;
  };
  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;  // guarded by mutex_
  std::size_t series_ = 0;        // guarded by mutex_
};

}  // namespace pgmedic
