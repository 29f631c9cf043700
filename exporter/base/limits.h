// Limits and budgets of the whole program, each with its reason. Those that an operator may change are defaults here
// and keys of the configuration file.
#pragma once

#include <chrono>
#include <cstddef>

namespace pgmedic::limits {

using namespace std::chrono_literals;

// Batches older than this many intervals disappear from the page: one late poll is noise, three are a fault.
inline constexpr int kIntervalsToLive = 3;

// The server's time that one collector may take, as a part of its interval; slower ones are stretched.
inline constexpr double kDutyCycle = 0.02;

// How long after the server's own timeout the client cuts the connection: room for a cancelled statement to answer.
inline constexpr auto kDeadlineGrace = 1s;

// libpq rounds 1 s up to 2 s, so 2 s is the shortest; it applies to each host of the connection string.
inline constexpr auto kConnectTimeout = 2s;

// A collector that failed, on a lock for instance, runs again after this time where its interval is longer: one failure in a
// quarter of an hour is no news, two in a row are.
inline constexpr std::chrono::milliseconds kRetryAfterFailure = 1min;

// Reconnects: first delay, and the longest.
inline constexpr auto kBackoffFirst = 1s;
inline constexpr auto kBackoffLongest = 30s;

// lock_timeout of collecting sessions: long enough for short catalog locks, short enough that nobody queues behind us.
inline constexpr auto kLockTimeout = 500ms;

// statement_timeout of our own small catalog queries: databases, facts.
inline constexpr auto kHousekeepingTimeout = 2s;

// How long a session keeps the plan of a statement. The server plans anew when its catalogs were analyzed; what they grew to since
// then it sees only when it plans.
inline constexpr auto kPlanLifetime = 10min;

// All series of one target together. Beyond, the newest batches are cut and counted: Prometheus must survive us.
inline constexpr std::size_t kSeriesPerTarget = 500'000;

// Bytes of one label value; longer ones are cut at a character boundary. Names are at most 63 bytes, so only
// application names and the like are ever cut.
inline constexpr std::size_t kLabelBytes = 200;

// Objects of one check in one place (a database, a PgBouncer) that are remembered as findings. Nobody reads more; the worst
// are kept, the others counted.
inline constexpr std::size_t kObjectsPerCheck = 1'000;

// The same over all checks and places of a target: some 20 MB when everything is wrong at once.
inline constexpr std::size_t kObjectsPerTarget = 20'000;

// pgmedic_finding series of one target: a page must not grow by what is wrong. Of them each check may list this many before
// others had their turn.
inline constexpr std::size_t kFindingSeries = 1'000;
inline constexpr std::size_t kFindingSeriesFirst = 100;

// Counters of one check in one place whose growth is remembered, and points of each: 20 MB at most.
inline constexpr std::size_t kCountersPerCheck = 20'000;
inline constexpr int kPointsPerCounter = 32;

// From SIGTERM to exit.
inline constexpr auto kShutdownTime = 2500ms;

}  // namespace pgmedic::limits
