#include "web/control_site.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>
#include <chrono>
#include <string_view>

#include "base/text.h"
#include "web/address.h"
#include "web/web_config.h"

namespace pgmedic {
namespace {

constexpr std::size_t kLongestToken = 4096;
constexpr std::size_t kLongestLoggedPath = 200;

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest digest_of(std::string_view text) {
  Digest digest{};
  const std::string bytes(text);
  SHA256(static_cast<const unsigned char*>(static_cast<const void*>(bytes.data())), bytes.size(), digest.data());
  return digest;
}

// Takes equally long whatever the texts are, even their lengths.
bool equal_secrets(std::string_view left, std::string_view right) {
  const Digest a = digest_of(left);
  const Digest b = digest_of(right);
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Result<std::string> read_token(const std::string& file) {
  auto text = read_small_file(file, kLongestToken);
  if (!text.ok()) {
    return text.error();
  }
  std::string token(trim(*text));
  if (token.empty()) {
    return Error{ErrorCode::kInvalid, file + " is empty", "write the control token into it, for instance 32 random letters"};
  }
  return token;
}

Status check_control(const ControlSettings& settings, bool certified) {
  if (!settings.token_file.empty()) {
    const auto token = read_token(settings.token_file);
    return token.ok() ? Status() : Status(token.error());
  }
  if (settings.loopback || certified) {
    return {};
  }
  return Error{ErrorCode::kInvalid, "the control listener can be reached from other machines but asks for no credentials",
               "set --control_token_file, or client_auth_type RequireAndVerifyClientCert in the web configuration, or listen on 127.0.0.1"};
}

bool ControlSite::authorized(const HttpRequest& request) const {
  if (settings_.token_file.empty()) {
    return settings_.loopback || (request.client_certificate && certified_());
  }
  const auto token = read_token(settings_.token_file);
  if (!token.ok()) {
    if (const auto left_out = unreadable_.admit(std::chrono::steady_clock::now())) {
      log_.error("control token cannot be read", {{"error", token.error().text()}, {"left_out", std::to_string(*left_out)}});
    }
    return false;
  }
  const auto given = credentials_of(request.header("Authorization"), "Bearer");
  return given && equal_secrets(*given, *token);
}

std::optional<HttpResponse> ControlSite::refuse(const HttpRequest& request) const {
  // A web page in somebody's browser must not steer us: neither by a form nor by a name that it makes point here.
  if (request.has_header("Origin") || (settings_.loopback && !is_local_host_header(request.header("Host")))) {
    return text_response(403, "Requests of web pages are refused here: no Origin header, and a Host that is localhost or an IP address.");
  }
  if (request.method != "POST") {
    return handle(request);  // changes nothing and has no body that anybody wants
  }
  if (authorized(request)) {
    return std::nullopt;
  }
  if (const auto left_out = refused_.admit(std::chrono::steady_clock::now())) {
    log_.warn("control request refused", {{"path", request.path.substr(0, kLongestLoggedPath)},
                                          {"client", request.remote_address},
                                          {"left_out", std::to_string(*left_out)}});
  }
  HttpResponse response = text_response(401, "Unauthorized: send the control token as Authorization: Bearer TOKEN.");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

HttpResponse ControlSite::handle(const HttpRequest& request) const {
  if (request.path == "/-/healthy") {
    return request.method == "GET" || request.method == "HEAD" ? text_response(200, "pgmedic is healthy.") : not_allowed("GET");
  }
  if (request.path == "/-/reload") {
    return request.method == "POST" ? reload() : not_allowed("POST");
  }
  if (auto response = actions_->handle(request)) {
    return std::move(*response);
  }
  return text_response(404,
                       "Not found. There are POST /-/reload, GET /-/healthy, and POST /api/v1/alerts, /api/v1/actions/ID/VERB, "
                       "/api/v1/pause, /api/v1/resume and /api/v1/abort; metrics are on the other listener.");
}

HttpResponse ControlSite::reload() const {
  if (auto status = reload_(); !status.ok()) {
    const int code = status.error().code == ErrorCode::kUnavailable ? 503 : 500;
    return text_response(code, "Not reloaded, the old configuration stays: " + status.error().text());
  }
  return text_response(200, "Reloaded.");
}

}  // namespace pgmedic
