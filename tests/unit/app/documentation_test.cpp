// The documentation says what the program does: every flag, key and command, and none that is gone.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "app/collectors_command.h"
#include "app/command_names.h"
#include "app/flags.h"
#include "base/text.h"
#include "postgres/connect.h"
#include "unit/app/support.h"

namespace pgmedic {
namespace {

std::string read_source(const std::string& path) {
  std::ifstream file(std::string(PGMEDIC_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::set<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), regex); it != std::sregex_iterator(); ++it) {
    found.insert((*it)[1].str());
  }
  return found;
}

std::set<std::string> flag_names() {
  std::set<std::string> names{"help", "version"};
  for (const FlagDescription& flag : describe_flags()) {
    names.insert(flag.name);
  }
  return names;
}

// With the real catalog and libpq's parser. Named, as clang's analyzer takes the environment in a returned aggregate for a leak.
ConfigContext real_context() {
  ConfigContext context{known_names(Catalog::embedded()), {}, check_dsn};
  context.environment = fake_environment({});
  return context;
}

TEST(MetricsReference, IsCurrent) {
  EXPECT_TRUE(read_source("docs/metrics.md") == collectors_markdown(Catalog::embedded()))
      << "docs/metrics.md is out of date. Write it again with: cmake --build --preset dev --target metrics_reference";
}

TEST(ConfigurationPage, NamesEveryFlagAndNoOther) {
  EXPECT_EQ(matches(read_source("docs/configuration.md"), "`--([a-z_]+)`"), flag_names());
}

TEST(ConfigurationPage, NamesEveryCommand) {
  const std::string page = read_source("docs/configuration.md");
  const std::size_t begin = page.find("Commands: ");
  const std::string line = page.substr(begin, page.find('\n', begin) - begin);
  std::set<std::string> commands;
  for (const CommandDescription& command : describe_commands()) {
    commands.insert(command.name);
  }
  EXPECT_EQ(matches(line, "`([a-z]+)`"), commands);
}

TEST(ConfigurationPage, TellsTheDefaultsOfFlags) {
  const std::string page = read_source("docs/configuration.md");
  for (const FlagDescription& flag : describe_flags()) {
    if (!flag.default_value.empty()) {
      EXPECT_NE(page.find("| `--" + flag.name + "` | `" + flag.default_value + "` |"), std::string::npos) << flag.name;
    }
  }
}

TEST(ConfigurationPage, NamesEveryKeyAndNoOther) {
  std::set<std::string> keys;
  for (const ConfigSection& section : config_sections()) {
    for (const std::string& key : section.keys) {
      keys.insert(section.name.empty() ? key : section.name + "." + key);
    }
  }
  const std::string page = read_source("docs/configuration.md");
  EXPECT_EQ(matches(page.substr(page.find("### Keys")), "\n\\| `([^`]+)` \\|"), keys);
}

TEST(ConfigurationPage, ItsExamplesAreValid) {
  for (const char* page : {"docs/configuration.md", "docs/guards.md"}) {
    const std::set<std::string> examples = matches(read_source(page), "```yaml\n([^`]*)```");
    EXPECT_FALSE(examples.empty());
    for (const std::string& example : examples) {
      EXPECT_EQ(problem_texts(parse_config(page, example, real_context())), "");
    }
  }
}

TEST(ManualPage, NamesEveryFlagAndNoOther) {
  const std::string page = std::regex_replace(read_source("docs/pgmedic.1"), std::regex(R"(\\-)"), "-");
  std::set<std::string> named = matches(page, "--([a-z_]+)");
  EXPECT_EQ(named, flag_names());
}

TEST(ManualPage, NamesEveryCommand) {
  const std::string page = read_source("docs/pgmedic.1");
  for (const CommandDescription& command : describe_commands()) {
    EXPECT_NE(page.find("\n.B " + command.name + "\n"), std::string::npos) << command.name;
  }
}

TEST(InstalledConfiguration, IsValidAsItIs) {
  const LoadedConfig loaded = parse_config("pgmedic.yaml", read_source("packaging/pgmedic.yaml"), real_context());
  EXPECT_EQ(problem_texts(loaded), "");
  EXPECT_EQ(loaded.config.collect, CollectSettings{});
}

// In an emergency nobody has the time to find out why touch fails.
TEST(InstalledConfiguration, MakesTheDirectoryOfTheKillSwitch) {
  const std::string file = TargetPolicy().kill_switch_file;
  const std::string directory = file.substr(0, file.rfind('/'));
  EXPECT_NE(read_source("packaging/pgmedic.tmpfiles").find("\nd " + directory + " 0755 root root\n"), std::string::npos) << directory;
}

TEST(InstalledConfiguration, IsValidWithItsExamplesUncommented) {
  std::istringstream lines(read_source("packaging/pgmedic.yaml"));
  std::string text;
  int examples = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool example = line.size() > 1 && line[0] == '#' && (line[1] != ' ' || starts_with(line, "#  "));
    examples += example ? 1 : 0;
    text += (example ? line.substr(1) : line) + "\n";
  }
  EXPECT_GT(examples, 10);
  EXPECT_EQ(problem_texts(parse_config("pgmedic.yaml", text, real_context())), "");
}

}  // namespace
}  // namespace pgmedic
