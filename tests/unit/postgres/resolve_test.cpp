#include "postgres/resolve.h"

#include <gmock/gmock.h>

#include <future>
#include <thread>

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;

using Addresses = Result<std::vector<std::string>>;

TEST(Resolve, FindsTheAddressesOfAName) {
  const Interrupter interrupter;
  const Addresses addresses = look_up_within("localhost", 20s, interrupter);
  ASSERT_TRUE(addresses.ok()) << addresses.error().text();
  EXPECT_THAT(*addresses, Contains(AnyOf("127.0.0.1", "::1")));
}

TEST(Resolve, PassesTheResolversErrorOn) {
  const Interrupter interrupter;
  const Addresses addresses = look_up_within("db", 20s, interrupter, [](const std::string& host) -> Addresses {
    return Error{ErrorCode::kUnavailable, "no " + host};
  });
  ASSERT_FALSE(addresses.ok());
  EXPECT_EQ(addresses.error().message, "no db");
}

// A resolver that hangs until the test ends.
class HangingResolver : public testing::Test {
 protected:
  void TearDown() override { release_.set_value(); }
  LookUp hanging() {
    return [released = released_](const std::string& /*host*/) -> Addresses {
      released.wait();
      return std::vector<std::string>{};
    };
  }
  Interrupter interrupter_;

 private:
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
};

TEST_F(HangingResolver, IsLeftBehindWhenTheTimeIsOver) {
  const Addresses addresses = look_up_within("db", 10ms, interrupter_, hanging());
  ASSERT_FALSE(addresses.ok());
  EXPECT_EQ(addresses.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(addresses.error().message, HasSubstr("no answer within 10ms"));
}

TEST_F(HangingResolver, IsLeftBehindWhenInterrupted) {
  std::thread other([this] { interrupter_.interrupt(); });
  const Addresses addresses = look_up_within("db", 1h, interrupter_, hanging());
  other.join();
  ASSERT_FALSE(addresses.ok());
  EXPECT_THAT(addresses.error().message, HasSubstr("interrupted"));
}

TEST(Resolve, AsksOnlyForNames) {
  const Interrupter interrupter;
  for (const char* dsn :
       {"host=127.0.0.1", "host=::1", "host=/run/postgresql", "host=@abstract", "host=db.invalid hostaddr=10.0.0.1", "service=main"}) {
    const Result<ConnInfo> info = ConnInfo::parse(dsn);
    ASSERT_TRUE(info.ok()) << dsn;
    const Result<std::vector<ConnInfo>> all = with_addresses(*info, 1ms, interrupter);
    ASSERT_TRUE(all.ok()) << dsn;
    ASSERT_EQ(all->size(), 1U) << dsn;
    EXPECT_EQ(all->front().values(), info->values()) << dsn;
  }
}

TEST(Resolve, KeepsTheNameBesideItsAddress) {
  const Interrupter interrupter;
  const Result<ConnInfo> info = ConnInfo::parse("host=localhost port=1");
  ASSERT_TRUE(info.ok());
  const Result<std::vector<ConnInfo>> all = with_addresses(*info, 20s, interrupter);
  ASSERT_TRUE(all.ok());
  ASSERT_FALSE(all->empty());
  EXPECT_EQ(all->front().get("host"), "localhost");
  EXPECT_THAT(all->front().get("hostaddr"), AnyOf("127.0.0.1", "::1"));
  EXPECT_EQ(all->front().get("port"), "1");
}

}  // namespace
}  // namespace pgmedic
