// The words that the whole layer shares: which remedies there are, how far pgmedic may go by itself, and how an object is named.
// Thread rule: plain values and free functions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace pgmedic {

enum class Remedy { kReindex, kAnalyze, kVacuum, kFreeze, kDropLeftover };
inline constexpr std::array<Remedy, 5> kRemedies{Remedy::kReindex, Remedy::kAnalyze, Remedy::kVacuum, Remedy::kFreeze,
                                                 Remedy::kDropLeftover};

// "reindex", "analyze", "vacuum", "freeze", "drop_leftover": what checks and the configuration call them.
const char* remedy_name(Remedy remedy);
std::optional<Remedy> parse_remedy(std::string_view name);
// Whether the remedy works on an index; the others work on a table.
bool is_for_indexes(Remedy remedy);

// In ascending order of what pgmedic does by itself.
enum class Mode { kObserve, kPropose, kApprove, kAuto };
const char* mode_name(Mode mode);
std::optional<Mode> parse_mode(std::string_view name);

// An object as people and alerts name it: a key to look it up with, never a part of a statement.
struct ObjectName {
  std::string database;
  std::string schema;
  std::string table;  // may be empty where the index alone was named
  std::string index;  // empty: a table
  bool operator==(const ObjectName&) const = default;
  bool operator<(const ObjectName& other) const {
    return std::tie(database, schema, table, index) < std::tie(other.database, other.schema, other.table, other.index);
  }
  // "database: schema.table, index x", for messages.
  std::string text() const;
};

}  // namespace pgmedic
