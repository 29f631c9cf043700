#include "web/password_check.h"

#include <crypt.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "unit/web/http_client.h"
#include "web/bcrypt.h"

namespace pgmedic::test {
namespace {

using namespace std::chrono_literals;
using Verdict = PasswordCheck::Verdict;

// The example of Prometheus's documentation: the password is "test".
constexpr const char* kDocumented = "$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay";

// A hash of the smallest cost.
std::string cheap_hash(const std::string& password) {
  const auto data = std::make_unique<crypt_data>();
  return crypt_r(password.c_str(), "$2b$04$abcdefghijklmnopqrstuu", data.get());
}

class PasswordCheckTest : public testing::Test {
 protected:
  PasswordCheckTest() { users_ = {{"ann", cheap_hash("secret")}}; }
  Verdict check(const std::string& user, const std::string& password, const std::string& address = "10.0.0.1") {
    return passwords_.check(users_, basic_auth(user, password), address);
  }
  PasswordCheck::Users users_;
  PasswordCheck passwords_;
};

TEST(Bcrypt, TheDocumentedHashVerifies) {
  EXPECT_TRUE(bcrypt_matches("test", kDocumented));
  EXPECT_FALSE(bcrypt_matches("Test", kDocumented));
}

TEST(Bcrypt, AllSpellingsOfTheHashWork) {
  const std::string hash = cheap_hash("secret");
  for (const char* prefix : {"$2a$", "$2b$", "$2y$"}) {
    const std::string spelt = prefix + hash.substr(4);
    EXPECT_TRUE(check_bcrypt_hash(spelt).ok()) << spelt;
    EXPECT_TRUE(bcrypt_matches("secret", spelt)) << spelt;
  }
}

TEST(Bcrypt, OtherHashesAreRefused) {
  const std::string good = kDocumented;
  for (const std::string& bad :
       {std::string(), std::string("secret"), std::string("$6$salt$hash"), good.substr(1), good + "x", good.substr(0, 59) + ":",
        std::string("$2x$") + good.substr(4), std::string("$2b$31$") + good.substr(7), std::string("$2b$03$") + good.substr(7)}) {
    EXPECT_FALSE(check_bcrypt_hash(bad).ok()) << bad;
  }
}

TEST(Bcrypt, NoPasswordFitsTheDummy) {
  const std::string dummy = bcrypt_dummy(bcrypt_cost(kDocumented));
  EXPECT_TRUE(check_bcrypt_hash(dummy).ok());
  EXPECT_EQ(dummy.substr(0, 7), "$2b$12$");
  EXPECT_FALSE(bcrypt_matches("test", dummy));
}

TEST_F(PasswordCheckTest, RightPasswordsPassAndWrongOnesDoNot) {
  EXPECT_EQ(check("ann", "secret"), Verdict::kRight);
  EXPECT_EQ(check("ann", "Secret"), Verdict::kWrong);
  EXPECT_EQ(check("bob", "secret"), Verdict::kWrong);
  EXPECT_EQ(check("", ""), Verdict::kWrong);
  EXPECT_EQ(check("ann", std::string("secret\0x", 8)), Verdict::kWrong);
}

// Names are not to be found out by the clock: the costs differ by a factor of 256 here.
TEST_F(PasswordCheckTest, WrongPasswordsTakeAsLongAsTheDearestUserOfAll) {
  users_["zoe"] = kDocumented;
  const auto time_of = [this](const std::string& user) {
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(check(user, "wrong", user), Verdict::kWrong);
    return std::chrono::steady_clock::now() - started;
  };
  const auto dear = time_of("zoe");
  EXPECT_GT(time_of("nobody"), dear / 4);
  EXPECT_GT(time_of("ann"), dear / 4);
}

TEST_F(PasswordCheckTest, PasswordsMayContainColons) {
  users_["col"] = cheap_hash("a:b:c");
  EXPECT_EQ(check("col", "a:b:c"), Verdict::kRight);
}

TEST_F(PasswordCheckTest, NonsenseIsWrongWithoutAnyCheck) {
  for (const char* text : {"", "Basic", "Basic ", "Basic !!!!", "Basic YQ", "Bearer YW5uOnNlY3JldA==", "Basic YW5u"}) {
    EXPECT_EQ(passwords_.check(users_, text, "10.0.0.1"), Verdict::kWrong) << text;
  }
  EXPECT_EQ(passwords_.check(users_, "Basic " + std::string(100'000, 'A'), "10.0.0.1"), Verdict::kWrong);
  EXPECT_EQ(passwords_.checks(), 0U);
}

TEST_F(PasswordCheckTest, TheSchemeIsReadWithoutRegardToCase) {
  EXPECT_EQ(passwords_.check(users_, "bASIC " + basic_auth("ann", "secret").substr(6), "10.0.0.1"), Verdict::kRight);
}

TEST_F(PasswordCheckTest, VerifiedPasswordsAreRemembered) {
  check("ann", "secret");
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(check("ann", "secret", "10.0.0." + std::to_string(i)), Verdict::kRight);
  }
  EXPECT_EQ(passwords_.checks(), 1U);
}

TEST_F(PasswordCheckTest, WrongPasswordsAreNotRemembered) {
  check("ann", "wrong", "10.0.0.1");
  check("ann", "wrong", "10.0.0.2");
  EXPECT_EQ(passwords_.checks(), 2U);
}

TEST_F(PasswordCheckTest, AChangedHashIsCheckedAgain) {
  check("ann", "secret");
  users_["ann"] = cheap_hash("other");
  EXPECT_EQ(check("ann", "secret"), Verdict::kWrong);
}

TEST_F(PasswordCheckTest, ForgettingMakesItCheckAgain) {
  check("ann", "secret");
  passwords_.forget_all();
  EXPECT_EQ(check("ann", "secret"), Verdict::kRight);
  EXPECT_EQ(passwords_.checks(), 2U);
}

TEST_F(PasswordCheckTest, OnlySoManyAreRemembered) {
  PasswordLimits limits;
  limits.remembered = 1;
  PasswordCheck small(limits);
  users_["bob"] = cheap_hash("secret");
  for (const char* user : {"ann", "bob", "ann"}) {
    EXPECT_EQ(small.check(users_, basic_auth(user, "secret"), "10.0.0.1"), Verdict::kRight);
  }
  EXPECT_EQ(small.checks(), 3U);
}

TEST(PasswordFlood, AKnownUserPassesAndTheFloodIsBounded) {
  PasswordLimits limits;
  limits.waiting_checks = 4;
  limits.longest_wait = 20ms;
  PasswordCheck passwords(limits);
  const PasswordCheck::Users users{{"prometheus", kDocumented}};
  ASSERT_EQ(passwords.check(users, basic_auth("prometheus", "test"), "10.0.0.1"), Verdict::kRight);

  std::atomic<int> busy{0};
  std::vector<std::future<void>> flood;
  for (int i = 0; i < 40; ++i) {
    flood.push_back(std::async(std::launch::async, [&, i] {
      const auto verdict = passwords.check(users, basic_auth("prometheus", "guess" + std::to_string(i)), "10.9.9.9");
      busy += verdict == Verdict::kBusy ? 1 : 0;
    }));
  }
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(passwords.check(users, basic_auth("prometheus", "test"), "10.0.0.1"), Verdict::kRight);
  }
  for (auto& attempt : flood) {
    attempt.wait();
  }
  // One address: one check at a time, then a pause that is longer than anybody waits.
  EXPECT_GE(busy, 35);
  EXPECT_LE(passwords.checks(), 6U);
}

TEST(PasswordFlood, AnotherAddressStillGetsItsTurn) {
  PasswordCheck passwords;
  const PasswordCheck::Users users{{"prometheus", kDocumented}};
  auto flood = std::async(std::launch::async, [&] { return passwords.check(users, basic_auth("x", "y"), "10.9.9.9"); });
  while (passwords.checks() == 0) {
    std::this_thread::yield();
  }
  EXPECT_EQ(passwords.check(users, basic_auth("prometheus", "test"), "10.0.0.1"), Verdict::kRight);
  EXPECT_EQ(flood.get(), Verdict::kWrong);
}

}  // namespace
}  // namespace pgmedic::test
