#include "support/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace pgmedic::support {
namespace {

struct EasyCloser {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* headers) {
  const std::string line(data, size * count);
  const std::size_t colon = line.find(':');
  if (colon != std::string::npos) {
    std::string name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t first = line.find_first_not_of(" \t", colon + 1);
    const std::size_t last = line.find_last_not_of(" \t\r\n");
    (*static_cast<std::map<std::string, std::string>*>(headers))[name] =
        first == std::string::npos || last < first ? "" : line.substr(first, last + 1 - first);
  }
  return size * count;
}

void set_tls(CURL* easy, const HttpRequest& request) {
  if (!request.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, request.ca_file.c_str());
  }
  if (!request.certificate_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_SSLCERT, request.certificate_file.c_str());
    curl_easy_setopt(easy, CURLOPT_SSLKEY, request.key_file.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, request.verify ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, request.verify ? 2L : 0L);
}

void set_request(CURL* easy, const HttpRequest& request) {
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  const long timeout = request.timeout.count();
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (!request.body.empty() || request.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
  }
  if (request.method != "HEAD") {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  if (!request.basic_auth.empty()) {
    curl_easy_setopt(easy, CURLOPT_USERPWD, request.basic_auth.c_str());
  }
}

}  // namespace

HttpResponse http(const HttpRequest& request) {
  static std::once_flag initialized;
  std::call_once(initialized, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, EasyCloser> easy(curl_easy_init());
  if (!easy) {
    throw std::runtime_error("curl_easy_init failed");
  }
  set_request(easy.get(), request);
  set_tls(easy.get(), request);
  std::unique_ptr<curl_slist, ListCloser> headers;
  for (const std::string& header : request.headers) {
    headers.reset(curl_slist_append(headers.release(), header.c_str()));
  }
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());

  HttpResponse response;
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &response.body);
  curl_easy_setopt(easy.get(), CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(easy.get(), CURLOPT_HEADERDATA, &response.headers);
  const CURLcode code = curl_easy_perform(easy.get());
  curl_easy_getinfo(easy.get(), CURLINFO_TOTAL_TIME, &response.seconds);
  if (code == CURLE_OK) {
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &response.status);
  } else {
    response.error = curl_easy_strerror(code);
  }
  return response;
}

HttpResponse http_get(const std::string& url, std::vector<std::string> headers) {
  HttpRequest request;
  request.url = url;
  request.headers = std::move(headers);
  return http(request);
}

HttpResponse http_post(const std::string& url, const std::string& body, std::vector<std::string> headers) {
  HttpRequest request;
  request.url = url;
  request.method = "POST";
  request.body = body;
  request.headers = std::move(headers);
  return http(request);
}

}  // namespace pgmedic::support
