#include "support/process_stats.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

namespace pgmedic::support {
namespace {

namespace fs = std::filesystem;

fs::path proc(pid_t pid) {
  return fs::path("/proc") / std::to_string(pid);
}

// /proc/PID/stat after the command's name, which may hold anything: state is the first word.
std::vector<std::string> stat_words(pid_t pid) {
  std::ifstream file(proc(pid) / "stat");
  std::string line;
  std::getline(file, line);
  const std::size_t end = line.rfind(')');
  std::vector<std::string> words;
  if (end != std::string::npos) {
    std::istringstream rest(line.substr(end + 1));
    for (std::string word; rest >> word;) {
      words.push_back(word);
    }
  }
  return words;
}

constexpr std::size_t kState = 0;
constexpr std::size_t kParent = 1;
constexpr std::size_t kUserTicks = 11;
constexpr std::size_t kSystemTicks = 12;

std::size_t count_entries(const fs::path& directory) {
  std::error_code error;
  std::size_t count = 0;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    ++count;
  }
  return count;
}

std::vector<pid_t> children(pid_t pid) {
  std::vector<pid_t> found;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) {
      continue;
    }
    const pid_t candidate = std::stoi(name);
    const std::vector<std::string> words = stat_words(candidate);
    if (words.size() > kParent && words[kParent] == std::to_string(pid)) {
      found.push_back(candidate);
    }
  }
  return found;
}

}  // namespace

ProcessStats process_stats(pid_t pid) {
  ProcessStats stats;
  std::ifstream status(proc(pid) / "status");
  std::string key;
  while (status >> key) {
    if (key == "VmRSS:" || key == "VmHWM:") {
      std::size_t kilobytes = 0;
      status >> kilobytes;
      (key == "VmRSS:" ? stats.resident_bytes : stats.peak_resident_bytes) = kilobytes * 1024;
    } else if (key == "Threads:") {
      status >> stats.threads;
    }
    status.ignore(4096, '\n');
  }
  stats.descriptors = count_entries(proc(pid) / "fd");
  if (pid == ::getpid() && stats.descriptors > 0) {
    --stats.descriptors;  // the one that counts
  }
  const std::vector<std::string> words = stat_words(pid);
  if (words.size() > kSystemTicks) {
    stats.cpu_seconds = (std::stod(words[kUserTicks]) + std::stod(words[kSystemTicks])) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  return stats;
}

ProcessStats own_stats() {
  return process_stats(::getpid());
}

std::vector<pid_t> descendants(pid_t pid) {
  std::vector<pid_t> found = children(pid);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::vector<pid_t> below = children(found[i]);
    found.insert(found.end(), below.begin(), below.end());
  }
  return found;
}

char process_state(pid_t pid) {
  const std::vector<std::string> words = stat_words(pid);
  return words.empty() ? '\0' : words[kState].front();
}

}  // namespace pgmedic::support
