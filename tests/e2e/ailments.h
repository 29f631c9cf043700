// Troubles that a test can plant in a healthy chain and take away again, each with the alert that must tell of it.
// Thread rule: the test's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "e2e/chain.h"
#include "support/sql_client.h"

namespace pgmedic::e2e {

struct Ailment {
  std::map<std::string, std::string> labels;  // of the alert; alertname first of all
  std::function<void(Chain&)> plant;
  std::function<void(Chain&)> heal;
};

// Lines of `checks:` under which a small trouble is big enough, and nothing else is one.
std::string sensitive_checks();
// What the server and the pooler need for all this.
std::map<std::string, std::string> fragile_server();
std::map<std::string, std::string> small_pooler();

// All can be had at once.
std::vector<Ailment> ailments();

}  // namespace pgmedic::e2e
