#include "web/connection.h"

#include <civetweb.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace pgmedic {
namespace {

// A piece of the answer: between two pieces the deadline is looked at.
constexpr std::size_t kWritePiece = 64U * 1024U;

// Reading asks for few bytes at a time because one call waits until it has all of them: a client that sends one byte just before
// each timeout would otherwise stay for as long as it likes. Large bodies come fast from those who mean well.
constexpr std::size_t kFirstPiece = 8;
constexpr std::size_t kLaterPiece = 256;
constexpr std::size_t kFirstBytes = 4096;

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

Result<std::string> read_request_body(mg_connection* connection, const HttpRequest& request, std::size_t limit, SteadyTime deadline) {
  if (request.has_header("Transfer-Encoding")) {
    return Error{ErrorCode::kUnsupported, "a body needs Content-Length", "chunked bodies are not accepted"};
  }
  const long long declared = mg_get_request_info(connection)->content_length;
  if (declared <= 0) {
    return std::string();
  }
  const auto length = static_cast<std::size_t>(declared);
  if (length > limit) {
    return Error{ErrorCode::kInvalid, "the body is longer than " + std::to_string(limit) + " bytes"};
  }
  std::string body;
  std::array<char, kLaterPiece> piece{};
  while (body.size() < length) {
    const int got =
        mg_read(connection, piece.data(), std::min(body.size() < kFirstBytes ? kFirstPiece : kLaterPiece, length - body.size()));
    if (got <= 0 || std::chrono::steady_clock::now() > deadline) {
      return Error{ErrorCode::kTimeout, "the body was not complete in time"};
    }
    body.append(piece.data(), static_cast<std::size_t>(got));
  }
  return body;
}

void write_response(mg_connection* connection, const HttpRequest& request, const HttpResponse& response, SteadyTime deadline) {
  Writer writer(connection, deadline);
  if (!writer.add(head_of(response))) {
    return;
  }
  if (request.method != "HEAD") {
    const bool complete =
        response.page ? response.page->write([&](std::string_view bytes) { return writer.add(bytes); }) : writer.add(response.body);
    if (!complete) {
      return;
    }
  }
  writer.flush();
}

}  // namespace pgmedic
