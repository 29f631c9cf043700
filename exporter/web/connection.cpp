#include "web/connection.h"

#include <civetweb.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <functional>

namespace pgmedic {
namespace {

// A piece of the answer: between two pieces the deadline is looked at.
constexpr std::size_t kWritePiece = std::size_t{64} * 1024;

// Reading asks for few bytes at a time because one call waits until it has all of them: a client that sends one byte just before
// each timeout would otherwise stay for as long as it likes. Large bodies come fast from those who mean well.
constexpr std::size_t kFirstPiece = 8;
constexpr std::size_t kLaterPiece = 256;
constexpr std::size_t kFirstBytes = 4096;

// The client sends its body only after it was told to go on, or after a while; those of HTTP/1.0 do not know of it.
bool waits_to_go_on(const mg_connection* connection, const HttpRequest& request) {
  const char* version = mg_get_request_info(connection)->http_version;
  return version != nullptr && std::string_view(version) == "1.1" && equal_names(request.header("Expect"), "100-continue");
}

// False: they were not complete in time.
bool take_bytes(mg_connection* connection, std::size_t length, SteadyTime deadline, const std::function<void(std::string_view)>& take) {
  std::array<char, kLaterPiece> piece{};
  for (std::size_t taken = 0; taken < length;) {
    const int got = mg_read(connection, piece.data(), std::min(taken < kFirstBytes ? kFirstPiece : kLaterPiece, length - taken));
    if (got <= 0 || std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    take({piece.data(), static_cast<std::size_t>(got)});
    taken += static_cast<std::size_t>(got);
  }
  return true;
}

std::string http_date() {
  std::array<char, 64> text{};
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), length};
}

std::string head_of(const HttpResponse& response) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + status_text(response.status) + "\r\nDate: " + http_date() +
                     "\r\nContent-Type: " + response.content_type + "\r\nContent-Length: " + std::to_string(response.length()) +
                     "\r\nConnection: close\r\n";
  for (const auto& [name, value] : response.headers) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  return head + "\r\n";
}

// Gathers small pieces, so that a page of a thousand chunks is not a thousand packets.
class Writer {
 public:
  Writer(mg_connection* connection, SteadyTime deadline) : connection_(connection), deadline_(deadline) { buffer_.reserve(kWritePiece); }

  bool add(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t length = std::min(bytes.size(), kWritePiece - buffer_.size());
      buffer_.append(bytes.substr(0, length));
      bytes.remove_prefix(length);
      if (buffer_.size() == kWritePiece && !flush()) {
        return false;
      }
    }
    return true;
  }

  bool flush() {
    const auto length = static_cast<int>(buffer_.size());
    const bool in_time = std::chrono::steady_clock::now() < deadline_;
    const bool written = in_time && (length == 0 || mg_write(connection_, buffer_.data(), buffer_.size()) == length);
    buffer_.clear();
    return written;
  }

 private:
  mg_connection* connection_;
  SteadyTime deadline_;
  std::string buffer_;
};

}  // namespace

HttpRequest read_request_head(mg_connection* connection) {
  const mg_request_info* info = mg_get_request_info(connection);
  HttpRequest request;
  request.method = info->request_method;
  request.path = info->request_uri == nullptr ? "" : info->request_uri;
  request.query = info->query_string == nullptr ? "" : info->query_string;
  request.remote_address = std::begin(info->remote_addr);
  request.tls = info->is_ssl != 0;
  request.client_certificate = info->client_cert != nullptr;
  for (int i = 0; i < info->num_headers; ++i) {
    const mg_header& header = info->http_headers[i];
    request.headers.emplace_back(header.name, header.value);
  }
  return request;
}

std::size_t declared_length(const mg_connection* connection) {
  const long long length = mg_get_request_info(connection)->content_length;
  return length < 0 ? 0 : static_cast<std::size_t>(length);
}

std::optional<std::string> framing_problem(const HttpRequest& request) {
  const std::size_t lengths = request.count_headers("Content-Length");
  if (lengths > 1 || request.count_headers("Host") > 1) {
    return "Content-Length or Host stands twice";
  }
  if (lengths == 1 && request.has_header("Transfer-Encoding")) {
    return "Content-Length and Transfer-Encoding exclude each other";
  }
  const std::string_view length = request.header("Content-Length");
  if (lengths == 1 && (length.empty() || length.find_first_not_of("0123456789") != std::string_view::npos)) {
    return "Content-Length is no number";
  }
  return std::nullopt;
}

Result<std::string> read_request_body(mg_connection* connection, const HttpRequest& request, std::size_t limit, SteadyTime deadline) {
  if (request.has_header("Transfer-Encoding")) {
    return Error{ErrorCode::kUnsupported, "a body needs Content-Length", "chunked bodies are not accepted"};
  }
  const std::size_t length = declared_length(connection);
  if (length > limit) {
    return Error{ErrorCode::kInvalid, "the body is longer than " + std::to_string(limit) + " bytes"};
  }
  constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
  if (length > 0 && waits_to_go_on(connection, request) &&
      mg_write(connection, kGoOn.data(), kGoOn.size()) != static_cast<int>(kGoOn.size())) {
    return Error{ErrorCode::kTimeout, "the client is gone"};
  }
  std::string body;
  body.reserve(length);  // no growing, which would hold it twice
  if (!take_bytes(connection, length, deadline, [&](std::string_view bytes) { body.append(bytes); })) {
    return Error{ErrorCode::kTimeout, "the body was not complete in time"};
  }
  return body;
}

void discard_request_body(mg_connection* connection, const HttpRequest& request, SteadyTime deadline) {
  if (waits_to_go_on(connection, request)) {
    return;
  }
  static_cast<void>(take_bytes(connection, declared_length(connection), deadline, [](std::string_view /*bytes*/) {}));
}

void write_response(mg_connection* connection, const HttpRequest& request, const HttpResponse& response, SteadyTime deadline) {
  Writer writer(connection, deadline);
  if (!writer.add(head_of(response))) {
    return;
  }
  if (request.method != "HEAD") {
    const bool complete =
        response.page ? response.page->write([&](std::string_view bytes) { return writer.add(bytes); }) : writer.add(response.text());
    if (!complete) {
      return;
    }
  }
  writer.flush();
}

}  // namespace pgmedic
