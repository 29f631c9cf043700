#include "unit/web/http_client.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

namespace pgmedic::test {
namespace {

constexpr int kPatienceSeconds = 20;

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;

Bio memory(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

Context client_context(const TlsIdentity& identity) {
  Context context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  const std::unique_ptr<X509, void (*)(X509*)> ca(PEM_read_bio_X509(memory(identity.ca).get(), nullptr, nullptr, nullptr), &X509_free);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), ca.get());
  if (!identity.certificate.empty()) {
    const std::unique_ptr<X509, void (*)(X509*)> own(PEM_read_bio_X509(memory(identity.certificate).get(), nullptr, nullptr, nullptr),
                                                     &X509_free);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(PEM_read_bio_PrivateKey(memory(identity.key).get(), nullptr, nullptr, nullptr),
                                                             &EVP_PKEY_free);
    SSL_CTX_use_certificate(context.get(), own.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
  }
  if (identity.max_version != 0) {
    SSL_CTX_set_max_proto_version(context.get(), identity.max_version == 12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  }
  if (!identity.cipher.empty()) {
    SSL_CTX_set_cipher_list(context.get(), identity.cipher.c_str());
  }
  return context;
}

std::string common_name(SSL* tls) {
  const std::unique_ptr<X509, void (*)(X509*)> peer(SSL_get1_peer_certificate(tls), &X509_free);
  std::array<char, 128> name{};
  if (peer == nullptr) {
    return {};
  }
  X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name.data(), static_cast<int>(name.size()));
  return name.data();
}

}  // namespace

Connection::Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  const timeval patience{kPatienceSeconds, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  if (connect(socket_, static_cast<const sockaddr*>(static_cast<const void*>(&address)), sizeof(address)) != 0) {
    close(socket_);
    socket_ = -1;
  }
}

Connection::~Connection() {
  if (socket_ >= 0) {
    close(socket_);
  }
}

bool Connection::send(const std::string& bytes) const {
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::string Connection::read_all() const {
  std::string all;
  std::array<char, 65536> buffer{};
  for (ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0); got > 0; got = recv(socket_, buffer.data(), buffer.size(), 0)) {
    all.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return all;
}

std::string Answer::header(const std::string& name) const {
  const auto start = head.find("\r\n" + name + ": ");
  if (start == std::string::npos) {
    return {};
  }
  const auto value = start + name.size() + 4;
  return head.substr(value, head.find("\r\n", value) - value);
}

Answer parse_answer(const std::string& bytes) {
  Answer answer;
  const auto end = bytes.find("\r\n\r\n");
  if (bytes.rfind("HTTP/1.1 ", 0) == 0 && end != std::string::npos) {
    answer.status = std::stoi(bytes.substr(9, 3));
    answer.head = bytes.substr(0, end + 2);
    answer.body = bytes.substr(end + 4);
  }
  return answer;
}

std::string request_text(const std::string& method, const std::string& target, const Headers& headers) {
  std::string text = method + " " + target + " HTTP/1.1\r\n";
  if (std::none_of(headers.begin(), headers.end(), [](const auto& header) { return header.first == "Host"; })) {
    text += "Host: localhost\r\n";
  }
  for (const auto& [name, value] : headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  return text + "\r\n";
}

Answer fetch(int port, const std::string& target, const Headers& headers, const std::string& method) {
  const Connection connection(port);
  if (!connection.connected() || !connection.send(request_text(method, target, headers))) {
    return {};
  }
  return parse_answer(connection.read_all());
}

Answer fetch_tls(int port, const std::string& target, const TlsIdentity& identity, const Headers& headers) {
  const Connection connection(port);
  const auto context = client_context(identity);
  const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context.get()), &SSL_free);
  SSL_set_fd(tls.get(), connection.socket());
  SSL_set_verify(tls.get(), SSL_VERIFY_PEER, nullptr);
  SSL_set1_host(tls.get(), "localhost");
  const std::string text = request_text("GET", target, headers);
  if (SSL_connect(tls.get()) != 1 || SSL_write(tls.get(), text.data(), static_cast<int>(text.size())) <= 0) {
    return {};
  }
  std::string bytes;
  std::array<char, 16384> buffer{};
  for (int got = SSL_read(tls.get(), buffer.data(), static_cast<int>(buffer.size())); got > 0;
       got = SSL_read(tls.get(), buffer.data(), static_cast<int>(buffer.size()))) {
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  Answer answer = parse_answer(bytes);
  answer.server_certificate = common_name(tls.get());
  return answer;
}

std::string gunzip(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string in = bytes;
  stream.next_in = static_cast<Bytef*>(static_cast<void*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  std::string out(64U << 20U, '\0');
  stream.next_out = static_cast<Bytef*>(static_cast<void*>(out.data()));
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return code == Z_STREAM_END ? out : std::string("damaged");
}

std::string basic_auth(const std::string& user, const std::string& password) {
  const std::string text = user + ":" + password;
  std::string encoded(text.size() * 2 + 8, '\0');
  const int length =
      EVP_EncodeBlock(static_cast<unsigned char*>(static_cast<void*>(encoded.data())),
                      static_cast<const unsigned char*>(static_cast<const void*>(text.data())), static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return "Basic " + encoded;
}

}  // namespace pgmedic::test
