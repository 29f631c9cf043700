#include "app/flags.h"

#include <gtest/gtest.h>

#include "app/command_names.h"
#include "app/commands.h"

namespace pgmedic {
namespace {

std::string error_of(const std::vector<std::string>& arguments) {
  const Result<Options> options = parse_command_line(arguments);
  return options ? "" : options.error().text();
}

TEST(Flags, DefaultsAreTheDaemon) {
  const Result<Options> options = parse_command_line({});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->command, "serve");
  EXPECT_FALSE(options->dsn_given);
  EXPECT_EQ(options->listen_address, "0.0.0.0:9187");
  EXPECT_EQ(options->control_address, "");
  EXPECT_EQ(options->shard, Shard{});
  EXPECT_EQ(options->log_format, LogFormat::kLogfmt);
  EXPECT_EQ(options->log_level, LogLevel::kInfo);
}

TEST(Flags, DashesUnderscoresEqualsAndSpacesAllWork) {
  const Result<Options> options = parse_command_line({"--config-file=a.yml", "metrics", "-listen_address", "127.0.0.1:0", "--log-level",
                                                      "debug", "--log_format=json", "--shard=2/3", "--dsn="});
  ASSERT_TRUE(options.ok()) << options.error().text();
  EXPECT_EQ(options->command, "metrics");
  EXPECT_EQ(options->config_file, "a.yml");
  EXPECT_EQ(options->listen_address, "127.0.0.1:0");
  EXPECT_EQ(options->log_level, LogLevel::kDebug);
  EXPECT_EQ(options->log_format, LogFormat::kJson);
  EXPECT_EQ(options->shard, (Shard{2, 3}));
  EXPECT_TRUE(options->dsn_given);
}

TEST(Flags, DashesInValuesStay) {
  EXPECT_EQ(parse_command_line({"--config-file=a-b.yml"})->config_file, "a-b.yml");
}

TEST(Flags, OneParseLeavesNothingForTheNext) {
  ASSERT_TRUE(parse_command_line({"--dsn=host=a"}).ok());
  EXPECT_EQ(parse_command_line({})->dsn, "");
}

TEST(Flags, MistakesNameTheNearest) {
  EXPECT_EQ(error_of({"--config_fiel=x"}), "unknown flag --config_fiel (did you mean \"--config_file\"?); see pgmedic --help");
  EXPECT_EQ(error_of({"--log_level=inof"}),
            "--log_level: \"inof\" is none of debug, info, warn, error (did you mean \"info\"?); see pgmedic --help");
  EXPECT_EQ(error_of({"--log-format=xml"}), "--log_format: \"xml\" is none of logfmt, json; see pgmedic --help");
  EXPECT_EQ(error_of({"metrisc"}), "unknown command \"metrisc\" (did you mean \"metrics\"?); see pgmedic --help");
  EXPECT_EQ(error_of({"metrics", "serve"}), "unexpected argument \"serve\" after the command \"metrics\"; see pgmedic --help");
  EXPECT_EQ(error_of({"--dsn"}), "--dsn needs a value; see pgmedic --help");
  EXPECT_EQ(error_of({"--shard=3"}), "--shard: \"3\" is no part of a whole; write i/n with i from 1 to n: --shard=1/3");
}

TEST(Flags, OnlyActionsAndCollectorsTakeMoreWords) {
  const Result<Options> options = parse_command_line({"actions", "approve", "some-id", "--target=main"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->words, (std::vector<std::string>{"approve", "some-id"}));
  EXPECT_EQ(options->target, "main");
  EXPECT_EQ(parse_command_line({"collectors", "locks", "tables"})->words, (std::vector<std::string>{"locks", "tables"}));
  EXPECT_EQ(error_of({"plan", "orders"}), "unexpected argument \"orders\" after the command \"plan\"; see pgmedic --help");
}

TEST(Flags, GflagsOwnFlagsAreNotOurs) {
  for (const char* flag : {"--flagfile=/etc/passwd", "--fromenv=dsn", "--tryfromenv=dsn", "--helpfull", "--undefok=x", "--nodsn"}) {
    EXPECT_NE(error_of({flag}).find("unknown flag"), std::string::npos) << flag;
  }
}

TEST(Flags, AConnectionStringInTheWrongPlaceIsNotRepeated) {
  EXPECT_EQ(error_of({"--dsn=", "postgresql://u:s3cret@h/d"}),
            "unexpected argument that looks like a connection string; give it as --dsn=...");
}

TEST(Flags, HelpAndVersionInEveryForm) {
  EXPECT_TRUE(parse_command_line({"--help"})->help);
  EXPECT_TRUE(parse_command_line({"metrics", "-h"})->help);
  EXPECT_TRUE(parse_command_line({"--version"})->version);
  EXPECT_TRUE(parse_command_line({"-V"})->version);
}

TEST(Help, FitsIntoATerminalAndNamesEverything) {
  const std::string help = help_text();
  std::size_t start = 0;
  for (std::size_t end = help.find('\n'); end != std::string::npos; end = help.find('\n', start)) {
    EXPECT_LE(end - start, 80U) << help.substr(start, end - start);
    start = end + 1;
  }
  for (const FlagDescription& flag : describe_flags()) {
    EXPECT_NE(help.find("--" + flag.name + (flag.placeholder.empty() ? "\n" : "=")), std::string::npos) << flag.name;
  }
  for (const CommandDescription& command : describe_commands()) {
    EXPECT_NE(help.find("  " + command.name + " "), std::string::npos) << command.name;
  }
}

// argv as the system hands it over: writable.
class FakeArgv {
 public:
  explicit FakeArgv(std::vector<std::string> words) : words_(std::move(words)) {
    for (std::string& word : words_) {
      pointers_.push_back(word.data());
    }
    pointers_.push_back(nullptr);
  }
  TakenArguments take() { return take_arguments(static_cast<int>(words_.size()), pointers_.data()); }
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

TEST(TakeArguments, OverwritesAPasswordWhereTheProcessListLooks) {
  FakeArgv argv({"pgmedic", "--dsn=host=h password=s3cret", "-dsn", "postgresql://u:s3cret@h/d", "metrics"});
  const TakenArguments taken = argv.take();
  EXPECT_TRUE(taken.password_hidden);
  EXPECT_EQ(taken.arguments, (std::vector<std::string>{"--dsn=host=h password=s3cret", "-dsn", "postgresql://u:s3cret@h/d", "metrics"}));
  EXPECT_EQ(argv.words(), (std::vector<std::string>{"pgmedic", "--dsn=" + std::string(22, 'x'), "-dsn", std::string(25, 'x'), "metrics"}));
}

TEST(TakeArguments, LeavesTheRestAlone) {
  FakeArgv argv({"pgmedic", "--dsn=host=h user=u", "--dsn"});
  EXPECT_FALSE(argv.take().password_hidden);
  EXPECT_EQ(argv.words()[1], "--dsn=host=h user=u");
  EXPECT_TRUE(take_arguments(0, nullptr).arguments.empty());
}

}  // namespace
}  // namespace pgmedic
