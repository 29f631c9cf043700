#include <gtest/gtest.h>

#include <sstream>

#include "app/log_line.h"
#include "app/stream_log.h"

namespace pgmedic {
namespace {

class FixedClock final : public Clock {
 public:
  SteadyTime steady_now() const override { return {}; }
  WallTime wall_now() const override { return WallTime(std::chrono::milliseconds(1'795'371'901'007)); }
};

std::string logfmt(std::string_view message, std::initializer_list<LogField> fields) {
  const std::string line = format_log_line(LogFormat::kLogfmt, FixedClock().wall_now(), LogLevel::kInfo, message, fields);
  return line.substr(line.find("msg="));
}

std::string json(std::string_view message, std::initializer_list<LogField> fields) {
  const std::string line = format_log_line(LogFormat::kJson, FixedClock().wall_now(), LogLevel::kWarn, message, fields);
  return line.substr(line.find("\"msg\""));
}

TEST(LogLine, StartsWithUtcTimeAndLevel) {
  EXPECT_EQ(format_log_line(LogFormat::kLogfmt, FixedClock().wall_now(), LogLevel::kError, "hello", {}),
            "ts=2026-11-22T18:25:01.007Z level=error msg=hello");
  EXPECT_EQ(format_log_line(LogFormat::kJson, FixedClock().wall_now(), LogLevel::kDebug, "hello", {}),
            R"({"ts":"2026-11-22T18:25:01.007Z","level":"debug","msg":"hello"})");
}

TEST(LogLine, KeepsMillisecondsRightBeforeTheEpoch) {
  EXPECT_EQ(format_utc(WallTime(std::chrono::milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(LogLine, LogfmtQuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(logfmt("two words", {{"a", "plain-1.5/x"}, {"b", ""}, {"c", "x=y"}, {"d", "say \"hi\""}, {"e", "back\\slash"}}),
            R"(msg="two words" a=plain-1.5/x b="" c="x=y" d="say \"hi\"" e="back\\slash")");
}

TEST(LogLine, NoValueCanForgeASecondLineOrMoveTheCursor) {
  EXPECT_EQ(logfmt("m", {{"a", "x\nlevel=error"}, {"b", "\x1b[2J\x7f\r\t"}}), "msg=m a=\"x\\nlevel=error\" b=\"\\u001b[2J\\u007f\\r\\t\"");
  EXPECT_EQ(json("m", {{"a", "x\n\"}"}, {"b", std::string("\0", 1)}}), "\"msg\":\"m\",\"a\":\"x\\n\\\"}\",\"b\":\"\\u0000\"}");
}

TEST(LogLine, InvalidUtf8IsRepairedAndTheRestKept) {
  EXPECT_EQ(logfmt("m", {{"a", "na\xC3\xAFve\xFF"}}), "msg=m a=na\xC3\xAFve\xEF\xBF\xBD");
  EXPECT_EQ(json("m", {{"a", "\xF0\x9F\x90\x98\xC0"}}), "\"msg\":\"m\",\"a\":\"\xF0\x9F\x90\x98\xEF\xBF\xBD\"}");
}

TEST(StreamLog, WritesLinesFromItsLevelUp) {
  std::ostringstream stream;
  const FixedClock clock;
  const std::unique_ptr<Log> log = make_stream_log({LogFormat::kLogfmt, LogLevel::kWarn}, clock, stream);
  log->debug("no");
  log->info("no");
  log->warn("percent %v {} stays", {{"target", "main"}});
  log->error("yes");
  EXPECT_EQ(stream.str(),
            "ts=2026-11-22T18:25:01.007Z level=warn msg=\"percent %v {} stays\" target=main\n"
            "ts=2026-11-22T18:25:01.007Z level=error msg=yes\n");
}

}  // namespace
}  // namespace pgmedic
