#include "web/health_view.h"

#include <gtest/gtest.h>

#include "unit/web/sample_health.h"
#include "web/finding_text.h"

namespace pgmedic::test {
namespace {

TargetStatus up_status() {
  TargetStatus status;
  status.name = "main";
  status.up = true;
  return status;
}

HealthVerdict judge_one(const HealthReport& report, bool with_pending = false) {
  return judge({HealthView{up_status(), report, {}}}, with_pending);
}

HealthReport report_of(const std::vector<Severity>& severities) {
  HealthReport report;
  for (const Severity severity : severities) {
    report.findings.push_back(sample_finding("PostgresX", severity, 1, 1, "", {}));
  }
  return report;
}

TEST(HealthVerdict, IsTheWorstFinding) {
  EXPECT_EQ(judge({}, false), HealthVerdict::kUnknown) << "nobody looked at anything";
  EXPECT_EQ(judge_one({}), HealthVerdict::kFine);
  EXPECT_EQ(judge_one(report_of({Severity::kWarning})), HealthVerdict::kWarning);
  EXPECT_EQ(judge_one(report_of({Severity::kWarning, Severity::kCritical, Severity::kWarning})), HealthVerdict::kCritical);
}

TEST(HealthVerdict, CountsWhatIsPendingOnlyWhenToldTo) {
  HealthReport report;
  report.pending = report_of({Severity::kCritical}).findings;
  EXPECT_EQ(judge_one(report, false), HealthVerdict::kFine);
  EXPECT_EQ(judge_one(report, true), HealthVerdict::kCritical);
}

TEST(HealthVerdict, AMissingAnswerIsWorseThanAWarningAndLessThanACritical) {
  HealthReport report = report_of({Severity::kWarning});
  for (const char* reason : {"no_data", "failing", "too_old"}) {
    report.unknown = {{"PostgresY", "shop", reason, ""}};
    EXPECT_EQ(judge_one(report), HealthVerdict::kUnknown) << reason;
  }
  report.findings.front().severity = Severity::kCritical;
  EXPECT_EQ(judge_one(report), HealthVerdict::kCritical);
}

TEST(HealthVerdict, WhatCannotBeJudgedHereOrNotYetIsNoFault) {
  HealthReport report;
  report.unknown = {{"PostgresY", "", "unsupported", "needs a standby"}, {"PostgresZ", "", "needs_history", ""}};
  EXPECT_EQ(judge_one(report), HealthVerdict::kFine);
}

TEST(HealthVerdict, AnUnreachableServerIsUnknownHoweverItsChecksStand) {
  HealthView down{{}, report_of({Severity::kCritical}), {}};
  EXPECT_EQ(judge({down}, false), HealthVerdict::kUnknown);
  EXPECT_EQ(judge({down, {up_status(), report_of({Severity::kWarning}), {}}}, false), HealthVerdict::kUnknown);
  EXPECT_EQ(judge({down, {up_status(), report_of({Severity::kCritical}), {}}}, false), HealthVerdict::kCritical);
}

TEST(UnreachableBecause, IsWhatTheSessionWithTheServerSays) {
  TargetStatus status;
  status.sessions = {{"pgbouncer front", false, "", "", "no such user"}, {"roaming", false, "", "", "lost"}};
  EXPECT_EQ(unreachable_because(status), "no answer");
  status.sessions.push_back({"steady", false, "", "", "connection refused"});
  EXPECT_EQ(unreachable_because(status), "connection refused");
  status.up = true;
  EXPECT_EQ(unreachable_because(status), "");
}

TEST(FineChecks, AreThoseJudgedWithoutAnythingBeyond) {
  const HealthView health = ailing(up_status(), {});
  EXPECT_EQ(fine_checks(health.report), 1U) << "two of four found something, one is pending";
  EXPECT_EQ(fine_checks({}), 0U);
}

TEST(FindingText, NamesTheObject) {
  Finding finding;
  EXPECT_EQ(object_text(finding), "the server");
  finding.place = "front";
  EXPECT_EQ(object_text(finding), "front");
  finding.labels = {{"database", "shop"}, {"user", "app"}};
  EXPECT_EQ(object_text(finding), "database=shop user=app in front");
  finding.place = "shop";
  EXPECT_EQ(object_text(finding), "database=shop user=app");
  finding.labels = {{"relname", "orders"}, {"schemaname", "public"}, {"datname", "shop"}, {"leftover", ""}, {"kind", "x"}};
  EXPECT_EQ(object_text(finding), "shop.public.orders kind=x");
}

TEST(FindingText, SaysValueThresholdAndEvidence) {
  const Finding bloat = sample_bloat("i", {});
  EXPECT_EQ(value_text(bloat), "71 %");
  EXPECT_EQ(threshold_text(bloat), "critical above 60 %");
  EXPECT_EQ(evidence_text(bloat), "bloat_bytes 1.2 GB, density 29 %");
  Finding count = sample_finding("X", Severity::kWarning, 5, 3, "", {});
  count.direction = Direction::kAtLeast;
  EXPECT_EQ(threshold_text(count), "warning at least 3");
  EXPECT_EQ(evidence_text(count), "");
}

}  // namespace
}  // namespace pgmedic::test
