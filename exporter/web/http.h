// A request and a response as the routes see them, free of the HTTP library.
// Thread rule: plain values of one request; its thread only.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metrics/page.h"

namespace pgmedic {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string path;   // as it was sent, before the question mark; never decoded, so that only exact paths match
  std::string query;  // after the question mark, as it was sent
  HeaderList headers;
  std::string remote_address;
  std::string body;  // of control requests, complete
  bool tls = false;
  bool client_certificate = false;  // the client showed one; whether it was verified is the TLS configuration's matter

  // The first header of that name, without regard to case; empty when absent.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const { return count_headers(name) > 0; }
  std::size_t count_headers(std::string_view name) const;
};

// Without regard to the case of letters of ASCII: names of headers and of schemes.
bool equal_names(std::string_view left, std::string_view right);
// What stands after the scheme in an Authorization header; nothing when the scheme is another one.
std::optional<std::string_view> credentials_of(std::string_view authorization, std::string_view scheme);

// Names and values of a query string, decoded, in their order.
std::vector<std::pair<std::string, std::string>> query_pairs(std::string_view query);
// The values of one parameter of a query string, decoded; several when it stands several times.
std::vector<std::string> query_values(std::string_view query, std::string_view name);
// %XX and + decoded; a broken escape stays as it is.
std::string decode_query(std::string_view text);
// Everything but letters, digits and -._~ as %XX: for links.
std::string encode_query(std::string_view text);

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  HeaderList headers;
  std::string body;
  // Instead of a body: one that others are answered with, too.
  std::shared_ptr<const std::string> shared_body;
  // Instead of a body: a page that is written piece by piece.
  std::optional<Page> page;

  const std::string& text() const { return shared_body ? *shared_body : body; }
  std::size_t length() const { return page ? page->content_length() : text().size(); }
};

const char* status_text(int status);
HttpResponse text_response(int status, std::string text);
// To whom something may work in a second: 503, or 429.
HttpResponse come_again(std::string text, int status = 503);
// 405; allow: methods as the header Allow has them.
HttpResponse not_allowed(const std::string& allow);
// What is served as JSON is true now and not later: no cache keeps it.
HttpResponse json_response(int status, std::string text);

}  // namespace pgmedic
