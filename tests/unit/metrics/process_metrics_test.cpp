#include "metrics/process_metrics.h"

#include <ctime>
#include <map>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

std::map<std::string_view, double> now() {
  std::map<std::string_view, double> values;
  for (const OwnSample& sample : process_samples()) {
    EXPECT_NE(find_own_family(sample.name), nullptr) << sample.name;
    values[sample.name] = sample.value;
  }
  return values;
}

TEST(ProcessSamples, TellAboutThisProcess) {
  const auto values = now();
  EXPECT_GE(values.at("process_cpu_seconds_total"), 0);
  EXPECT_GT(values.at("process_resident_memory_bytes"), 100'000);
  EXPECT_GE(values.at("process_virtual_memory_bytes"), values.at("process_resident_memory_bytes"));
  EXPECT_GE(values.at("process_threads"), 1);
  EXPECT_LE(values.at("process_start_time_seconds"), static_cast<double>(std::time(nullptr)) + 2);
  EXPECT_GT(values.at("process_start_time_seconds"), static_cast<double>(std::time(nullptr)) - 3600);
}

TEST(ProcessSamples, CountOpenDescriptors) {
  const double before = now().at("process_open_fds");
  const int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(descriptor, 0);
  EXPECT_EQ(now().at("process_open_fds"), before + 1);
  close(descriptor);
}

}  // namespace
}  // namespace pgmedic
