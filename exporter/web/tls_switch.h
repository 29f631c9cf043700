// The TLS context in force, exchanged without stopping a listener: connections that begin after set() use the new one,
// those that are open keep theirs.
// Thread rule: any thread.
#pragma once

#include <memory>
#include <mutex>

#include "web/tls_context.h"

namespace pgmedic {

// Neither copied nor moved: OpenSSL knows its address.
class TlsSwitch {
 public:
  explicit TlsSwitch(std::shared_ptr<const TlsContext> first);

  void set(std::shared_ptr<const TlsContext> next);
  std::shared_ptr<const TlsContext> current() const;

  // What the listeners hand to every connection: a context that has nothing but the question which one is in force.
  ssl_ctx_st* front() const { return front_.get(); }

 private:
  std::shared_ptr<ssl_ctx_st> front_;
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsContext> current_;  // guarded by mutex_
};

}  // namespace pgmedic
