// A web server on free loopback ports over fakes.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "unit/web/fakes.h"
#include "unit/web/http_client.h"
#include "web/server.h"

namespace pgmedic::test {

class ServerTest : public testing::Test {
 public:
  ~ServerTest() override {
    server_.reset();
    std::error_code code;
    std::filesystem::remove_all(folder_, code);
  }

 protected:
  ServerTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pgmedic_web_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    settings_.listen_address = "127.0.0.1:0";
    settings_.version = "0.0.0";
    settings_.threads = 16;
    settings_.tls_library_dir = PGMEDIC_TLS_LIBRARY_DIR;
    hooks_.reload = [this] {
      ++reloads_;
      return reload_result_;
    };
  }

  void start() {
    auto started = try_start();
    ASSERT_TRUE(started.ok()) << started.error().text();
  }
  Status try_start() {
    auto started = WebServer::start(settings_, fleet_, metrics_, hooks_, clock_, log_);
    if (!started.ok()) {
      return started.error();
    }
    server_ = std::move(*started);
    return {};
  }
  Status reload() {
    const auto prepared = server_->prepare_reload();
    if (!prepared.ok()) {
      return prepared.error();
    }
    (*prepared)();
    return {};
  }
  Answer get(const std::string& target, const Headers& headers = {}, const std::string& method = "GET") const {
    return fetch(server_->port(), target, headers, method);
  }
  std::string write_file(const std::string& name, const std::string& text) const {
    std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::string folder_;
  FakeFleet fleet_;
  SelfMetrics metrics_;
  StandingClock clock_;
  RememberingLog log_;
  WebSettings settings_;
  WebHooks hooks_;
  std::atomic<int> reloads_{0};
  Status reload_result_;
  std::unique_ptr<WebServer> server_;
};

}  // namespace pgmedic::test
