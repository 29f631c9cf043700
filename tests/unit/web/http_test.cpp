#include "web/http.h"

#include <gmock/gmock.h>

namespace pgmedic::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Query, ValuesAreDecoded) {
  EXPECT_THAT(query_values("target=a%20b+c&x=1", "target"), ElementsAre("a b c"));
  EXPECT_THAT(query_values("t%61rget=a", "target"), ElementsAre("a"));
  EXPECT_THAT(query_values("target=1&target=2&targets=3", "target"), ElementsAre("1", "2"));
  EXPECT_THAT(query_values("target&&target=", "target"), ElementsAre("", ""));
  EXPECT_THAT(query_values("", "target"), IsEmpty());
}

TEST(Query, BrokenEscapesStay) {
  EXPECT_EQ(decode_query("%"), "%");
  EXPECT_EQ(decode_query("%4"), "%4");
  EXPECT_EQ(decode_query("%zz%41"), "%zzA");
}

TEST(Query, EncodingIsUndoneByDecoding) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    all.push_back(static_cast<char>(byte));
  }
  EXPECT_EQ(decode_query(encode_query(all)), all);
  EXPECT_EQ(encode_query("a&b/ü"), "a%26b%2F%C3%BC");
}

TEST(Headers, AnAuthorizationIsSplitAtItsScheme) {
  for (const char* given : {"Bearer a b", "bearer a b", "BEARER   a b"}) {
    EXPECT_EQ(credentials_of(given, "Bearer"), "a b") << given;
  }
  EXPECT_EQ(credentials_of("Bearer ", "Bearer"), "");
  for (const char* given : {"", "Bearer", "Basic a", "Bearera", " Bearer a"}) {
    EXPECT_EQ(credentials_of(given, "Bearer"), std::nullopt) << given;
  }
}

TEST(Responses, EveryStatusThatIsSentHasItsPhrase) {
  for (const int status : {200, 400, 401, 403, 404, 405, 408, 409, 411, 413, 415, 429, 500, 503}) {
    EXPECT_STRNE(status_text(status), "Unknown") << status;
  }
}

TEST(Headers, AreFoundWithoutRegardToCase) {
  HttpRequest request;
  request.headers = {{"ACCEPT", "x"}, {"Accept", "y"}};
  EXPECT_EQ(request.header("accept"), "x");
  EXPECT_EQ(request.header("Host"), "");
  EXPECT_TRUE(request.has_header("Accept"));
  EXPECT_FALSE(request.has_header("Accep"));
}

}  // namespace
}  // namespace pgmedic::test
