// What `pgmedic plan` and `pgmedic actions` print, and how they take names.
#include "app/remedies_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pgmedic {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ObjectNames, AreTakenApartAtDotsOutsideQuotes) {
  EXPECT_EQ(*parse_object_name("shop.app.orders"), (ObjectName{"shop", "app", "orders", ""}));
  EXPECT_EQ(*parse_object_name("shop.app.orders.orders_pkey"), (ObjectName{"shop", "app", "orders", "orders_pkey"}));
  EXPECT_EQ(*parse_object_name(R"("a.b".app."x""y")"), (ObjectName{"a.b", "app", "x\"y", ""}));
  EXPECT_EQ(*parse_object_name("shop.app.or'ders;--"), (ObjectName{"shop", "app", "or'ders;--", ""}));
  for (const char* wrong : {"", "orders", "app.orders", "a..b", "a.b.", "a.b.c.d.e", "\"a.b.c", "..."}) {
    EXPECT_FALSE(parse_object_name(wrong).ok()) << wrong;
  }
}

TargetPlan sample_plan() {
  PlannedAction action;
  action.remedy = Remedy::kReindex;
  action.object = {"shop", "app", "orders", "orders_v"};
  action.action_id = "11111111-2222-3333-4444-555555555555";
  action.state = "proposed";
  action.mode = Mode::kApprove;
  action.sql = "REINDEX INDEX CONCURRENTLY app.orders_v";
  action.decision = "not now: window: closed";
  action.predicted = {{"gain_bytes", "12051087"}, {"seconds", "1.9055174799999999"}, {"from", "sizes"}};
  action.guards = {{"primary", "ok", "", std::nullopt}, {"window", "no", "closed until Saturday", 0.5}};
  return {"main", {action}, ""};
}

TEST(PlanText, TellsStatementGainAndEveryGuardTheObjectingFirst) {
  EXPECT_EQ(plan_text({sample_plan()}),
            "target main\n"
            "reindex shop: app.orders, index orders_v\n"
            "  decision   not now: window: closed\n"
            "  SQL        REINDEX INDEX CONCURRENTLY app.orders_v\n"
            "  predicted  gain_bytes 11 MB, seconds 1.9 s, from sizes\n"
            "  mode       approve, proposed\n"
            "  action     11111111-2222-3333-4444-555555555555\n"
            "  guards\n"
            "    no       window: closed until Saturday (500 ms old)\n"
            "    ok       primary\n");
}

TEST(PlanText, TellsWhyThereIsNothing) {
  EXPECT_EQ(plan_text({{"a", {}, ""}, {"b", {}, "no journal"}}), "target a\nnothing to do\n\ntarget b\nit cannot be told: no journal\n");
}

TEST(ActionsText, TellsHowFarTheRunningOneIsWithinEightyColumns) {
  Action action;
  action.id = "11111111-2222-3333-4444-555555555555";
  action.remedy = Remedy::kReindex;
  action.object = {"shop", "app", "orders", "orders_v"};
  action.state = State::kRunning;
  Progress progress;
  progress.action_id = action.id;
  progress.phase = "building index: loading tuples in tree";
  progress.ratio = 0.42;
  progress.done_bytes = 1.5 * 1024 * 1024 * 1024;
  progress.total_bytes = 3.0 * 1024 * 1024 * 1024;
  progress.seconds = 98'765;
  progress.seconds_left = 187'654;
  progress.predicted_seconds = 50'000;
  const std::string text = actions_text({{"main", action}}, {{action.id, progress}});
  EXPECT_THAT(text, HasSubstr("  phase      building index: loading tuples in tree\n"
                              "  progress   42 % done, 1.5 GB of 3 GB in this phase\n"
                              "  time       for 1 d 3 h, about 2 d 4 h left, 13 h 53 min expected\n"));
  const std::string details = text.substr(text.find('\n') + 1);
  for (std::size_t begin = 0; begin < details.size(); begin = details.find('\n', begin) + 1) {
    EXPECT_LE(details.find('\n', begin) - begin, 80U);
  }
  EXPECT_THAT(actions_text({{"main", action}}), Not(HasSubstr("phase")));
}

TEST(PlanJson, HoldsEveryGuard) {
  const std::string json = plan_json({sample_plan()});
  EXPECT_THAT(json, HasSubstr("\"sql\": \"REINDEX INDEX CONCURRENTLY app.orders_v\""));
  EXPECT_THAT(json, HasSubstr("\"guard\": \"primary\""));
  EXPECT_THAT(json, HasSubstr("\"verdict\": \"no\""));
}

TEST(ActionsText, SaysWhereItIsPausedAndByWhom) {
  RemedyStatus status;
  status.target = "main";
  EXPECT_EQ(paused_text(status), "");
  status.paused = true;
  EXPECT_EQ(paused_text(status), "target main is paused: nothing begins until pgmedic actions resume\n");
  status.paused_by = "bob\033[2J";
  EXPECT_EQ(paused_text(status), "target main is paused by bob?[2J: nothing begins until pgmedic actions resume\n");
}

TEST(SteeredText, SaysThatAbortingPausesToo) {
  EXPECT_EQ(steered_text("approve", "1", false), "done: approve 1\n");
  EXPECT_EQ(steered_text("pause", "", false), "done: pause\n");
  EXPECT_THAT(steered_text("abort", "", true), AllOf(HasSubstr("done: abort\npaused too: nothing begins until pgmedic actions resume\n"),
                                                     HasSubstr("what runs is stopped")));
  EXPECT_THAT(steered_text("cancel", "1", true), AllOf(HasSubstr("what runs is stopped"), Not(HasSubstr("paused"))));
}

TEST(ActionsText, KeepsControlCharactersFromTheTerminal) {
  Action action;
  action.id = "1";
  action.object = {"shop", "app", "or\033[2Jders", ""};
  const std::string text = actions_text({{"main", action}}) + action_text({"main", action, {}});
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text, HasSubstr("proposed"));
  EXPECT_EQ(actions_text({}), "no actions\n");
}

}  // namespace
}  // namespace pgmedic
