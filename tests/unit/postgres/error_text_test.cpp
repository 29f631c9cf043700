#include "postgres/error_text.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(ErrorText, BlotsSecretsOut) {
  EXPECT_EQ(scrub("user pw, pwpw", "pw"), "user ***, ******");
  EXPECT_EQ(scrub("***", "*"), "*********");
  EXPECT_EQ(scrub("text", ""), "text");
}

TEST(ErrorText, ReadsTheServersRefusal) {
  const ConnectComplaint complaint = read_connect_complaint(
      "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  28P01: password authentication failed for user \"a\"\n"
      "LOCATION:  auth_failed, auth.c:326\n");
  EXPECT_EQ(complaint.sqlstate, "28P01");
  EXPECT_EQ(complaint.text,
            "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  password authentication failed for user \"a\"");
}

TEST(ErrorText, PutsSeveralLinesIntoOneAndSaysNothingTwice) {
  EXPECT_EQ(read_connect_complaint("connection to server at \"a\", port 1 failed: Connection refused\n\tIs the server running?\n"
                                   "connection to server at \"a\", port 1 failed: Connection refused\n\tIs the server running?\n")
                .text,
            "connection to server at \"a\", port 1 failed: Connection refused; Is the server running?");
}

TEST(ErrorText, TakesQuotedPartsOutOfComplaintsAboutTheString) {
  EXPECT_EQ(read_connect_complaint("invalid sslmode value: \"a\"b\"\n").text, "invalid sslmode value: \"...\"");
  EXPECT_EQ(read_connect_complaint("unbalanced \"rest").text, "unbalanced ");
}

TEST(ErrorText, DoesNotMistakeWordsForACode) {
  EXPECT_EQ(read_connect_complaint("connection to server at \"a\", port 1 failed: FATAL:  sorry, too many clients already").sqlstate, "");
  EXPECT_EQ(read_connect_complaint("").text, "");
}

}  // namespace
}  // namespace pgmedic
