// Who looks at a target's rows sees every good answer, and its samples stand on the target's page.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <set>

#include "catalog_of.h"
#include "fakes.h"

namespace pgmedic {
namespace {

using test::catalog_of;
using test::eventually;
using test::FakeConnector;
using test::FakeServer;

class Witness final : public RowObserver {
 public:
  void rows(const Collector& collector, const std::string& place, const RowSet& rows, const RowSource& source, Milliseconds ttl) override {
    const std::lock_guard lock(mutex_);
    if (collector.name == chokes_on_) {
      throw std::bad_alloc();
    }
    seen_.insert(collector.name + "@" + place);
    ++answers_;
    rows_ += rows.rows();
    major_ = source.major;
    life_ = source.life;
    ttl_ = ttl;
  }
  void look(const TargetStatus& status) override {
    const std::lock_guard lock(mutex_);
    ++(status.up ? looks_up_ : looks_down_);
  }
  std::vector<OwnSample> samples(const TargetStatus& /*status*/) override { return {{"pgmedic_findings_not_listed", {}, 7}}; }

  template <class Function>
  auto with_lock(Function function) {
    const std::lock_guard lock(mutex_);
    return function(*this);
  }

  // NOLINTBEGIN(readability-identifier-naming): tests set them, and the plain names are those of the methods
  std::mutex mutex_;
  std::string chokes_on_;
  std::set<std::string> seen_;
  std::size_t answers_ = 0;
  std::size_t rows_ = 0;
  int major_ = 0;
  std::string life_;
  Milliseconds ttl_{};
  int looks_up_ = 0;
  int looks_down_ = 0;
  // NOLINTEND(readability-identifier-naming)
};

class ObserverTest : public ::testing::Test {
 protected:
  TargetContext context() {
    return TargetContext{catalog_, [this](const ConnectionSettings&, bool) { return std::make_unique<FakeConnector>(server_); }, clock_,
                         log_, [this](const TargetSettings&) { return witness_; }};
  }
  bool saw(const std::string& what) {
    return witness_->with_lock([&](Witness& witness) { return witness.seen_.contains(what); });
  }

  FakeServer server_;
  SystemClock clock_;
  test::SilentLog log_;
  std::shared_ptr<const Catalog> catalog_ =
      std::make_shared<const Catalog>(catalog_of({{"activity", "cluster", "fast"}, {"tables", "database", "fast"}}));
  std::shared_ptr<Witness> witness_ = std::make_shared<Witness>();
  TargetSettings settings_;
};

TEST_F(ObserverTest, SeesEveryGoodAnswerWithItsPlaceAndTimeToLive) {
  server_.databases = {"postgres", "app"};
  server_.facts.server_life = "since yesterday";
  server_.failing["SELECT datname, value FROM activity;"] = Error{ErrorCode::kTimeout, "too slow"};
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return saw("tables@app") && saw("tables@postgres") && target.all_asked(); }));
  EXPECT_FALSE(saw("activity@"));
  witness_->with_lock([&](Witness& witness) {
    EXPECT_EQ(witness.rows_, witness.answers_);  // the fake answers with one row
    EXPECT_EQ(witness.major_, 15);
    EXPECT_EQ(witness.life_, "since yesterday");
    EXPECT_EQ(witness.ttl_, limits::kIntervalsToLive * settings_.collect.database_interval);
  });
}

TEST_F(ObserverTest, AnAnswerThatIsTooBigFailsItsCollectorAndNothingElse) {
  witness_->chokes_on_ = "activity";
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return saw("tables@postgres") && target.all_asked(); }));
  const TargetStatus status = target.status();
  const auto activity = std::find_if(status.collectors.begin(), status.collectors.end(),
                                     [](const CollectorStatus& collector) { return collector.collector == "activity"; });
  ASSERT_NE(activity, status.collectors.end());
  EXPECT_TRUE(activity->failing);
  EXPECT_EQ(activity->last_error_reason, error_reason(ErrorCode::kInternal));
  EXPECT_TRUE(status.up);
}

TEST_F(ObserverTest, ItsSamplesStandOnTheTargetsPage) {
  Target target(settings_, context(), nullptr);
  const auto parts = target.parts();
  EXPECT_TRUE(std::any_of(parts.begin(), parts.end(), [](const auto& part) {
    return std::any_of(part->families.begin(), part->families.end(),
                       [](const FamilyPart& family) { return family.name == "pgmedic_findings_not_listed"; });
  }));
}

TEST_F(ObserverTest, IsShownTheStateWhetherTheServerAnswersOrNot) {
  server_.reachable = false;
  Target target(settings_, context(), nullptr);
  ASSERT_TRUE(eventually([&] { return witness_->with_lock([](Witness& witness) { return witness.looks_down_ > 0; }); }));
  server_.with_lock([](FakeServer& server) { server.reachable = true; });
  EXPECT_TRUE(eventually([&] { return witness_->with_lock([](Witness& witness) { return witness.looks_up_ > 0; }); }));
}

TEST_F(ObserverTest, CollectorsThatAreAskedAgainDoNotWaitForTheirInterval) {
  settings_.collect.database_interval = std::chrono::hours(1);
  LiveFleet fleet(
      std::make_shared<SelfMetrics>(), [] { return std::vector<OwnSample>(); }, clock_);
  fleet.apply({settings_}, context());
  ASSERT_TRUE(eventually([&] { return saw("tables@postgres") && fleet.ready(); }));
  witness_->with_lock([](Witness& witness) { witness.seen_.clear(); });
  fleet.ask_again("nobody", {"tables"});
  fleet.ask_again(settings_.name, {"tables"});
  EXPECT_TRUE(eventually([&] { return saw("tables@postgres"); }));
  EXPECT_FALSE(saw("activity@"));
}

}  // namespace
}  // namespace pgmedic
