#include "app/reload.h"

#include <gtest/gtest.h>

#include <string>

namespace pgmedic {
namespace {

class ReloadTogether : public ::testing::Test {
 protected:
  Prepare good(const std::string& name) {
    return [this, name]() -> Result<Commit> {
      happened_ += "read " + name + ", ";
      return Commit([this, name] { happened_ += name + " in force, "; });
    };
  }
  static Prepare bad() {
    return []() -> Result<Commit> { return Error{ErrorCode::kInvalid, "web.yml:1:1: wrong"}; };
  }

  std::string happened_;
};

TEST_F(ReloadTogether, ReadsEverythingBeforeAnythingIsInForce) {
  EXPECT_TRUE(reload_together({good("a"), good("b")}).ok());
  EXPECT_EQ(happened_, "read a, read b, a in force, b in force, ");
}

TEST_F(ReloadTogether, AMistakeInOneLeavesTheOthersAsTheyWere) {
  const Status second = reload_together({good("a"), bad()});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().text(), "web.yml:1:1: wrong");
  EXPECT_EQ(happened_, "read a, ");
  EXPECT_FALSE(reload_together({bad(), good("b")}).ok());
  EXPECT_EQ(happened_, "read a, ");
}

}  // namespace
}  // namespace pgmedic
