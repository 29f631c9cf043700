// HTTP as curl speaks it, for looking at pgmedic's pages.
// Thread rule: any thread; every request is a connection of its own.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace pgmedic::support {

struct HttpRequest {
  std::string url;
  std::string method = "GET";
  std::vector<std::string> headers;  // "Name: value"
  std::string body;
  std::chrono::milliseconds timeout{10'000};
  // TLS
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  bool verify = true;
  // "user:password"
  std::string basic_auth;
};

struct HttpResponse {
  long status = 0;                             // 0: no answer, see error
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // as it came: gzip stays gzip
  double seconds = 0;                          // from start to the last byte
  std::string error;
};

HttpResponse http(const HttpRequest& request);
HttpResponse http_get(const std::string& url, std::vector<std::string> headers = {});
HttpResponse http_post(const std::string& url, const std::string& body, std::vector<std::string> headers = {});

}  // namespace pgmedic::support
