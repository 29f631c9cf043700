// All targets, as the layers above see them. A reload swaps targets behind this interface; what was handed out stays valid.
// Thread rule: any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "collect/status.h"
#include "metrics/part.h"

namespace pgmedic {

class TargetView {
 public:
  virtual ~TargetView() = default;
  virtual const std::string& name() const = 0;
  virtual const std::map<std::string, std::string>& labels() const = 0;  // for service discovery
  // Everything fresh about this target, pgmedic's own metrics about it included. No SQL, returns at once.
  virtual std::vector<std::shared_ptr<const Part>> parts() const = 0;
  virtual TargetStatus status() const = 0;
};

class Fleet {
 public:
  virtual ~Fleet() = default;
  virtual std::vector<std::shared_ptr<const TargetView>> targets() const = 0;  // in the configuration's order
  virtual std::shared_ptr<const TargetView> find(const std::string& name) const = 0;
  // Metrics about the process as a whole.
  virtual std::vector<std::shared_ptr<const Part>> own_parts() const = 0;
  // Every target was asked once, whatever came of it: /-/ready.
  virtual bool ready() const = 0;
};

}  // namespace pgmedic
