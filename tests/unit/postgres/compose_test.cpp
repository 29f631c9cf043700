#include "postgres/compose.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "postgres/pooled.h"
#include "support/environment_variable.h"
#include "support/temp_dir.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

Recipe server_recipe(const std::string& dsn, const std::string& database = "", const std::string& options = "-c x=1") {
  ConnectionSettings settings;
  settings.dsn = dsn;
  Result<Recipe> recipe = compose_server(settings, database, options);
  EXPECT_TRUE(recipe.ok()) << recipe.error().text();
  return recipe ? std::move(recipe).value() : Recipe();
}

TEST(Compose, AddsWhatKeepsConnectionsFromHanging) {
  const auto values = server_recipe("host=h").info.values();
  for (const char* keyword : {"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"}) {
    EXPECT_THAT(values, Contains(Pair(keyword, Not("")))) << keyword;
  }
  EXPECT_EQ(values.at("fallback_application_name"), "pgmedic");
  EXPECT_EQ(values.at("client_encoding"), "UTF8");
  EXPECT_EQ(values.count("sslmode"), 0U);
}

TEST(Compose, TheConnectionStringWinsWhereItIsOnlyTaste) {
  const auto values = server_recipe("host=h tcp_user_timeout=1234 application_name=other").info.values();
  EXPECT_EQ(values.at("tcp_user_timeout"), "1234");
  EXPECT_EQ(values.at("application_name"), "other");
}

TEST(Compose, OurOptionsComeLast) {
  EXPECT_EQ(server_recipe("options='-c a=b'").info.get("options"), "-c a=b -c x=1");
  EXPECT_EQ(server_recipe("options='-c a=b'", "", "").info.get("options"), "");
}

// Whoever sets default_transaction_read_only cannot be told apart by it.
TEST(Compose, WhatAServerTakesIsAskedAsItsRoleWhereOurOptionsAreSent) {
  const auto wanted = [](const std::string& dsn, const std::string& options = "-c x=1") {
    return server_recipe(dsn, "", options).info.get("target_session_attrs");
  };
  EXPECT_EQ(wanted("target_session_attrs=read-write"), "primary");
  EXPECT_EQ(wanted("postgresql://a,b/d?target_session_attrs=read-only"), "standby");
  for (const char* attrs : {"any", "primary", "standby", "prefer-standby"}) {
    EXPECT_EQ(wanted(std::string("target_session_attrs=") + attrs), attrs);
  }
  EXPECT_EQ(wanted("host=h"), "");
  EXPECT_EQ(wanted("target_session_attrs=read-write", ""), "read-write");
}

TEST(Compose, TheEnvironmentsWishForAServerCountsUnlessAServiceHasItsOwn) {
  const EnvironmentVariable attrs("PGTARGETSESSIONATTRS", "read-write");
  EXPECT_EQ(server_recipe("host=h").info.get("target_session_attrs"), "primary");
  EXPECT_EQ(server_recipe("host=h target_session_attrs=any").info.get("target_session_attrs"), "any");
  EXPECT_FALSE(server_recipe("service=s").info.has("target_session_attrs"));
}

TEST(Compose, ConnectTimeoutIsTheUsersWithinBounds) {
  EXPECT_EQ(server_recipe("host=h").connect_timeout, limits::kConnectTimeout);
  EXPECT_EQ(server_recipe("connect_timeout=1").connect_timeout, 1s);
  EXPECT_EQ(server_recipe("connect_timeout=5").connect_timeout, 5s);
  EXPECT_EQ(server_recipe("connect_timeout=60").connect_timeout, 10s);
  EXPECT_EQ(server_recipe("connect_timeout=0").connect_timeout, limits::kConnectTimeout);
}

TEST(Compose, DatabaseAndCredentialsOverride) {
  EXPECT_EQ(server_recipe("dbname=a", "b=c").info.get("dbname"), "b=c");
  ConnectionSettings settings;
  settings.dsn = "user=a password=b";
  settings.user = "c";
  settings.password = "d";
  const Result<Recipe> recipe = compose_server(settings, "", "");
  ASSERT_TRUE(recipe.ok());
  EXPECT_EQ(recipe->info.get("user"), "c");
  EXPECT_EQ(recipe->info.get("password"), "d");
  EXPECT_EQ(recipe->password, "d");
}

// As postgres_exporter's DATA_SOURCE_URI_FILE has it.
TEST(Compose, AFileMayHoldAUriWithoutItsScheme) {
  const support::TempDir files;
  const auto read = [&](const std::string& text) {
    ConnectionSettings settings;
    settings.dsn_file = files.write("dsn", text);
    const Result<ConnInfo> info = read_dsn(settings);
    EXPECT_TRUE(info.ok()) << text;
    return info ? info->get("host") + "|" + info->get("port") + "|" + info->get("dbname") : "";
  };
  EXPECT_EQ(read("db1:5433/x?sslmode=require\n"), "db1|5433|x");
  EXPECT_EQ(read("db1"), "db1||");
  EXPECT_EQ(read("db1/x"), "db1||x");
  EXPECT_EQ(read("postgresql://db1/x"), "db1||x");
  EXPECT_EQ(read("host=/run/postgresql dbname=x"), "/run/postgresql||x");
  EXPECT_EQ(read("dbname = x"), "||x");
  EXPECT_EQ(read("\n"), "||");
}

TEST(Compose, AConsoleHasItsOwnDatabaseAndNoOptions) {
  ConnectionSettings settings;
  settings.dsn = "host=h options='-c a=b'";
  const Result<Recipe> recipe = compose_console(settings, "");
  ASSERT_TRUE(recipe.ok());
  EXPECT_EQ(recipe->info.get("dbname"), "pgbouncer");
  EXPECT_EQ(recipe->info.get("options"), "");
  EXPECT_FALSE(recipe->info.has("client_encoding"));
}

TEST(Compose, EscapesOptions) {
  EXPECT_EQ(startup_options({{"a", "x y"}, {"b", "c\\d"}}), "-c a=x\\ y -c b=c\\\\d");
}

TEST(Compose, APooledTransactionCarriesEverySetting) {
  ConnectionSettings settings;
  settings.parameters = {{"age", "7.5"}};
  const Result<SafeSettings> safe = safe_settings(settings);
  ASSERT_TRUE(safe.ok());
  const std::string prelude = pooled_prelude(*safe, 250ms, true);
  EXPECT_THAT(prelude, HasSubstr("BEGIN READ ONLY; "));
  for (const char* part :
       {"SET LOCAL search_path = 'pg_catalog'", "SET LOCAL lock_timeout = '500'", "SET LOCAL jit = 'off'", "SET LOCAL pgmedic.age = '7.5'",
        "SET LOCAL statement_timeout = 250", "SET LOCAL client_encoding = 'SQL_ASCII'"}) {
    EXPECT_THAT(prelude, HasSubstr(part));
  }
  EXPECT_THAT(pooled_prelude(*safe, 250ms, false), Not(HasSubstr("client_encoding")));
}

}  // namespace
}  // namespace pgmedic
