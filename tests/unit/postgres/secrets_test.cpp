#include "postgres/secrets.h"

#include <gmock/gmock.h>

#include "support/temp_dir.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

TEST(SecretFile, LosesItsLineEndOnly) {
  const support::TempDir files;
  EXPECT_EQ(read_secret_file(files.write("a", " se cret \r\n")).value(), " se cret ");
  EXPECT_EQ(read_secret_file(files.write("b", "")).value(), "");
  EXPECT_EQ(read_secret_file(files.write("c", std::string(5000, 'x'))).value().size(), 5000U);
}

TEST(SecretFile, ThatCannotBeReadIsNamed) {
  const Result<std::string> missing = read_secret_file("/nonexistent/secret");
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.error().text(), HasSubstr("/nonexistent/secret"));
  EXPECT_FALSE(read_secret_file("/").ok());
  EXPECT_FALSE(read_secret_file("/dev/zero").ok());
}

}  // namespace
}  // namespace pgmedic
