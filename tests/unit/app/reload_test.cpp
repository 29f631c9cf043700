#include "app/reload.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace pgmedic {
namespace {

class NotingLog final : public Log {
 public:
  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    text_ += std::string(level == LogLevel::kError ? "error: " : "info: ") + std::string(message);
    for (const LogField& field : fields) {
      text_ += " " + std::string(field.key) + "=" + field.value;
    }
    text_ += "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

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

  NotingLog log_;
  std::string happened_;
};

TEST_F(ReloadTogether, ReadsEverythingBeforeAnythingIsInForce) {
  EXPECT_TRUE(reload_together({good("a"), good("b")}, log_).ok());
  EXPECT_EQ(happened_, "read a, read b, a in force, b in force, ");
}

TEST_F(ReloadTogether, AMistakeInOneLeavesTheOthersAsTheyWere) {
  const Status second = reload_together({good("a"), bad()}, log_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().text(), "web.yml:1:1: wrong");
  EXPECT_EQ(happened_, "read a, ");
  EXPECT_FALSE(reload_together({bad(), good("b")}, log_).ok());
  EXPECT_EQ(happened_, "read a, ");
}

// Here, so that a reload by the control listener is told like one by SIGHUP.
TEST_F(ReloadTogether, TheLogTellsOnceHowItEnded) {
  EXPECT_TRUE(reload_together({good("a"), good("b")}, log_).ok());
  EXPECT_EQ(log_.text(), "info: reloaded\n");
  EXPECT_FALSE(reload_together({good("a"), bad()}, log_).ok());
  EXPECT_EQ(log_.text(), "info: reloaded\nerror: reload failed: what was in force stays error=web.yml:1:1: wrong\n");
}

TEST_F(ReloadTogether, OneThatIsInterruptedIsToldAndHoldsUpNoOther) {
  const Prepare exhausted = []() -> Result<Commit> { return Commit([] { throw std::runtime_error("no more threads"); }); };
  const Status status = reload_together({exhausted, good("b")}, log_);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().text().find("no more threads"), std::string::npos);
  EXPECT_NE(happened_.find("b in force"), std::string::npos);
  EXPECT_EQ(log_.text().find("reloaded"), std::string::npos);
}

}  // namespace
}  // namespace pgmedic
