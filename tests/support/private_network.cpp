#include "support/private_network.h"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "support/child_process.h"

namespace pgmedic::support {
namespace {

void run(const std::string& program, std::vector<std::string> arguments) {
  ChildSettings settings;
  settings.program = program;
  settings.arguments = std::move(arguments);
  run_program(settings);
}

void change(const std::string& action, const std::string& address, int port) {
  const std::string text = std::to_string(port);
  run("/usr/sbin/iptables", {"-w", action, "INPUT", "-p", "tcp", "-d", address, "--dport", text, "-j", "DROP"});
  run("/usr/sbin/iptables", {"-w", action, "INPUT", "-p", "tcp", "-s", address, "--sport", text, "-j", "DROP"});
}

}  // namespace

std::string enter_private_network() {
  if (::geteuid() != 0) {
    return "a network namespace takes root";
  }
  if (::unshare(CLONE_NEWNET) != 0) {
    return "a network namespace cannot be made: " + std::generic_category().message(errno);
  }
  run("/usr/sbin/ip", {"link", "set", "lo", "up"});
  return "";
}

void swallow_packets(const std::string& address, int port) {
  change("-A", address, port);
}

void let_packets_through(const std::string& address, int port) {
  change("-D", address, port);
}

}  // namespace pgmedic::support
