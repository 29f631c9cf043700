#include "remedy/answer.h"

#include <charconv>
#include <cmath>

namespace pgmedic {

std::optional<double> Answer::number(std::string_view name) const {
  const auto found = numbers.find(std::string(name));
  return found == numbers.end() ? std::nullopt : std::optional<double>(found->second);
}

double Answer::number_or(std::string_view name, double otherwise) const {
  return number(name).value_or(otherwise);
}

std::string Answer::text(std::string_view name) const {
  const auto found = texts.find(std::string(name));
  return found == texts.end() ? std::string() : found->second;
}

std::optional<double> number_at(const RowSet& rows, std::size_t row, std::string_view column) {
  const std::optional<std::size_t> at = rows.find_column(column);
  if (!at || rows.is_null(row, *at)) {
    return std::nullopt;
  }
  const std::string_view text = rows.value(row, *at);
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

Answer read_answer(const RowSet& rows, const Question& question) {
  Answer answer;
  answer.there = rows.rows() == 1;
  if (!answer.there) {
    return answer;
  }
  for (const auto& [name, help] : question.numbers) {
    if (const std::optional<double> number = number_at(rows, 0, name)) {
      answer.numbers[name] = *number;
    }
  }
  for (const auto& [name, help] : question.texts) {
    if (const std::optional<std::size_t> column = rows.find_column(name)) {
      answer.texts[name] = rows.value(0, *column);
    }
  }
  return answer;
}

Result<Answer> ask_question(const Ask& ask, int server_major, std::string_view guard, const std::vector<std::string>& parameters) {
  const Question* const question = Questions::embedded().find(Question::Kind::kGuard, guard);
  if (question == nullptr) {
    return Error{ErrorCode::kInternal, "there is no question of the name " + std::string(guard)};
  }
  const Result<std::unique_ptr<RowSet>> rows = ask(question->sql(server_major), parameters, kGuardTimeout);
  if (!rows) {
    return rows.error();
  }
  return read_answer(**rows, *question);
}

}  // namespace pgmedic
