// The program as a whole, but for the commands that watch servers.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/commands.h"
#include "app/version.h"
#include "unit/app/support.h"

namespace pgmedic {
namespace {

class Program : public ::testing::Test {
 protected:
  int run(std::vector<std::string> arguments, const std::map<std::string, std::string>& variables = {}) {
    const auto note = [&](const char* command) {
      return [this, command](const Startup& startup) {
        ran_ = command;
        for (const TargetSettings& target : startup.config.targets) {
          ran_ += " " + target.name;
        }
        reloaded_targets_ = reload_config(startup).config.targets.size();
        return 7;
      };
    };
    return run_program({std::move(arguments), false}, {note("serve"), note("metrics"), note("check")},
                       {fake_environment(variables), out_, err_});
  }

  std::ostringstream out_;
  std::ostringstream err_;
  std::string ran_;
  std::size_t reloaded_targets_ = 0;
};

TEST_F(Program, ServesByDefaultAndReturnsTheCommandsExitCode) {
  EXPECT_EQ(run({}), 7);
  EXPECT_EQ(ran_, "serve default");
  EXPECT_EQ(reloaded_targets_, 1U);
  EXPECT_EQ(run({"metrics", "--dsn=host=db1"}), 7);
  EXPECT_EQ(ran_, "metrics default");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(Program, PrintsHelpAndVersion) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(out_.str(), help_text());
  out_.str("");
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(out_.str(), version_text());
  EXPECT_EQ(out_.str().rfind("pgmedic " + program_version() + " (commit ", 0), 0U);
  for (const char* library : {"libpq ", "libpqxx ", "prometheus-cpp ", "CivetWeb ", "yaml-cpp "}) {
    const std::size_t place = out_.str().find(library);
    ASSERT_NE(place, std::string::npos) << library;
    EXPECT_NE(std::isdigit(static_cast<unsigned char>(out_.str().at(place + std::string(library).size()))), 0) << out_.str();
  }
}

TEST_F(Program, WrongUsageIsExitCode2) {
  EXPECT_EQ(run({"--config_fiel=x"}), 2);
  EXPECT_EQ(run({"colectors"}), 2);
  EXPECT_EQ(run({"serve", "--remedy=analyze"}), 2);
  EXPECT_EQ(run({"plan", "--remedy=analize"}), 2);
  EXPECT_EQ(run({"plan", "--remedy=reindex", "--object=shop.app.orders"}), 2);
  EXPECT_EQ(run({"plan", "--object=shop.app.orders"}), 2);
  EXPECT_EQ(run({"plan", "--nominate"}), 2);
  EXPECT_EQ(run({"check", "--nominate"}), 3);
  EXPECT_EQ(run({"actions", "aprove", "x"}), 2);
  EXPECT_EQ(run({"actions", "approve"}), 2);
  EXPECT_EQ(run({"actions", "pause", "now"}), 2);
  EXPECT_EQ(run({"serve", "--format=markdown"}), 2);
  EXPECT_EQ(run({"collectors", "--format=html"}), 2);
  EXPECT_EQ(run({"metrics", "--only=PostgresDown"}), 2);
  EXPECT_EQ(run({"serve", "--target=a"}), 2);
  EXPECT_EQ(err_.str(), R"(pgmedic: unknown flag --config_fiel (did you mean "--config_file"?); see pgmedic --help
pgmedic: unknown command "colectors" (did you mean "collectors"?); see pgmedic --help
pgmedic: --remedy is not for the command "serve"; see pgmedic --help
pgmedic: --remedy: "analize" is none of reindex, analyze, vacuum, freeze, drop_leftover; see pgmedic --help
pgmedic: --object: the remedy reindex works on an index: db.schema.table.index; see pgmedic --help
pgmedic: --object needs --remedy too; see pgmedic --help
pgmedic: --nominate needs --object and --remedy too; see pgmedic --help
pgmedic: --nominate is not for the command "check"; see pgmedic --help
pgmedic: actions: "aprove" is none of list, show, approve, reject, cancel, release, pause, resume, abort; see pgmedic --help
pgmedic: actions approve takes the ID of one action; see pgmedic --help
pgmedic: actions pause takes no further word; see pgmedic --help
pgmedic: --format is not for the command "serve"; see pgmedic --help
pgmedic: --format: "html" is none of text, markdown; see pgmedic --help
pgmedic: --only is not for the command "metrics"; see pgmedic --help
pgmedic: --target is not for the command "serve"; see pgmedic --help
)");
  EXPECT_EQ(ran_, "");
}

// 2 would say that a server is in danger.
TEST_F(Program, WrongUsageOfCheckIsExitCode3) {
  EXPECT_EQ(run({"check", "--onli=x"}), 3);
  EXPECT_EQ(run({"check", "--only=PostgresDwn"}), 3);
  EXPECT_EQ(run({"check", "--target=defalt"}), 3);
  EXPECT_EQ(run({"check", "--format=markdown"}), 3);
  EXPECT_EQ(run({"check", "--dsn=host=h password='s3cret"}), 3);
  EXPECT_EQ(ran_, "");
  EXPECT_NE(err_.str().find("--only: unknown check \"PostgresDwn\" (did you mean \"PostgresDown\"?)"), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("--target: unknown target \"defalt\" (did you mean \"default\"?)"), std::string::npos) << err_.str();
  EXPECT_EQ(run({"check", "--only=PostgresDown", "--target=default", "--format=json"}), 7);
  EXPECT_EQ(ran_, "check default");
}

TEST_F(Program, WrongConfigurationIsExitCode2AndNoSecretIsShown) {
  EXPECT_EQ(run({"config", "--dsn=host=h password='s3cret"}), 2);
  EXPECT_EQ(run({"config"}, {{"DATA_SOURCE_NAME", "postgresql://u:s3cret@h:port/d"}}), 2);
  EXPECT_EQ(err_.str().find("s3cret"), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("--dsn: "), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find("DATA_SOURCE_NAME: "), std::string::npos) << err_.str();
}

TEST_F(Program, PrintsTheConfigurationInForce) {
  EXPECT_EQ(run({"config", "--dsn=postgresql://u:s3cret@h/d"}), 0);
  EXPECT_NE(out_.str().find("dsn: \"postgresql://u:***@h/d\""), std::string::npos) << out_.str();
  EXPECT_EQ(err_.str(), "");
}

// Whatever would keep the daemon from starting.
TEST_F(Program, ConfigChecksTheWebSideToo) {
  const std::filesystem::path file = std::filesystem::path(::testing::TempDir()) / "pgmedic_program_web.yml";
  std::ofstream(file) << "tls_server_config: {cert_file: missing.crt, key_file: missing.key}\n";
  const std::vector<std::pair<std::string, std::string>> wrong{{"--listen_address=foo", "listen address \"foo\""},
                                                               {"--control_address=foo", "listen address \"foo\""},
                                                               {"--control_address=0.0.0.0:9188", "asks for no credentials"},
                                                               {"--web_config_file=/nonexistent", "cannot read /nonexistent"},
                                                               {"--web_config_file=" + file.string(), "missing.crt"}};
  for (const auto& [flag, message] : wrong) {
    err_.str("");
    EXPECT_EQ(run({"config", flag}), 2) << flag;
    EXPECT_NE(err_.str().find(message), std::string::npos) << err_.str();
    EXPECT_EQ(out_.str(), "") << flag;
  }
  EXPECT_EQ(run({"config", "--control_address=127.0.0.1:9188", "--control_token_file=/nonexistent"}), 2);
  EXPECT_EQ(run({"config", "--control_address=127.0.0.1:9188"}), 0);
  std::filesystem::remove(file);
}

TEST_F(Program, ConfigRefusesOnePortForBothListeners) {
  for (const char* listen : {"127.0.0.1:9188", "localhost:9188", "0.0.0.0:9188", ":9188"}) {
    err_.str("");
    EXPECT_EQ(run({"config", std::string("--listen_address=") + listen, "--control_address=127.0.0.1:9188"}), 2) << listen;
    EXPECT_EQ(err_.str(),
              std::string("pgmedic: --listen_address ") + listen +
                  " and --control_address 127.0.0.1:9188 are the same port; give the control listener another one, as in 127.0.0.1:9188\n");
  }
  EXPECT_EQ(run({"config", "--listen_address=127.0.0.2:9188", "--control_address=127.0.0.1:9188"}), 0);
  EXPECT_EQ(run({"config", "--listen_address=127.0.0.1:0", "--control_address=127.0.0.1:0"}), 0);
}

TEST_F(Program, ConfigChecksTheCollectorDirectoryToo) {
  EXPECT_EQ(run({"config", "--collector_dir=/nonexistent"}), 2);
  EXPECT_EQ(err_.str(), "/nonexistent: this directory of collectors cannot be read: No such file or directory\n");
  EXPECT_EQ(out_.str(), "");
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run({"serve", "--collector_dir=/nonexistent"}), 7);
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("msg=\"the directory of collectors was left out\""), std::string::npos);
  const std::filesystem::path directory = std::filesystem::path(::testing::TempDir()) / "pgmedic_config_collector_dir";
  std::filesystem::create_directories(directory);
  EXPECT_EQ(run({"config", "--collector_dir=" + directory.string()}), 0);
  std::ofstream(directory / "broken.sql") << "SELECT 1;\n";
  err_.str("");
  EXPECT_EQ(run({"config", "--collector_dir=" + directory.string()}), 2);
  EXPECT_EQ(err_.str().rfind((directory / "broken.sql").string() + ":", 0), 0U) << err_.str();
  EXPECT_EQ(run({"serve", "--collector_dir=" + directory.string(), "--log_level=error"}), 7) << "the others are collected";
  std::filesystem::remove_all(directory);
}

