#include "web/address.h"

#include <gmock/gmock.h>

namespace pgmedic::test {
namespace {

using testing::HasSubstr;

TEST(ListenAddress, HostAndPortAreRead) {
  const auto address = parse_listen_address("127.0.0.1:9187");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->host, "127.0.0.1");
  EXPECT_EQ(address->port, 9187);
  EXPECT_TRUE(address->loopback);
}

TEST(ListenAddress, NoHostIsEveryAddress) {
  const auto address = parse_listen_address(":0");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->host, "0.0.0.0");
  EXPECT_FALSE(address->loopback);
}

TEST(ListenAddress, NamesAreResolved) {
  const auto address = parse_listen_address("localhost:1");
  ASSERT_TRUE(address.ok()) << address.error().text();
  EXPECT_TRUE(address->loopback);
}

TEST(ListenAddress, Ipv6IsRefusedWithItsReason) {
  for (const char* text : {"[::1]:9187", "::1:9187"}) {
    const auto address = parse_listen_address(text);
    ASSERT_FALSE(address.ok());
    EXPECT_THAT(address.error().text(), HasSubstr("IPv6"));
  }
}

TEST(ListenAddress, NonsenseIsRefused) {
  for (const char* text : {"", "9187", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1", "256.1.1.1:1"}) {
    EXPECT_FALSE(parse_listen_address(text).ok()) << text;
  }
}

TEST(LocalHostHeader, OnlyLocalhostAndAddressesAreLocal) {
  for (const char* host : {"localhost", "localhost:9188", "127.0.0.1", "10.0.0.1:80", "[::1]:9188"}) {
    EXPECT_TRUE(is_local_host_header(host)) << host;
  }
  for (const char* host : {"", "example.org", "127.0.0.1.example.org", "localhost.example.org:80", "[evil", "[]"}) {
    EXPECT_FALSE(is_local_host_header(host)) << host;
  }
}

}  // namespace
}  // namespace pgmedic::test
