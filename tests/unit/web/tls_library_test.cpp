#include "web/tls_library.h"

#include <gmock/gmock.h>

namespace pgmedic::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

TEST(TlsLibrary, IsSearchedBesideTheProgramAndWhereItIsInstalled) {
  const auto places = tls_library_places("/usr/bin/pgmedic");
  EXPECT_THAT(places, Contains("/usr/bin/lib/pgmedic"));
  EXPECT_THAT(places, Contains(testing::MatchesRegex("/usr/lib.*/pgmedic")));
}

TEST(TlsLibrary, LoadsFromTheBuild) {
  const Status status = load_tls_library(PGMEDIC_TLS_LIBRARY_DIR);
  EXPECT_TRUE(status.ok()) << status.error().text();
}

TEST(TlsLibrary, TellsWhereItSearched) {
  const Status status = load_tls_library("/nowhere");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(status.error().text(), HasSubstr("/nowhere"));
}

}  // namespace
}  // namespace pgmedic::test
