// A damaged chunk must never look like a page. Also: the gzip reader of all page tests, which is zlib's own.
#include <algorithm>

#include <gtest/gtest.h>
#include <zlib.h>

#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace fixtures {

std::string gunzip(const std::string& bytes) {
  z_stream stream{};
  constexpr int kGzipOnly = 15 + 16;
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) {
    return "no memory";
  }
  std::string input = bytes;
  std::string text;
  std::vector<Bytef> buffer(100'000);
  stream.next_in = static_cast<Bytef*>(static_cast<void*>(input.data()));
  stream.avail_in = static_cast<uInt>(input.size());
  int outcome = Z_OK;
  while (outcome == Z_OK) {
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    outcome = inflate(&stream, Z_NO_FLUSH);
    std::transform(buffer.begin(), buffer.end() - static_cast<std::ptrdiff_t>(stream.avail_out), std::back_inserter(text),
                   [](Bytef byte) { return static_cast<char>(byte); });
  }
  const bool whole = outcome == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  return whole ? text : "damaged";
}

}  // namespace fixtures

namespace {

using fixtures::family_part;
using fixtures::gunzip;
using fixtures::part;
using fixtures::Written;
using fixtures::written;

std::string many_lines() {
  std::string lines;
  for (int i = 0; i < 20'000; ++i) {
    lines += "pg_x{n=\"" + std::to_string(i) + "\"} " + std::to_string(i * 7919 % 10007) + "\n";
  }
  return lines;
}

PartList damaged_at(std::size_t permille) {
  FamilyPart bad = family_part("pg_x", MetricType::kGauge, "H.", many_lines(), 20'000);
  std::string& bytes = bad.text.deflated;
  char& victim = bytes[bytes.size() * permille / 1000];
  victim = static_cast<char>(static_cast<unsigned char>(victim) ^ 0x10U);
  return {part({std::move(bad)}), part({family_part("pg_y", MetricType::kGauge, "H.", "pg_y 1\n")})};
}

TEST(DamagedChunk, EndsThePlainPageShort) {
  for (const std::size_t permille : {0U, 10U, 400U, 900U, 999U}) {
    const Page page(damaged_at(permille), {PageFormat::kText, false});
    const Written result = written(page);
    EXPECT_FALSE(result.complete) << permille;
    EXPECT_LT(result.bytes.size(), page.content_length()) << permille;
  }
}

TEST(DamagedChunk, IsRefusedByTheReaderOfTheGzipPage) {
  for (const std::size_t permille : {0U, 10U, 400U, 900U, 999U}) {
    EXPECT_EQ(gunzip(written(Page(damaged_at(permille), {PageFormat::kText, true})).bytes), "damaged") << permille;
  }
}

TEST(DamagedChunk, OfAStoredTextIsFoundByItsChecksum) {
  FamilyPart bad = family_part("pg_x", MetricType::kGauge, "H.", "pg_x 1\n");
  const std::size_t digit = bad.text.deflated.find("1\n");
  ASSERT_NE(digit, std::string::npos);
  bad.text.deflated[digit] = '2';
  const PartList parts{part({std::move(bad)})};
  EXPECT_FALSE(written(Page(parts, {PageFormat::kText, false})).complete);
  EXPECT_EQ(gunzip(written(Page(parts, {PageFormat::kText, true})).bytes), "damaged");
}

}  // namespace
}  // namespace pgmedic
