// A small HTTP/1.1 client for the tests: plain or TLS, on loopback.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pgmedic::test {

// A connected socket, closed by the destructor.
class Connection {
 public:
  explicit Connection(int port);
  ~Connection();
  Connection(Connection&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection& operator=(Connection&&) = delete;

  int socket() const { return socket_; }
  bool connected() const { return socket_ >= 0; }
  bool send(const std::string& bytes) const;
  std::string read_all() const;  // until the server closes, or 20 s pass without a byte

 private:
  int socket_;
};

struct TlsIdentity {
  std::string ca;           // PEM: whom to trust
  std::string certificate;  // PEM: who we are; empty: nobody
  std::string key;
  int max_version = 0;      // 12 or 13; 0: any
  std::string cipher = {};  // offer this only
};

struct Answer {
  int status = 0;  // 0: no answer
  std::string head;
  std::string body;
  std::string server_certificate;  // common name, with TLS

  std::string header(const std::string& name) const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

Answer parse_answer(const std::string& bytes);
std::string request_text(const std::string& method, const std::string& target, const Headers& headers = {});

// One request on its own connection.
Answer fetch(int port, const std::string& target, const Headers& headers = {}, const std::string& method = "GET");
Answer fetch_tls(int port, const std::string& target, const TlsIdentity& identity, const Headers& headers = {});

std::string gunzip(const std::string& bytes);
std::string basic_auth(const std::string& user, const std::string& password);

}  // namespace pgmedic::test
