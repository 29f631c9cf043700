// The whole program against every major: the page is one that Prometheus's own tools accept, in both formats, and says of
// itself that nothing failed.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "server/hostile_cluster.h"
#include "support/child_program.h"
#include "support/eventually.h"
#include "support/free_port.h"
#include "support/http_client.h"
#include "support/temp_dir.h"

namespace pgmedic {
namespace {

using support::ChildProgram;

// What promtool says of a page that is right but not in the taste of its linter: the peers' names are kept.
constexpr int kPromtoolLint = 3;

// Debian's Python: another one may come first in PATH and lack Debian's modules.
constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kOpenMetricsParser =
    "import sys; from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse; "
    "print(sum(len(f.samples) for f in parse(open(sys.argv[1], encoding='utf-8', newline='').read())))";

int exit_code_of(const std::string& command) {
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c,concurrency-mt-unsafe): a test's fixed command
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<std::string> lines_with(const std::string& page, const std::string& prefix) {
  std::vector<std::string> found;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(prefix, 0) == 0) {
      found.push_back(line);
    }
  }
  return found;
}

class WholePage : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { PGMEDIC_NEED_SERVER(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Server, WholePage, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

TEST_P(WholePage, IsAcceptedByPrometheusAndReportsNoFailure) {
  HostileCluster cluster(GetParam());
  cluster.start_sessions();
  const std::string address = "127.0.0.1:" + std::to_string(support::free_port());
  ChildProgram program(PGMEDIC_PROGRAM, {"--dsn=" + cluster.server().dsn("pgmedic", "postgres"), "--listen_address=" + address});
  const std::string url = "http://" + address;
  ASSERT_TRUE(support::eventually([&] { return support::http_get(url + "/-/ready").status == 200; })) << program.err();

  const std::string text = support::http_get(url + "/metrics").body;
  const support::TempDir directory;
  const std::string text_file = directory.write("page.txt", text);
  const int promtool = exit_code_of("promtool check metrics <" + text_file + " >" + directory.path().string() + "/lint 2>&1");
  EXPECT_TRUE(promtool == 0 || promtool == kPromtoolLint) << promtool;

  const std::string open_metrics = support::http_get(url + "/metrics", {"Accept: application/openmetrics-text; version=1.0.0"}).body;
  EXPECT_NE(open_metrics.find("\n# EOF\n"), std::string::npos);
  ChildProgram parser(kPython, {"-c", kOpenMetricsParser, directory.write("page.om", open_metrics)});
  EXPECT_EQ(parser.wait_exit(std::chrono::seconds(60)), 0) << parser.err();
  EXPECT_GT(std::stoi("0" + parser.out()), 500);

  EXPECT_EQ(lines_with(text, "pg_up "), std::vector<std::string>{"pg_up 1"});
  EXPECT_TRUE(lines_with(text, "pgmedic_collector_errors_total").empty()) << program.err();
  EXPECT_TRUE(lines_with(text, "pgmedic_mapping_faults_total").empty()) << program.err();
  for (const std::string& line : lines_with(text, "pgmedic_collector_success")) {
    EXPECT_EQ(line.substr(line.rfind(' ')), " 1") << line;
  }
  EXPECT_GT(lines_with(text, "pgmedic_collector_success").size(), 40U);
}

}  // namespace
}  // namespace pgmedic
