// One request of ours to a server that the configuration names: HEAD, GET or a form by POST. It follows no redirect, uses no proxy,
// takes a bounded answer within a deadline, and reads its secrets from their files anew.
// Thread rule: free functions, any thread. Errors name the address and what to do, never a secret.
#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "remedy/outside.h"

namespace pgmedic {

struct FetchRequest {
  enum class Method { kHead, kGet, kPost };
  Method method = Method::kGet;
  std::string path;                                       // behind the source's URL
  std::vector<std::pair<std::string, std::string>> form;  // of a POST
};

struct Fetched {
  int status = 0;
  std::string body;
};

Result<Fetched> fetch(const HttpSource& source, const FetchRequest& request, const std::atomic<bool>& given_up);

}  // namespace pgmedic
