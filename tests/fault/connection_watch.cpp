#include "fault/connection_watch.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace pgmedic::fault {
namespace {

namespace fs = std::filesystem;
constexpr auto kBetweenSamples = std::chrono::milliseconds(20);

using Descriptors = std::set<std::pair<std::string, std::string>>;  // number and "socket:[inode]"

// The inodes of all TCP sockets of the process's network that lead to that port.
std::set<std::string> inodes_of(const std::string& proc, int port) {
  std::ifstream table(proc + "/net/tcp");
  std::string line;
  std::getline(table, line);
  std::set<std::string> inodes;
  constexpr int kHexadecimal = 16;
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    const std::vector<std::string> words{std::istream_iterator<std::string>(fields), {}};
    constexpr std::size_t kRemote = 2;
    constexpr std::size_t kInode = 9;
    if (words.size() > kInode && std::stoi(words[kRemote].substr(words[kRemote].find(':') + 1), nullptr, kHexadecimal) == port) {
      inodes.insert("socket:[" + words[kInode] + "]");
    }
  }
  return inodes;
}

Descriptors sockets_of(const std::string& proc) {
  Descriptors found;
  std::error_code fault;
  for (fs::directory_iterator entry(proc + "/fd", fault), end; !fault && entry != end; entry.increment(fault)) {
    std::error_code gone;
    const std::string target = fs::read_symlink(entry->path(), gone).string();
    if (!gone && target.rfind("socket:", 0) == 0) {
      found.emplace(entry->path().filename().string(), target);
    }
  }
  return found;
}

}  // namespace

ConnectionWatch::ConnectionWatch(pid_t process, int port) : process_(process), port_(port) {
  thread_ = std::thread([this] {
    while (!stop_) {
      sample();
      std::this_thread::sleep_for(kBetweenSamples);
    }
  });
}

ConnectionWatch::~ConnectionWatch() {
  stop_ = true;
  thread_.join();
}

// What is there in a first and in a second look was open, all of it, at the moment between the two.
void ConnectionWatch::sample() {
  const std::string proc = "/proc/" + std::to_string(process_);
  const Descriptors first = sockets_of(proc);
  const std::set<std::string> ours = inodes_of(proc, port_);
  const Descriptors second = sockets_of(proc);
  const auto count = std::count_if(first.begin(), first.end(), [&](const auto& descriptor) {
    return ours.count(descriptor.second) > 0 && second.count(descriptor) > 0;
  });
  most_ = std::max(most_.load(), static_cast<std::size_t>(count));
}

}  // namespace pgmedic::fault
