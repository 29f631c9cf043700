#include "metrics/process_metrics.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"

namespace pgmedic {
namespace {

// Numbers of /proc/self/stat after the command's name, counted from the state (field 3 of proc(5)).
constexpr std::size_t kUserTicks = 11;
constexpr std::size_t kSystemTicks = 12;
constexpr std::size_t kThreads = 17;
constexpr std::size_t kStartTicks = 19;
constexpr std::size_t kVirtualBytes = 20;
constexpr std::size_t kResidentPages = 21;

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc() ? std::optional<double>(value) : std::nullopt;
}

struct FileCloser {
  void operator()(std::FILE* file) const {
    static_cast<void>(std::fclose(file));  // NOLINT(cppcoreguidelines-owning-memory): the deleter of read_file()'s pointer
  }
};

// Who scrapes waits for this: streams take longer to set up than these files to read.
std::string read_file(const char* path) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path, "re"));
  std::string text;
  std::array<char, 4096> piece{};
  while (file != nullptr) {
    const std::size_t got = std::fread(piece.data(), 1, piece.size(), file.get());
    text.append(piece.data(), got);
    if (got < piece.size()) {
      break;
    }
  }
  return text;
}

// When the system started, in Unix seconds.
std::optional<double> boot_time() {
  constexpr std::string_view kLine = "\nbtime ";
  const std::string text = read_file("/proc/stat");
  const std::size_t begin = text.find(kLine);
  return begin == std::string::npos ? std::nullopt : number(std::string_view(text).substr(begin + kLine.size()));
}

std::optional<double> open_descriptors() {
  std::error_code fault;
  double count = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", fault); !fault && entry != std::filesystem::directory_iterator();
       entry.increment(fault)) {
    ++count;
  }
  return fault ? std::nullopt : std::optional<double>(count - 1);  // without the one that lists them
}

class Samples {
 public:
  void add(std::string_view name, std::optional<double> value) {
    if (value) {
      samples_.push_back({name, {}, *value});
    }
  }
  std::vector<OwnSample> take() { return std::move(samples_); }

 private:
  std::vector<OwnSample> samples_;
};

void add_stat(Samples& samples) {
  const std::string stat = read_file("/proc/self/stat");
  const std::size_t name_end = stat.rfind(") ");  // a command's name may hold anything
  if (name_end == std::string::npos) {
    return;
  }
  const std::vector<std::string> fields = split(std::string_view(stat).substr(name_end + 2), ' ');
  if (fields.size() <= kResidentPages) {
    return;
  }
  const auto field = [&](std::size_t index) { return number(fields[index]).value_or(0); };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  samples.add("process_cpu_seconds_total", (field(kUserTicks) + field(kSystemTicks)) / ticks);
  samples.add("process_threads", field(kThreads));
  samples.add("process_virtual_memory_bytes", field(kVirtualBytes));
  samples.add("process_resident_memory_bytes", field(kResidentPages) * static_cast<double>(sysconf(_SC_PAGESIZE)));
  static const std::optional<double> kBooted = boot_time();
  if (kBooted) {
    samples.add("process_start_time_seconds", *kBooted + field(kStartTicks) / ticks);
  }
}

}  // namespace

std::vector<OwnSample> process_samples() {
  Samples samples;
  add_stat(samples);
  samples.add("process_open_fds", open_descriptors());
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    samples.add("process_max_fds", static_cast<double>(limit.rlim_cur));
  }
  return samples.take();
}

}  // namespace pgmedic
