#include "postgres/maintenance_options.h"

#include "base/limits.h"

namespace pgmedic {
namespace {

constexpr int kVersion14 = 140000;
constexpr int kVersion17 = 170000;

}  // namespace

// Values are written as pg_settings shows them, in base units, so that they can be compared.
SafeSettings maintenance_settings() {
  return {{"search_path", "pg_catalog"},
          {"default_transaction_read_only", "off"},
          {"default_transaction_isolation", "read committed"},
          {"synchronous_commit", "on"},  // what is written down must not be lost
          {"statement_timeout", std::to_string(kInitialStatementTimeout.count())},
          {"lock_timeout", std::to_string(Milliseconds(limits::kLockTimeout).count())},
          {"idle_in_transaction_session_timeout", "10000"},
          {"client_min_messages", "notice"},  // warnings tell a skipped table
          {"jit", "off"},
          {"max_parallel_maintenance_workers", "0"}};
}

SafeSettings maintenance_settings_since(int version_num) {
  SafeSettings settings;
  if (version_num >= kVersion14) {
    // A statement that lost its client shall finish: aborted, it would leave half an index behind.
    settings.emplace_back("client_connection_check_interval", "0");
    settings.emplace_back("idle_session_timeout", "0");
  }
  if (version_num >= kVersion17) {
    settings.emplace_back("transaction_timeout", "0");
  }
  return settings;
}

}  // namespace pgmedic
