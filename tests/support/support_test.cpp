// The support library itself, where a fault in it would make other tests pass for nothing.
#include <gtest/gtest.h>

#include "support/child_program.h"
#include "support/eventually.h"
#include "support/fake_clock.h"
#include "support/http_client.h"
#include "support/raw_socket.h"
#include "support/sql_client.h"
#include "support/temp_dir.h"
#include "support/webhook_receiver.h"

namespace pgmedic::support {
namespace {

using namespace std::chrono_literals;

TEST(Eventually, GivesUpWhenItsPatienceIsOver) {
  EXPECT_FALSE(eventually([] { return false; }, 1ms));
  int calls = 0;
  EXPECT_TRUE(eventually([&] { return ++calls == 3; }));
}

TEST(ChildProgram, CapturesOutputAndExitCode) {
  ChildProgram child("/bin/sh", {"-c", "echo out; echo \"$WORD\" >&2; exit 3"}, {{"WORD", "err"}});
  EXPECT_EQ(child.wait_exit(), 3);
  EXPECT_EQ(child.out(), "out\n");
  EXPECT_EQ(child.err(), "err\n");
}

TEST(ChildProgram, TellsASignalFromAnExit) {
  ChildProgram child("/bin/sh", {"-c", "echo ready >&2; exec sleep 600"});
  ASSERT_TRUE(child.says("ready"));
  EXPECT_EQ(child.wait_exit(1ms), std::nullopt);
  EXPECT_GT(child.stats().descriptors, 0U);
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait_exit(), 128 + SIGTERM);
}

TEST(ChildProgram, IsGoneWithItsObject) {
  pid_t pid = 0;
  {
    ChildProgram child("/bin/sleep", {"600"});
    pid = child.pid();
    EXPECT_NE(process_state(pid), '\0');
  }
  EXPECT_EQ(process_state(pid), '\0');
}

TEST(ChildProgram, ReportsAProgramThatDoesNotExist) {
  ChildProgram child("/nonexistent/program", {});
  EXPECT_EQ(child.wait_exit(), 127);
}

TEST(TempDir, IsGoneWithItsObject) {
  std::string file;
  {
    const TempDir directory;
    file = directory.write("a", "text");
    EXPECT_TRUE(std::filesystem::exists(file));
  }
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(FakeClock, MovesOnlyWhenItIsTurned) {
  FakeClock clock;
  const SteadyTime before = clock.steady_now();
  const WallTime wall = clock.wall_now();
  EXPECT_EQ(clock.steady_now(), before);
  clock.advance(15s);
  EXPECT_EQ(clock.steady_now() - before, 15s);
  EXPECT_EQ(clock.wall_now() - wall, 15s);
}

TEST(RawSocket, MeetsASilentListener) {
  const SilentListener listener;
  const RawSocket socket(listener.port());
  EXPECT_TRUE(socket.send("hello"));
  EXPECT_FALSE(socket.closed_by_peer(1ms));
}

TEST(Quoting, DoublesQuotes) {
  EXPECT_EQ(quote_literal("it's \\"), "'it''s \\'");
  EXPECT_EQ(quote_name("a\"b"), "\"a\"\"b\"");
}

TEST(WebhookReceiver, KeepsWhatItIsSentAndAnswersAsTold) {
  WebhookReceiver receiver;
  const std::string large(1'000'000, 'x');
  EXPECT_EQ(http_post(receiver.url("/hook"), large, {"X-Word: said"}).status, 200);
  receiver.answer_with(503);
  EXPECT_EQ(http_post(receiver.url(), "second").status, 503);
  ASSERT_EQ(receiver.bodies(), (std::vector<std::string>{large, "second"}));
  EXPECT_NE(receiver.headers().front().find("X-Word: said"), std::string::npos);
}

}  // namespace
}  // namespace pgmedic::support
