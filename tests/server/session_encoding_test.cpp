// Names in other encodings, and in none.
#include <gmock/gmock.h>

#include "base/text.h"
#include "server/session_fixture.h"

namespace pgmedic {
namespace {

class SessionEncoding : public SessionTest {
 protected:
  static void create_database(const std::string& name, const std::string& encoding) {
    server().execute("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING '" + encoding + "' LC_COLLATE 'C' LC_CTYPE 'C'");
  }
  static void create_table(const std::string& database, const std::string& name_in_bytes) {
    support::SqlClient client = server().client("postgres", database);
    client.execute("SET client_encoding = 'SQL_ASCII'");
    client.execute("CREATE TABLE public." + support::quote_name(name_in_bytes) + " (a int)");
  }
  const std::string query_ = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace";
};

TEST_F(SessionEncoding, BytesThatAreNoTextComeAsTheyAre) {
  create_database("raw", "SQL_ASCII");
  create_table("raw", "caf\xE9\xFF");
  const std::unique_ptr<Session> session = connect(settings(), "raw");
  EXPECT_EQ(first_value(*session, query_), "caf\xE9\xFF");
}

TEST_F(SessionEncoding, OtherEncodingsComeAsUtf8) {
  create_database("latin", "LATIN1");
  create_table("latin", "caf\xE9");
  const std::unique_ptr<Session> session = connect(settings(), "latin");
  EXPECT_EQ(first_value(*session, query_), "caf\xC3\xA9");
}

TEST_F(SessionEncoding, WhatCannotBeConvertedComesAsItIs) {
  create_database("euc", "EUC_JP");
  // A character of EUC_JP that Unicode does not have.
  create_table("euc", "x\xA9\xA1");
  const std::unique_ptr<Session> session = connect(settings(), "euc");
  EXPECT_EQ(first_value(*session, query_), "x\xA9\xA1");
  EXPECT_EQ(first_value(*session, query_), "x\xA9\xA1");
}

TEST_F(SessionEncoding, HostileNamesComeWhole) {
  const std::string name = "a\"b\\c'd\te\nf \xF0\x9F\x90\x98 ${jndi} <b>";
  server().execute("CREATE TABLE public." + support::quote_name(name) + " (a int)");
  const std::unique_ptr<Session> session = connect();
  EXPECT_EQ(first_value(*session, query_ + " AND relname LIKE 'a%'"), name);
}

TEST_F(SessionEncoding, AnInvalidDatabaseNameIsReadableFromElsewhere) {
  create_database("\"db\xC3\xA9\"", "LATIN1");
  const std::unique_ptr<Session> session = connect();
  EXPECT_EQ(first_value(*session, "SELECT datname FROM pg_database WHERE datname LIKE 'db%'"), "db\xC3\xA9");
}

}  // namespace
}  // namespace pgmedic
