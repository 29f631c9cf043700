// What cmake/embed_sql.cmake writes is what it read, whatever the files hold.
#include <gtest/gtest.h>

#include "catalog/bundle.h"
#include "catalog/source_files.h"

namespace pgmedic {
namespace {

TEST(Embedding, KeepsEveryByte) {
  const std::vector<SourceFile> files = sql_bundle();
  ASSERT_EQ(files.size(), 3U);
  for (const SourceFile& file : files) {
    const std::optional<std::string> original = read_file(std::string(PGMEDIC_EMBED_ROOT) + "/" + file.path);
    ASSERT_TRUE(original.has_value()) << file.path;
    EXPECT_EQ(file.text, *original) << file.path;
  }
  EXPECT_EQ(files[0].path, "sql/empty.sql");
  EXPECT_TRUE(files[0].text.empty());
  EXPECT_GT(files[1].text.size(), 150'000U);
}

}  // namespace
}  // namespace pgmedic
