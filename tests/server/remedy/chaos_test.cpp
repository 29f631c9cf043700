// A bounded run of random faults: PGMEDIC_CHAOS_SECONDS long (45 unless told otherwise), by PGMEDIC_CHAOS_SEED (a new one for
// each run unless told otherwise). At its end everything comes to rest, and nothing was broken.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "server/remedy/chaos.h"

namespace pgmedic {
namespace {

long number_of_environment(const char* name, long otherwise) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before there are threads
  return value == nullptr || *value == '\0' ? otherwise : std::stol(value);
}

TEST_F(Chaos, ComesToRestAndHasBrokenNothing) {
  constexpr long kSeconds = 45;
  const long seed = number_of_environment("PGMEDIC_CHAOS_SEED", static_cast<long>(std::random_device()() % 1'000'000));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(number_of_environment("PGMEDIC_CHAOS_SECONDS", kSeconds));
  random_.seed(static_cast<std::mt19937::result_type>(seed));
  std::cout << "PGMEDIC_CHAOS_SEED=" << seed << std::endl;
  std::string day;
  while (std::chrono::steady_clock::now() < end) {
    day += strike() + "\n";
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution<int>(0, 250)(random_)));
  }
  SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + day);
  end_faults();
  ASSERT_TRUE(settles()) << what_is_open();
  expect_ledger();
  expect_no_mess();
  const std::string ends =
      ask_journal("SELECT string_agg(state || ' ' || n, ', ') FROM (SELECT state, count(*) AS n FROM pgmedic.action GROUP BY 1) AS s");
  std::cout << ends << "; " << launches() << " statements sent; " << application_->done() << " of the application" << std::endl;
  EXPECT_NE(launches(), "0");
}

}  // namespace
}  // namespace pgmedic
