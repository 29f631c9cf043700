#include "web/http_fetch.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "postgres/secrets.h"

namespace pgmedic {
namespace {

// A hundred times what the answers of interest have.
constexpr std::size_t kLongestBody = 1'048'576;

struct EasyCloser {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyCloser>;

struct Secrets {
  std::string bearer;
  std::string password;
};

Result<std::string> read_secret(const std::string& path) {
  if (path.empty()) {
    return std::string();
  }
  Result<std::string> text = read_secret_file(path);
  // It becomes a part of a header.
  if (text && std::any_of(text->begin(), text->end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
    return Error{ErrorCode::kInvalid, "the file " + path + " holds more than one line", "a secret is one line of text"};
  }
  return text;
}

Result<Secrets> read_secrets(const HttpSource& source) {
  Result<std::string> bearer = read_secret(source.bearer_token_file);
  if (!bearer) {
    return std::move(bearer).error();
  }
  Result<std::string> password = read_secret(source.password_file);
  if (!password) {
    return std::move(password).error();
  }
  return Secrets{std::move(*bearer), std::move(*password)};
}

std::string url_of(const HttpSource& source, const std::string& path) {
  std::string url = source.url;
  while (!path.empty() && !url.empty() && url.back() == '/') {
    url.pop_back();
  }
  return url + path;
}

// More than is wanted ends the transfer.
std::size_t take_body(const char* data, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  const std::size_t bytes = size * count;
  if (bytes > kLongestBody - body.size()) {
    return 0;
  }
  body.append(data, bytes);
  return bytes;
}

int is_given_up(void* flag, curl_off_t /*down*/, curl_off_t /*downloaded*/, curl_off_t /*up*/, curl_off_t /*uploaded*/) {
  return *static_cast<const std::atomic<bool>*>(flag) ? 1 : 0;
}

std::string form_of(CURL* easy, const FetchRequest& request) {
  std::string form;
  for (const auto& [name, value] : request.form) {
    char* const escaped = curl_easy_escape(easy, value.data(), static_cast<int>(value.size()));
    form += (form.empty() ? "" : "&") + name + "=" + (escaped == nullptr ? "" : escaped);
    curl_free(escaped);
  }
  return form;
}

void set_access(CURL* easy, const HttpSource& source, const Secrets& secrets) {
  if (!source.bearer_token_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
    curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, secrets.bearer.c_str());
  } else if (!source.username.empty()) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_USERNAME, source.username.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, secrets.password.c_str());
  }
  if (!source.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, source.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // these and no others
  }
}

void set_manners(CURL* easy, const HttpSource& source, const std::atomic<bool>& given_up) {
  const long timeout = source.timeout.count();
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");  // none of the environment's
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "pgmedic");
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, is_given_up);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &given_up);
}

void set_request(CURL* easy, const FetchRequest& request, const std::string& form) {
  if (request.method == FetchRequest::Method::kHead) {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method == FetchRequest::Method::kPost) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, form.c_str());
  }
}

Error fetch_error(const HttpSource& source, CURLcode code, const char* details) {
  const std::string where = "cannot ask " + source.url + ": ";
  switch (static_cast<int>(code)) {
    case CURLE_OPERATION_TIMEDOUT:
      return Error{ErrorCode::kDeadline, where + "no answer within its timeout", "see whether it is reachable from here"};
    case CURLE_ABORTED_BY_CALLBACK: return Error{ErrorCode::kUnavailable, where + "pgmedic ends"};
    case CURLE_WRITE_ERROR: return Error{ErrorCode::kUnavailable, where + "its answer is too long", "see whether the URL is right"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Error{ErrorCode::kPermission, where + details, "name the certificate authority that signed it in tls_config.ca_file"};
    default:
      return Error{ErrorCode::kUnavailable, where + (*details != '\0' ? details : curl_easy_strerror(code)),
                   "see whether it is reachable from here"};
  }
}

}  // namespace

Result<Fetched> fetch(const HttpSource& source, const FetchRequest& request, const std::atomic<bool>& given_up) {
  const Result<Secrets> secrets = read_secrets(source);
  if (!secrets) {
    return secrets.error();
  }
  const Easy easy(curl_easy_init());
  if (easy == nullptr) {
    return Error{ErrorCode::kInternal, "cannot make an HTTP request: no memory"};
  }
  const std::string url = url_of(source, request.path);
  const std::string form = form_of(easy.get(), request);
  std::array<char, CURL_ERROR_SIZE> details{};
  Fetched fetched;
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, details.data());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &fetched.body);
  set_manners(easy.get(), source, given_up);
  set_access(easy.get(), source, *secrets);
  set_request(easy.get(), request, form);
  const CURLcode code = curl_easy_perform(easy.get());
  if (code != CURLE_OK) {
    return fetch_error(source, code, details.data());
  }
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  fetched.status = static_cast<int>(status);
  return fetched;
}

}  // namespace pgmedic
