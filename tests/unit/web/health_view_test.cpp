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

Verdict judge_one(const HealthReport& report, bool with_pending = false) {
  return judge({HealthView{up_status(), report, {}}}, with_pending);
}

HealthReport report_of(std::vector<Severity> severities) {
  HealthReport report;
  for (const Severity severity : severities) {
    report.findings.push_back(sample_finding("PostgresX", severity, 1, 1, "", {}));
  }
  return report;
}

TEST(Verdict, IsTheWorstFinding) {
  EXPECT_EQ(judge({}, false), Verdict::kFine);
  EXPECT_EQ(judge_one({}), Verdict::kFine);
  EXPECT_EQ(judge_one(report_of({Severity::kWarning})), Verdict::kWarning);
  EXPECT_EQ(judge_one(report_of({Severity::kWarning, Severity::kCritical, Severity::kWarning})), Verdict::kCritical);
}

TEST(Verdict, CountsWhatIsPendingOnlyWhenToldTo) {
  HealthReport report;
  report.pending = report_of({Severity::kCritical}).findings;
  EXPECT_EQ(judge_one(report, false), Verdict::kFine);
  EXPECT_EQ(judge_one(report, true), Verdict::kCritical);
}

TEST(Verdict, AMissingAnswerIsWorseThanAWarningAndLessThanACritical) {
  HealthReport report = report_of({Severity::kWarning});
  for (const char* reason : {"no_data", "failing", "too_old"}) {
    report.unknown = {{"PostgresY", "shop", reason, ""}};
    EXPECT_EQ(judge_one(report), Verdict::kUnknown) << reason;
  }
  report.findings.front().severity = Severity::kCritical;
  EXPECT_EQ(judge_one(report), Verdict::kCritical);
}

TEST(Verdict, WhatCannotBeJudgedHereOrNotYetIsNoFault) {
  HealthReport report;
  report.unknown = {{"PostgresY", "", "unsupported", "needs a standby"}, {"PostgresZ", "", "needs_history", ""}};
  EXPECT_EQ(judge_one(report), Verdict::kFine);
}

TEST(Verdict, AnUnreachableServerIsUnknownHoweverItsChecksStand) {
  HealthView down{{}, report_of({Severity::kCritical}), {}};
  EXPECT_EQ(judge({down}, false), Verdict::kUnknown);
  EXPECT_EQ(judge({down, {up_status(), report_of({Severity::kWarning}), {}}}, false), Verdict::kUnknown);
  EXPECT_EQ(judge({down, {up_status(), report_of({Severity::kCritical}), {}}}, false), Verdict::kCritical);
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
