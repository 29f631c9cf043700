// Actions on the public listener, and the remedies' part of the status page.
#include "web/action_board.h"

#include <gmock/gmock.h>

#include "unit/web/fake_desk.h"
#include "unit/web/fakes.h"

namespace pgmedic::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kId = "11111111-2222-3333-4444-555555555555";

class ActionBoardTest : public testing::Test {
 protected:
  ActionBoardTest() {
    action_.id = kId;
    action_.object = {"shop", "app", "or<b>ders", ""};
    action_.sql = "ANALYZE app.\"or<b>ders\"";
    action_.reason = "approval: mode approve";
    action_.guards = {{"primary", "ok"}, {"window", "no: closed"}};
    desk_->actions_["main"] = {action_};
    desk_->details_ = {"main", action_, {}};
    desk_->status_.journal_ok = true;
  }
  HttpResponse list(const std::string& query) {
    HttpRequest request;
    request.method = "GET";
    request.query = query;
    return board_.list(request);
  }
  std::string page() { return render_remedies(*board_.view("main"), clock_.wall_now()); }

  Action action_;
  StandingClock clock_;
  std::shared_ptr<FakeDesk> desk_ = std::make_shared<FakeDesk>();
  ActionBoard board_{desk_, clock_};
};

TEST_F(ActionBoardTest, ListsActions) {
  EXPECT_EQ(list("").status, 200);
  EXPECT_THAT(list("").body, HasSubstr(kId));
  EXPECT_THAT(list("target=other").body, Not(HasSubstr(kId)));
  for (const char* wrong : {"state=nonsense", "open=1", "opne=true", "target=main&target=main", "limit=5&limit=6"}) {
    EXPECT_EQ(list(wrong).status, 400) << wrong;
  }
  clock_.steady_ += 1s;
  EXPECT_EQ(list("open=false").status, 200);
}

TEST_F(ActionBoardTest, KnowsWhichTargetsTakePart) {
  EXPECT_TRUE(board_.takes("main"));
  EXPECT_FALSE(board_.takes("nobody"));
  EXPECT_FALSE(ActionBoard(nullptr, clock_).takes("main"));
}

TEST_F(ActionBoardTest, ShowsOneAction) {
  EXPECT_THAT(board_.show(kId).body, HasSubstr("\"window\":\"no: closed\""));
  for (const char* wrong : {"", "1", "../x", "11111111-2222-3333-4444-555555555556", "11111111-2222-3333-4444-5555555555555"}) {
    EXPECT_EQ(board_.show(wrong).status, 404) << wrong;
  }
}

TEST_F(ActionBoardTest, SaysWhatIsProposedAndWhatIsAgainstIt) {
  const std::string html = page();
  EXPECT_THAT(html, HasSubstr("<code>ANALYZE app.&quot;or&lt;b&gt;ders&quot;</code>"));
  EXPECT_THAT(html, HasSubstr("approval: mode approve"));
  EXPECT_THAT(html, HasSubstr("1 guard against it"));
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
}

TEST_F(ActionBoardTest, SaysWhatRunsAndWhoHasStoppedIt) {
  Progress running;
  running.object = {"shop", "app", "orders", "orders_v"};
  running.remedy = Remedy::kReindex;
  running.phase = "building index: scanning table";
  running.ratio = 0.25;
  running.seconds = 60;
  running.seconds_left = 180;
  running.done_bytes = 0.5e9;
  running.total_bytes = 1e9;
  running.predicted_seconds = 200;
  desk_->status_.running = running;
  desk_->status_.paused = true;
  desk_->status_.paused_by = "bob";
  desk_->status_.killed = true;
  const std::string html = page();
  EXPECT_THAT(html, HasSubstr("building index: scanning table"));
  EXPECT_THAT(html, HasSubstr("25 % done, 477 MB of 954 MB in this phase, for 1 min, about 3 min left, 3 min 20 s expected"));
  EXPECT_THAT(html, HasSubstr("Paused by bob"));
  EXPECT_THAT(html, HasSubstr("kill switch is on"));
}

TEST_F(ActionBoardTest, SaysThatNothingIsDoneWithoutTheJournal) {
  desk_->status_.journal_ok = false;
  desk_->status_.journal_error = "no schema pgmedic";
  EXPECT_THAT(page(), HasSubstr("cannot be used: no schema pgmedic"));
}

TEST_F(ActionBoardTest, AsksTheJournalRarelyForThePage) {
  page();
  desk_->actions_["main"].clear();
  EXPECT_THAT(page(), HasSubstr(kId));
}

// Nobody who only reads may keep the session busy that watches what runs.
TEST_F(ActionBoardTest, AsksTheJournalTwiceInASecondAtMost) {
  int busy = 0;
  for (int i = 0; i < 100; ++i) {
    const HttpResponse response = i % 2 == 0 ? list("limit=" + std::to_string(i + 1)) : board_.show(kId);
    busy += response.status == 503 ? 1 : 0;
    EXPECT_TRUE(response.status != 503 || response.headers == (HeaderList{{"Retry-After", "1"}}));
  }
  EXPECT_EQ(desk_->reads_, 2);
  EXPECT_EQ(busy, 49) << "what was told once is told again";
  clock_.steady_ += 999ms;
  EXPECT_EQ(list("limit=3").status, 503);
  clock_.steady_ += 1ms;
  EXPECT_EQ(list("limit=3").status, 200);
  EXPECT_EQ(desk_->reads_, 3);
}

TEST_F(ActionBoardTest, TellsTheSameForTwoSecondsOnly) {
  EXPECT_THAT(list("").body, HasSubstr(kId));
  desk_->actions_["main"].clear();
  EXPECT_THAT(list("").body, HasSubstr(kId));
  clock_.steady_ += 2s;
  EXPECT_THAT(list("").body, Not(HasSubstr(kId)));
}

TEST_F(ActionBoardTest, AFailureIsNotToldAgain) {
  desk_->details_ = {};
  EXPECT_EQ(board_.show(kId).status, 404);
  desk_->details_ = {"main", action_, {}};
  EXPECT_EQ(board_.show(kId).status, 200);
}

TEST_F(ActionBoardTest, IsSilentWhereNothingIsConfigured) {
  ActionBoard none(nullptr, clock_);
  EXPECT_FALSE(none.view("main").has_value());
  EXPECT_EQ(none.show(kId).status, 404);
  EXPECT_EQ(none.list({}).body, "{\"targets\":[],\"actions\":[]}\n");
}

}  // namespace
}  // namespace pgmedic::test
