// pgmedic itself, running with a configuration of the test's.
// Thread rule: one thread, which lives as long as the daemon. page() fails the test when the page is late or not there.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "fault/page.h"
#include "support/child_program.h"
#include "support/temp_dir.h"

namespace pgmedic::fault {

using namespace std::chrono_literals;

// Nothing but a failure waits that long.
inline constexpr auto kPatience = 60s;
// The page's contract is a tenth of that; on a machine with much to do this still proves that it waits for no server, because
// whatever waits for one waits longer.
inline constexpr double kPromptSeconds = 2;

class Daemon {
 public:
  // The configuration file's text; --listen_address and --control_address are given by itself.
  explicit Daemon(const std::string& configuration, std::vector<std::string> flags = {});

  Page page();
  // Waits until the page is as wanted; every page on the way is prompt.
  bool shows(const std::function<bool(const Page&)>& wanted, std::chrono::milliseconds patience = kPatience);
  // The collector succeeds there once more, and once more after that: it goes on.
  bool renews(const std::string& collector, const std::string& database = "");

  // Writes the configuration anew and asks for a reload by SIGHUP.
  void configure(const std::string& configuration) const;
  void hang_up() { program_.signal(SIGHUP); }
  std::string configuration_file() const { return home_.path() / "pgmedic.yml"; }

  std::string url(const std::string& path = "/metrics") const { return scheme_ + "://127.0.0.1:" + std::to_string(port_) + path; }
  std::string control_url(const std::string& path) const { return scheme_ + "://127.0.0.1:" + std::to_string(control_port_) + path; }
  int port() const { return port_; }
  int control_port() const { return control_port_; }
  support::ChildProgram& program() { return program_; }
  std::string log() const { return program_.err(); }

 private:
  int port_of(const std::string& listener);

  support::TempDir home_;
  support::ChildProgram program_;
  std::string scheme_ = "http";
  int port_ = 0;
  int control_port_ = 0;
  int bad_pages_ = 0;
};

// What a process holds. A leak is more of it after the bad day than before.
struct Holdings {
  std::size_t descriptors = 0;
  std::size_t threads = 0;
  std::size_t resident_bytes = 0;
};
// The most of each over a moment in which nothing happens but polling.
Holdings holdings_of(Daemon& daemon);
// Fails the test unless the daemon comes back to what it held.
void expect_no_leak(Daemon& daemon, const Holdings& before);

}  // namespace pgmedic::fault
