#include "metrics/chunk.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>

#include "metrics/page.h"

namespace pgmedic {
namespace {

std::uint32_t crc_of(const std::string& text) {
  std::uint32_t crc = 0;
  for (const char c : text) {
    const auto byte = static_cast<Bytef>(c);
    crc = static_cast<std::uint32_t>(crc32(crc, &byte, 1));
  }
  return crc;
}

std::string noise(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < bytes) {
    text += static_cast<char>(random() & 0xFFU);
  }
  return text;
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += "pg_stat_user_tables_seq_scan{relname=\"table_" + std::to_string(i) + "\"} " + std::to_string(i * 37) + "\n";
  }
  return text;
}

TEST(Chunk, GivesBackWhatWentIn) {
  for (const std::string& text : {std::string(), std::string("a 1\n"), lines(3), lines(50'000), noise(200'000, 1)}) {
    for (const Chunk& chunk : {deflate_chunk(text), store_chunk(text), squeeze_chunk(text)}) {
      EXPECT_EQ(chunk.plain_bytes, text.size());
      EXPECT_EQ(chunk.crc, crc_of(text));
      EXPECT_TRUE(inflate_chunk(chunk) == text) << text.size();
    }
  }
}

TEST(Chunk, CompressesPageText) {
  const std::string text = lines(10'000);
  EXPECT_LT(deflate_chunk(text).deflated.size(), text.size() / 8);
}

TEST(Chunk, WriterMakesOneAfterTheOtherFromLinesOfAnySize) {
  ChunkWriter writer;
  const std::string huge(300'000, '7');
  writer.line("a", "{x=\"1\"", "} ", huge);
  writer.line("a", "{x=\"2\"", "} ", "2");
  const Chunk first = writer.finish();
  const Chunk nothing = writer.finish();
  writer.line("b", "", " ", "3");
  const Chunk second = writer.finish();
  EXPECT_TRUE(inflate_chunk(first) == "a{x=\"1\"} " + huge + "\na{x=\"2\"} 2\n");
  EXPECT_EQ(nothing.plain_bytes, 0U);
  EXPECT_EQ(nothing.deflated, "");
  EXPECT_EQ(inflate_chunk(second), "b 3\n");
}

TEST(Chunk, IsCompressedFromTheSizeThatTheWriterWasTold) {
  ChunkWriter writer(1000);
  for (const std::size_t size : {std::size_t{999}, std::size_t{1000}}) {
    const std::string text(size, 'x');
    writer.text(text);
    const Chunk chunk = writer.finish();
    EXPECT_EQ(inflate_chunk(chunk), text);
    EXPECT_EQ(chunk.deflated.size() < size, size >= 1000) << size;
  }
}

TEST(Chunk, OfOneWriterNeedNoneOfTheOthers) {
  const std::string text = lines(100);
  ChunkWriter writer;
  std::vector<Chunk> chunks;
  for (int i = 0; i < 3; ++i) {
    writer.text(text);
    chunks.push_back(writer.finish());
  }
  for (const Chunk& chunk : chunks) {
    EXPECT_EQ(inflate_chunk(chunk), text);
    EXPECT_EQ(chunk.deflated, chunks[0].deflated);
  }
}

TEST(Chunk, FillsItsBufferToTheLastByte) {
  for (std::size_t size = 64UL * 1024 - 3; size <= 64UL * 1024 + 3; ++size) {
    const std::string text = noise(size, 2);
    EXPECT_TRUE(inflate_chunk(deflate_chunk(text)) == text) << size;
  }
}

TEST(Chunk, DamageGivesNothing) {
  const Chunk good = deflate_chunk(lines(2'000));
  for (const std::size_t at : {std::size_t{0}, good.deflated.size() / 2, good.deflated.size() - 3}) {
    Chunk bad = good;
    bad.deflated[at] = static_cast<char>(~static_cast<unsigned char>(bad.deflated[at]));
    EXPECT_EQ(inflate_chunk(bad), "") << at;
  }
  Chunk cut = good;
  cut.deflated.resize(cut.deflated.size() / 2);
  EXPECT_EQ(inflate_chunk(cut), "");
  Chunk longer = good;
  longer.deflated += store_chunk("x 1\n").deflated;
  EXPECT_EQ(inflate_chunk(longer), "");
}

}  // namespace
}  // namespace pgmedic
