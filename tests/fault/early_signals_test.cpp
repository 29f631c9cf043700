// Signals that come while the program is still reading its configuration: the file is a pipe, so that the test decides how long that takes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "support/child_program.h"
#include "support/eventually.h"
#include "support/temp_dir.h"

namespace pgmedic::fault {
namespace {

class EarlySignals : public testing::Test {
 protected:
  EarlySignals()
      : program_(PGMEDIC_PROGRAM, {"serve", "--config_file=" + make_pipe(), "--listen_address=127.0.0.1:0"}, {{"PGHOST", "/nonexistent"}}) {
  }

  std::string make_pipe() {
    pipe_ = home_.path() / "pgmedic.yml";
    EXPECT_EQ(mkfifo(pipe_.c_str(), 0600), 0);
    return pipe_;
  }
  // The pipe's other end; it can be opened once the program reads.
  int begin_answer() {
    int end = -1;
    support::eventually([&] { return (end = open(pipe_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >= 0 || !program_.running(); });
    EXPECT_GE(end, 0) << "nobody reads the configuration" << program_.err();
    return end;
  }
  static void end_answer(int end) {
    const std::string text = "intervals: {slow: 1h}\n";
    EXPECT_EQ(write(end, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(end);
  }

  support::TempDir home_;
  std::string pipe_;
  support::ChildProgram program_;
};

TEST_F(EarlySignals, AHangupBecomesAReload) {
  const int first = begin_answer();
  program_.signal(SIGHUP);
  end_answer(first);
  ASSERT_TRUE(program_.says("listener=public")) << program_.err();  // else the second answer would be a part of the first
  end_answer(begin_answer());
  EXPECT_TRUE(program_.says("msg=reloaded")) << program_.err();
  EXPECT_TRUE(program_.running());
  program_.signal(SIGTERM);
  EXPECT_EQ(program_.wait_exit(), 0) << program_.err();
}

TEST_F(EarlySignals, ATerminationBecomesAnOrderlyEnd) {
  const int first = begin_answer();
  program_.signal(SIGTERM);
  end_answer(first);
  EXPECT_EQ(program_.wait_exit(), 0) << program_.err();
}

}  // namespace
}  // namespace pgmedic::fault
