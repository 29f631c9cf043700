#include "web/http.h"

#include <algorithm>
#include <array>

namespace pgmedic {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

}  // namespace

bool equal_names(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> credentials_of(std::string_view authorization, std::string_view scheme) {
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos || !equal_names(authorization.substr(0, space), scheme)) {
    return std::nullopt;
  }
  return authorization.substr(std::min(authorization.find_first_not_of(' ', space), authorization.size()));
}

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_names(key, name)) {
      return value;
    }
  }
  return {};
}

std::size_t HttpRequest::count_headers(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(headers.begin(), headers.end(), [&](const auto& entry) { return equal_names(entry.first, name); }));
}

std::string decode_query(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

std::string encode_query(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kDigits[byte >> 4U]);
      out.push_back(kDigits[byte & 15U]);
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> query_pairs(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (!pair.empty()) {
      pairs.emplace_back(decode_query(pair.substr(0, equals)),
                         equals == std::string_view::npos ? std::string() : decode_query(pair.substr(equals + 1)));
    }
  }
  return pairs;
}

std::vector<std::string> query_values(std::string_view query, std::string_view name) {
  std::vector<std::string> values;
  for (auto& [key, value] : query_pairs(query)) {
    if (key == name) {
      values.push_back(std::move(value));
    }
  }
  return values;
}

const char* status_text(int status) {
  struct Name {
    int status;
    const char* text;
  };
  static constexpr std::array<Name, 14> kNames{{{200, "OK"},
                                                {400, "Bad Request"},
                                                {401, "Unauthorized"},
                                                {403, "Forbidden"},
                                                {404, "Not Found"},
                                                {405, "Method Not Allowed"},
                                                {408, "Request Timeout"},
                                                {409, "Conflict"},
                                                {411, "Length Required"},
                                                {413, "Content Too Large"},
                                                {415, "Unsupported Media Type"},
                                                {429, "Too Many Requests"},
                                                {500, "Internal Server Error"},
                                                {503, "Service Unavailable"}}};
  const auto* found = std::find_if(kNames.begin(), kNames.end(), [&](const Name& name) { return name.status == status; });
  return found == kNames.end() ? "Unknown" : found->text;
}

HttpResponse text_response(int status, std::string text) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(text);
  if (response.body.empty() || response.body.back() != '\n') {
    response.body.push_back('\n');
  }
  return response;
}

HttpResponse come_again(std::string text, int status) {
  HttpResponse response = text_response(status, std::move(text));
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

HttpResponse not_allowed(const std::string& allow) {
  HttpResponse response = text_response(405, "What is allowed here: " + allow + ".");
  response.headers.emplace_back("Allow", allow);
  return response;
}

HttpResponse json_response(int status, std::string text) {
  HttpResponse response;
  response.status = status;
  response.content_type = "application/json; charset=utf-8";
  response.headers = {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}};
  response.body = std::move(text);
  return response;
}

}  // namespace pgmedic
