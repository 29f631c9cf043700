#include "app/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <system_error>

namespace pgmedic {
namespace {

// Fields of /proc/self/stat after the program's name, which may contain spaces; see proc(5), whose numbers start at 1.
std::vector<std::string> stat_fields() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) {
    return {};
  }
  std::istringstream rest(text.substr(name_end + 1));
  return {std::istream_iterator<std::string>(rest), {}};
}
constexpr std::size_t kFirstField = 3;
constexpr std::size_t kUserTime = 14 - kFirstField;
constexpr std::size_t kSystemTime = 15 - kFirstField;
constexpr std::size_t kThreads = 20 - kFirstField;
constexpr std::size_t kStartTime = 22 - kFirstField;
constexpr std::size_t kVirtualBytes = 23 - kFirstField;
constexpr std::size_t kResidentPages = 24 - kFirstField;

double boot_time() {
  std::ifstream file("/proc/stat");
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind("btime ", 0) == 0) {
      return std::stod(line.substr(6));
    }
  }
  return 0;
}

double count_open_files() {
  std::error_code fault;
  double count = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", fault), end; !fault && entry != end; entry.increment(fault)) {
    ++count;
  }
  return count > 0 ? count - 1 : 0;  // without the one that listed them
}

}  // namespace

std::vector<OwnSample> process_samples() {
  std::vector<OwnSample> samples;
  const std::vector<std::string> fields = stat_fields();
  if (fields.size() > kResidentPages) {
    const auto number = [&](std::size_t field) { return std::stod(fields[field]); };
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    samples.push_back({"process_cpu_seconds_total", {}, (number(kUserTime) + number(kSystemTime)) / ticks});
    samples.push_back({"process_threads", {}, number(kThreads)});
    samples.push_back({"process_virtual_memory_bytes", {}, number(kVirtualBytes)});
    samples.push_back({"process_resident_memory_bytes", {}, number(kResidentPages) * static_cast<double>(sysconf(_SC_PAGESIZE))});
    if (const double boot = boot_time(); boot > 0) {
      samples.push_back({"process_start_time_seconds", {}, boot + number(kStartTime) / ticks});
    }
  }
  samples.push_back({"process_open_fds", {}, count_open_files()});
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    samples.push_back({"process_max_fds", {}, static_cast<double>(limit.rlim_cur)});
  }
  return samples;
}

}  // namespace pgmedic