TEST_F(Program, HoldsSignalsForTheDaemonBeforeAnythingIsRead) {
  int held = 0;
  const auto fine = [](const Startup&) { return 0; };
  const CommandHooks hooks{fine, fine, fine, {}, {}, [&held] { ++held; }};
  EXPECT_EQ(run_program({{"metrics"}, false}, hooks, {fake_environment({}), out_, err_}), 0);
  EXPECT_EQ(held, 0) << "Ctrl-C ends whoever only looks";
  EXPECT_EQ(run_program({{"--config_file=/nonexistent"}, false}, hooks, {fake_environment({}), out_, err_}), 2);
  EXPECT_EQ(held, 1);
}

TEST_F(Program, PrintsTheCatalog) {
  EXPECT_EQ(run({"collectors"}), 0);
  EXPECT_NE(out_.str().find("\nstat_archiver "), std::string::npos);
  out_.str("");
  EXPECT_EQ(run({"collectors", "--format=markdown"}), 0);
  EXPECT_NE(out_.str().find("`pg_stat_archiver_archived_count`"), std::string::npos);
  EXPECT_NE(out_.str().find("`pgmedic_build_info`"), std::string::npos);
}

TEST_F(Program, PrintsMetricsAndChecksOfNamedCollectors) {
  EXPECT_EQ(run({"collectors", "index_bloat", "stat_archiver"}), 0);
  EXPECT_EQ(out_.str().rfind("index_bloat\n", 0), 0U) << out_.str();
  EXPECT_NE(out_.str().find("PostgresIndexBloat"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("\n\nstat_archiver\n"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("pg_stat_archiver_archived_count"), std::string::npos) << out_.str();
  out_.str("");
  EXPECT_EQ(run({"collectors", "stat_archivr"}), 2);
  EXPECT_EQ(run({"collectors", "stat_archiver", "--format=markdown"}), 2);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(),
            "pgmedic: unknown collector \"stat_archivr\" (did you mean \"stat_archiver\"?); pgmedic collectors lists them\n"
            "pgmedic: --format=markdown is the whole reference: it takes no names\n");
}

TEST_F(Program, ABrokenCollectorFileStopsNothing) {
  const std::filesystem::path directory = std::filesystem::path(::testing::TempDir()) / "pgmedic_collector_dir";
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "broken.sql") << "SELECT 1;\n";
  EXPECT_EQ(run({"collectors", "--collector_dir=" + directory.string(), "--log_level=error"}), 0);
  EXPECT_NE(out_.str().find("\nstat_archiver "), std::string::npos);
  std::filesystem::remove_all(directory);
}

TEST_F(Program, AFailureOfACommandIsNoCrash) {
  const CommandHooks hooks{[](const Startup&) -> int { throw std::runtime_error("lost"); }, {}, {}};
  EXPECT_EQ(run_program({{"serve"}, false}, hooks, {fake_environment({}), out_, err_}), 1);
  EXPECT_EQ(err_.str(), "pgmedic: internal error: lost\n");
}

}  // namespace
}  // namespace pgmedic
