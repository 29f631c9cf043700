// The one row that a question of sql/remedies or sql/guards gives, by the names that its header declares.
// Thread rule: plain values; ask_question on the thread that owns the session.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/rows.h"
#include "catalog/question.h"
#include "remedy/ask.h"

namespace pgmedic {

struct Answer {
  bool there = false;                     // there was a row
  std::map<std::string, double> numbers;  // NULL and what is no finite number are absent
  std::map<std::string, std::string> texts;

  std::optional<double> number(std::string_view name) const;
  double number_or(std::string_view name, double otherwise) const;
  std::string text(std::string_view name) const;
};

// A finite number; nothing for NULL, NaN and infinities, which mean that nobody knows.
std::optional<double> number_at(const RowSet& rows, std::size_t row, std::string_view column);

Answer read_answer(const RowSet& rows, const Question& question);

// Bounds of the small questions of guards.
inline constexpr std::chrono::milliseconds kGuardTimeout{5000};

// Asks the guards' question of that name.
Result<Answer> ask_question(const Ask& ask, int server_major, std::string_view guard, const std::vector<std::string>& parameters);

}  // namespace pgmedic
