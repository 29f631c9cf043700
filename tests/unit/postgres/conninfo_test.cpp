#include "postgres/conninfo.h"

#include <gmock/gmock.h>

#include "postgres/connect.h"
#include "support/environment_variable.h"

namespace pgmedic {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

ConnInfo parsed(const std::string& dsn) {
  Result<ConnInfo> info = ConnInfo::parse(dsn);
  EXPECT_TRUE(info.ok()) << info.error().text();
  return info ? std::move(info).value() : ConnInfo();
}

TEST(ConnInfo, ReadsUrisAndKeywords) {
  EXPECT_THAT(
      parsed("postgresql://us%40er:p%2Fw@h1/db?sslmode=require").values(),
      ElementsAre(Pair("dbname", "db"), Pair("host", "h1"), Pair("password", "p/w"), Pair("sslmode", "require"), Pair("user", "us@er")));
  EXPECT_THAT(parsed("host=h1 password='a b\\'c'").values(), ElementsAre(Pair("host", "h1"), Pair("password", "a b'c")));
  EXPECT_THAT(parsed("  ").values(), ElementsAre());
}

TEST(ConnInfo, IsWrittenAsItWasRead) {
  ConnInfo info = parsed("host=h1 password='a b\\'c'");
  info.set("dbname", "host='evil' \\");
  info.set("options", "");
  EXPECT_EQ(info.text(), "dbname='host=\\'evil\\' \\\\' host='h1' options='' password='a b\\'c'");
  EXPECT_EQ(parsed(info.text()).values(), info.values());
}

TEST(ConnInfo, ErrorsSayWhatIsWrongAndRepeatNothing) {
  for (const auto& [dsn, reason] : std::map<std::string, std::string>{{"sEcReT", "without \"=\""},
                                                                      {"sEcReT=1", "keyword that libpq does not know"},
                                                                      {"postgresql://h/d?sEcReT=1", "URI parameter"},
                                                                      {"password='sEcReT", "closing quote"},
                                                                      {"postgresql://u:%zzsEcReT@h", "hexadecimal"},
                                                                      {"postgresql://u:%00sEcReT@h", "%00"},
                                                                      {"postgresql://[sEcReT", "IPv6"},
                                                                      {"postgresql://u:sEc@ReT@h/d", "bare \"@\" or \"/\""},
                                                                      {"postgresql://u:sEc/ReT@h/d", "bare \"@\" or \"/\""},
                                                                      {"host=sEc@ReT", "host's name"},
                                                                      {"host=h port=sEcReT", "port"},
                                                                      {"host=h keepalives=sEcReT", "keepalives is no number"},
                                                                      {std::string("host=h\0sEcReT", 13), "zero byte"}}) {
    const Result<ConnInfo> info = ConnInfo::parse(dsn);
    ASSERT_FALSE(info.ok()) << dsn;
    EXPECT_EQ(info.error().code, ErrorCode::kInvalid);
    EXPECT_THAT(info.error().text(), HasSubstr(reason)) << dsn;
    EXPECT_THAT(info.error().text(), Not(HasSubstr("sEc"))) << dsn;
    EXPECT_THAT(info.error().text(), Not(HasSubstr("ReT"))) << dsn;
    EXPECT_FALSE(check_dsn(dsn).ok());
  }
  EXPECT_TRUE(check_dsn("postgresql:///postgres?host=/var/run/postgresql").ok());
  EXPECT_TRUE(check_dsn("host=@abstract").ok());
}

TEST(ConnInfo, NamesTheServer) {
  EXPECT_EQ(parsed("host=db1,db2 port=1,2").server_name(), "db1:1");
  EXPECT_EQ(parsed("hostaddr=10.0.0.1 port=7").server_name(), "10.0.0.1:7");
  EXPECT_EQ(parsed("service=main").server_name(), "service main");
  EXPECT_EQ(parsed("postgresql://[::1]:5433/d").server_name(), "[::1]:5433");
  const EnvironmentVariable undefined("PGSERVICE", "not_in_any_file");
  EXPECT_EQ(parsed("user=u").server_name(), "service not_in_any_file");
}

TEST(ConnInfo, SplitsHosts) {
  const std::vector<ConnInfo> hosts = parsed("host=a,b port=1,2 user=u").hosts();
  ASSERT_EQ(hosts.size(), 2U);
  EXPECT_EQ(hosts[0].server_name(), "a:1");
  EXPECT_EQ(hosts[1].server_name(), "b:2");
  EXPECT_EQ(hosts[1].get("user"), "u");
  EXPECT_EQ(parsed("host=a,b port=7").hosts()[1].server_name(), "b:7");
  EXPECT_EQ(parsed("hostaddr=10.0.0.1,10.0.0.2 port=7").hosts()[1].get("hostaddr"), "10.0.0.2");
  EXPECT_EQ(parsed("host=a").hosts().size(), 1U);
  EXPECT_EQ(parsed("host=a,b port=1,2,3").hosts().size(), 1U);  // libpq's to refuse
}

TEST(ConnInfo, SplitsHostsOfTheEnvironmentToo) {
  const EnvironmentVariable host("PGHOST", "a,b");
  const EnvironmentVariable port("PGPORT", "1,2");
  const std::vector<ConnInfo> hosts = parsed("user=u").hosts();
  ASSERT_EQ(hosts.size(), 2U);
  EXPECT_EQ(hosts[1].server_name(), "b:2");
}

TEST(ConnInfo, PreferringAStandbyAsksTwice) {
  const std::vector<ConnInfo> hosts = parsed("host=a,b target_session_attrs=prefer-standby port=1").hosts();
  ASSERT_EQ(hosts.size(), 4U);
  EXPECT_EQ(hosts[1].get("target_session_attrs"), "standby");
  EXPECT_EQ(hosts[2].get("target_session_attrs"), "any");
  EXPECT_EQ(hosts[2].server_name(), "a:1");
}

TEST(ConnInfo, TheEnvironmentMayPreferAStandbyToo) {
  const EnvironmentVariable attrs("PGTARGETSESSIONATTRS", "prefer-standby");
  EXPECT_EQ(parsed("host=a,b port=1").hosts().size(), 4U);
  EXPECT_EQ(parsed("host=a,b port=1 target_session_attrs=any").hosts().size(), 2U);
}

}  // namespace
}  // namespace pgmedic
