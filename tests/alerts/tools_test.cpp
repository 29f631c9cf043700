// The files of alerts/ as Prometheus's and Alertmanager's own tools see them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/server_binaries.h"

namespace pgmedic {
namespace {

const std::string kAlerts = PGMEDIC_SOURCE_DIR "/alerts";
const std::string kPromtool = "/usr/bin/promtool";
const std::string kAmtool = "/usr/bin/amtool";

std::vector<std::string> files_of(const std::string& folder, const std::string& suffix) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().ends_with(suffix)) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  const std::string name = std::filesystem::path(info.param).filename();
  return name.substr(0, name.find('.'));
}

// Empty when the tool is content, otherwise what it says.
std::string complaint(const std::string& program, const std::vector<std::string>& arguments) {
  support::ChildSettings settings;
  settings.program = program;
  settings.arguments = arguments;
  support::ChildProcess tool(settings);
  const std::optional<int> code = tool.wait(std::chrono::seconds(60));
  return code == 0 ? "" : "exit code " + std::to_string(code.value_or(-1)) + "\n" + tool.output() + tool.errors();
}

class AlertFiles : public testing::TestWithParam<std::string> {
 protected:
  static void need(const std::string& program) {
    if (::access(program.c_str(), X_OK) != 0) {
      const std::string reason = program + " is not installed; scripts/install-deps gets it";
      if (support::servers_required()) {
        FAIL() << reason;
      }
      GTEST_SKIP() << reason;
    }
  }
};

class RuleFiles : public AlertFiles {
  void SetUp() override { need(kPromtool); }
};
INSTANTIATE_TEST_SUITE_P(Shipped, RuleFiles, testing::ValuesIn(files_of(kAlerts, ".rules.yml")), test_name);

TEST_P(RuleFiles, AreValid) {
  EXPECT_EQ(complaint(kPromtool, {"check", "rules", GetParam()}), "");
}

class RuleTests : public AlertFiles {
  void SetUp() override { need(kPromtool); }
};
INSTANTIATE_TEST_SUITE_P(Shipped, RuleTests, testing::ValuesIn(files_of(kAlerts + "/tests", ".test.yml")), test_name);

TEST_P(RuleTests, Pass) {
  EXPECT_EQ(complaint(kPromtool, {"test", "rules", GetParam()}), "");
}

using PrometheusExample = RuleFiles;
INSTANTIATE_TEST_SUITE_P(Shipped, PrometheusExample, testing::Values(kAlerts + "/prometheus.example.yml"), test_name);

TEST_P(PrometheusExample, IsAcceptedWithTheRules) {
  EXPECT_EQ(complaint(kPromtool, {"check", "config", GetParam()}), "");
}

class AlertmanagerExample : public AlertFiles {
  void SetUp() override { need(kAmtool); }
};
INSTANTIATE_TEST_SUITE_P(Shipped, AlertmanagerExample, testing::Values(kAlerts + "/alertmanager.example.yml"), test_name);

TEST_P(AlertmanagerExample, IsAccepted) {
  EXPECT_EQ(complaint(kAmtool, {"check-config", GetParam()}), "");
}

// A person hears of everything, pgmedic of what it has a remedy for.
TEST_P(AlertmanagerExample, LeadsEveryAlertToAPerson) {
  const auto leads = [](const std::string& receivers, std::vector<std::string> labels) {
    labels.insert(labels.begin(),
                  {"config", "routes", "test", "--config.file=" + GetParam(), "--verify.receivers=" + receivers, "alertname=X"});
    return complaint(kAmtool, labels);
  };
  EXPECT_EQ(leads("dba-mail", {"severity=warning"}), "");
  EXPECT_EQ(leads("dba-pager", {"severity=critical"}), "");
  EXPECT_EQ(leads("pgmedic,dba-mail", {"severity=warning", "remedy=reindex"}), "");
  EXPECT_EQ(leads("pgmedic,dba-pager", {"severity=critical", "remedy=reindex"}), "");
}

}  // namespace
}  // namespace pgmedic
