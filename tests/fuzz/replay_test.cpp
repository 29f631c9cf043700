// The fuzzers' seeds, and what becomes of them by cutting and changing a little, through the same entry: in every build, always the same,
// without the compiler's help. A check that does not hold ends the program.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kPieces = 64;     // beginnings of each seed
constexpr std::size_t kChanges = 200;   // changed copies, over all seeds
constexpr std::size_t kMostBytes = 16;  // changed in each

std::vector<std::string> seeds() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(PGMEDIC_SEEDS)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const std::filesystem::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

void give(const std::string& text) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
}

TEST(FuzzReplay, Seeds) {
  ASSERT_FALSE(seeds().empty());
  for (const std::string& seed : seeds()) {
    give(seed);
  }
}

TEST(FuzzReplay, BeginningsOfSeeds) {
  const std::vector<std::string> all = seeds();
  const std::string& longest = *std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  for (std::size_t piece = 0; piece < kPieces; ++piece) {
    give(longest.substr(0, longest.size() * piece / kPieces));
  }
}

TEST(FuzzReplay, ChangedSeeds) {
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same every time
  const std::vector<std::string> all = seeds();
  for (std::size_t change = 0; change < kChanges; ++change) {
    std::string text = all[change % all.size()];
    for (std::size_t i = random() % kMostBytes + 1; i > 0; --i) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    const std::size_t from = random() % text.size();
    text.insert(random() % text.size(), text.substr(from, random() % 64));
    give(text);
  }
}

}  // namespace
