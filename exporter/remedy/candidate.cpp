#include "remedy/candidate.h"

#include <fmt/format.h>

#include "remedy/answer.h"

namespace pgmedic {
namespace {

std::string text_at(const RowSet& rows, std::string_view column) {
  const std::optional<std::size_t> at = rows.find_column(column);
  return at ? std::string(rows.value(0, *at)) : std::string();
}

std::uint32_t oid_at(const RowSet& rows, std::string_view column) {
  return static_cast<std::uint32_t>(number_at(rows, 0, column).value_or(0));
}

std::vector<std::string> parameters_of(Remedy remedy, const ObjectName& object, double max_bytes) {
  std::vector<std::string> parameters{object.schema, object.table};
  if (is_for_indexes(remedy)) {
    parameters.push_back(object.index);
  }
  if (remedy == Remedy::kReindex) {
    parameters.push_back(max_bytes > 0 ? fmt::format("{:.0f}", max_bytes) : "");
  }
  return parameters;
}

std::string not_found(std::size_t rows, const ObjectName& object) {
  if (rows > 1) {
    return "several objects have that name: name the table too";
  }
  return object.index.empty() ? "there is no such table in this database" : "there is no such index in this database";
}

}  // namespace

std::optional<double> Candidate::number(std::string_view name) const {
  const auto found = numbers.find(std::string(name));
  return found == numbers.end() ? std::nullopt : std::optional<double>(found->second);
}

bool Candidate::flag(std::string_view name) const {
  return number(name).value_or(0) != 0;
}

std::string Candidate::text(std::string_view name) const {
  const auto found = texts.find(std::string(name));
  return found == texts.end() ? std::string() : found->second;
}

std::chrono::milliseconds measure_timeout(Remedy remedy) {
  using namespace std::chrono_literals;
  return remedy == Remedy::kReindex ? 10min : 10s;
}

Result<Candidate> measure(const Ask& ask, int server_major, Remedy remedy, const ObjectName& object, double max_bytes, WallTime now) {
  const Question* const question = Questions::embedded().find(Question::Kind::kRemedy, remedy_name(remedy));
  if (question == nullptr) {
    return Error{ErrorCode::kInternal, std::string("there is no query for the remedy ") + remedy_name(remedy)};
  }
  const Result<std::unique_ptr<RowSet>> answer =
      ask(question->sql(server_major), parameters_of(remedy, object, max_bytes), measure_timeout(remedy));
  if (!answer) {
    return answer.error();
  }
  const RowSet& rows = **answer;
  Candidate candidate;
  candidate.measured_at = now;
  candidate.object = object;
  if (rows.rows() != 1) {
    candidate.verdict_reason = not_found(rows.rows(), object);
    return candidate;
  }
  Answer measured = read_answer(rows, *question);
  candidate.exists = true;
  candidate.database_oid = oid_at(rows, "database_oid");
  candidate.table_oid = oid_at(rows, "table_oid");
  candidate.index_oid = oid_at(rows, "index_oid");
  candidate.object = {object.database, text_at(rows, "schemaname"), text_at(rows, "relname"), text_at(rows, "indexrelname")};
  candidate.statement = text_at(rows, "statement");
  candidate.verdict_reason = text_at(rows, "verdict_reason");
  candidate.numbers = std::move(measured.numbers);
  candidate.texts = std::move(measured.texts);
  return candidate;
}

}  // namespace pgmedic
