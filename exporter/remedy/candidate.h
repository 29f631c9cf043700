// One object measured again, right before pgmedic would act on it, by the query of sql/remedies/NAME.sql in the object's database.
// Names are looked up with bound parameters; everything that goes into a statement comes from the catalog, quoted by the server.
// Thread rule: plain values; measure() on the thread that owns the session.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "remedy/ask.h"
#include "remedy/remedy.h"

namespace pgmedic {

struct Candidate {
  bool exists = false;
  std::uint32_t database_oid = 0;
  std::uint32_t table_oid = 0;
  std::uint32_t index_oid = 0;            // 0: the object is a table
  ObjectName object;                      // as the catalog has it; as it was asked for where nothing was found
  std::string statement;                  // empty: there is nothing that pgmedic could run here
  std::string verdict_reason;             // why the statement is empty
  std::map<std::string, double> numbers;  // the header of sql/remedies/NAME.sql tells them; what could not be measured is absent
  std::map<std::string, std::string> texts;
  WallTime measured_at{};
  SteadyTime::duration took{};  // measuring it

  std::optional<double> number(std::string_view name) const;
  bool flag(std::string_view name) const;  // a number that is not 0
  std::string text(std::string_view name) const;
};

// Looks the object up and measures it. Not finding it is no error: exists is false and verdict_reason says so. An index larger
// than max_bytes is looked up but not read; 0 is no bound.
Result<Candidate> measure(const Ask& ask, int server_major, Remedy remedy, const ObjectName& object, double max_bytes, WallTime now);

// How long measuring may take: reading an index takes as long as its size.
std::chrono::milliseconds measure_timeout(Remedy remedy);

}  // namespace pgmedic
