// Names that nobody should give and somebody did: the page stays one that Prometheus can read.
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "fault/fault_fixture.h"

namespace pgmedic::fault {
namespace {

constexpr const char* kPromtool = "/usr/bin/promtool";

// What Debian's promtool finds wrong with a page: empty when it can be read. Advice on names (exit code 3) is no fault.
std::string promtool_complaint(const std::string& page) {
  const support::TempDir home;
  support::ChildSettings check;
  check.program = "/bin/sh";
  check.arguments = {"-c", "\"$0\" check metrics < \"$1\"", kPromtool, home.write("page", page)};
  support::ChildProcess promtool(check);
  const int code = promtool.wait(kPatience).value_or(-1);
  return code == 0 || code == 3 ? "" : "exit code " + std::to_string(code) + ": " + promtool.errors();
}

// A server's own names may hold every byte but zero; `page` is how the page must write the label's value.
struct HostileName {
  std::string name;
  std::string page;
};

const std::vector<HostileName>& hostile_names() {
  static const std::vector<HostileName> kNames{
      {R"(a "quoted" name)", R"(a \"quoted\" name)"},
      {R"(back\slash \n)", R"(back\\slash \\n)"},
      {"new\nline", R"(new\nline)"},
      {"ta\tb\rreturn", "ta\tb\rreturn"},
      {"semi'colon; DROP TABLE x; --", "semi'colon; DROP TABLE x; --"},
      {"{brace=\"x\"} 1", R"({brace=\"x\"} 1)"},
      {"# HELP x", "# HELP x"},
      {"elephant \xF0\x9F\x90\x98", "elephant \xF0\x9F\x90\x98"},
      {std::string(63, 'x'), std::string(63, 'x')},
      {"host=evil port=1", "host=evil port=1"},
  };
  return kNames;
}

class HostileNames : public FaultTest {
 protected:
  // A label with this value, as the page has it.
  static std::string label(const std::string& name, const std::string& value) { return name + "=\"" + value + "\""; }
};

TEST_F(HostileNames, OfDatabasesTablesAndRolesAreEscaped) {
  collectors_.emplace_back("connection_usage");
  collectors_.emplace_back("index_info");
  start_server();
  for (const HostileName& hostile : hostile_names()) {
    const std::string name = support::quote_name(hostile.name);
    server().execute("CREATE DATABASE " + name);
    server().execute("CREATE ROLE " + name + " CONNECTION LIMIT 5");
    server().execute("CREATE SCHEMA " + name + "; CREATE TABLE " + name + "." + name + " (" + name + " int); CREATE INDEX ON " + name +
                         "." + name + " (" + name + ")",
                     hostile.name);
  }
  Daemon& daemon = start_daemon();
  begin_bad_day();
  const auto complete = [](const Page& page) {
    const std::vector<HostileName>& names = hostile_names();
    return std::all_of(names.begin(), names.end(), [&](const HostileName& hostile) {
      const std::string relation = label("relname", hostile.page);
      const std::string schema = label("schemaname", hostile.page);
      const std::string database = label("datname", hostile.page);
      return page.has("pg_stat_user_tables_n_live_tup", {relation, schema, database}) && page.is("pg_database_up", 1, {database}) &&
             page.has("pg_role_connections_used", {label("rolname", hostile.page)});
    });
  };
  EXPECT_TRUE(daemon.shows(complete)) << daemon.page().text() << daemon.log();
  if (::access(kPromtool, X_OK) == 0) {
    EXPECT_EQ(promtool_complaint(daemon.page().text()), "");
  } else {
    EXPECT_FALSE(support::servers_required()) << kPromtool << " is not installed";
  }
  // Logs hold one line for each event, whatever the names hold.
  EXPECT_EQ(daemon.log().find("\nline"), std::string::npos);
  expect_recovery();
}

TEST_F(HostileNames, InNoEncodingAreRepaired) {
  start_server();
  server().execute("CREATE DATABASE raw ENCODING 'SQL_ASCII' TEMPLATE template0");
  {
    support::SqlClient raw = server().client("postgres", "raw");
    raw.execute("SET client_encoding = 'SQL_ASCII'");
    raw.execute("CREATE TABLE \"bad \xff\xfe byte\" (v int)");
    raw.execute("CREATE TABLE \"cut \xe2\x82\" (v int)");
    raw.execute("CREATE TABLE \"latin \xe9t\xe9\" (v int)");
  }
  Daemon& daemon = start_daemon();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.count("pg_stat_user_tables_n_live_tup", {R"(datname="raw")"}) == 3; }))
      << daemon.page().text() << daemon.log();
  const Page page = daemon.page();
  EXPECT_TRUE(page.has("pg_stat_user_tables_n_live_tup", {"relname=\"latin \xEF\xBF\xBDt\xEF\xBF\xBD\""})) << page.text();
  for (const char byte : {'\xff', '\xfe'}) {
    EXPECT_EQ(page.text().find(byte), std::string::npos) << "the page is no UTF-8";
  }
  if (::access(kPromtool, X_OK) == 0) {
    EXPECT_EQ(promtool_complaint(page.text()), "");
  }
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
