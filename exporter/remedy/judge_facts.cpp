#include <fmt/format.h>

#include "base/text.h"
#include "remedy/judge.h"

namespace pgmedic {
namespace {

constexpr const char* kPredicted = "predicted_";

bool is_prediction(const std::string& name) {
  return starts_with(name, kPredicted);
}

}  // namespace

Facts facts_of(const Candidate& candidate) {
  Facts facts;
  for (const auto& [name, number] : candidate.numbers) {
    if (!is_prediction(name)) {
      facts.emplace_back(name, fmt::format("{}", number));
    }
  }
  for (const auto& [name, text] : candidate.texts) {
    if (!text.empty() && !is_prediction(name)) {
      facts.emplace_back(name, text);
    }
  }
  return facts;
}

Facts predictions_of(const Candidate& candidate) {
  Facts facts;
  const auto plain = [](const std::string& name) { return name.substr(std::string_view(kPredicted).size()); };
  for (const auto& [name, number] : candidate.numbers) {
    if (is_prediction(name)) {
      facts.emplace_back(plain(name), fmt::format("{}", number));
    }
  }
  for (const auto& [name, text] : candidate.texts) {
    if (is_prediction(name)) {
      facts.emplace_back(plain(name), text);
    }
  }
  return facts;
}

Candidate candidate_of(const Action& action) {
  Candidate candidate;
  candidate.exists = true;
  candidate.database_oid = action.database_oid;
  candidate.table_oid = action.table_oid;
  candidate.index_oid = action.index_oid;
  candidate.object = action.object;
  candidate.statement = action.sql;
  candidate.measured_at = action.started.value_or(action.state_since);
  const auto take = [&](const Facts& facts, const std::string& prefix) {
    for (const auto& [name, value] : facts) {
      if (const std::optional<double> number = number_of(facts, name)) {
        candidate.numbers[prefix + name] = *number;
      } else {
        candidate.texts[prefix + name] = value;
      }
    }
  };
  take(action.before, "");
  take(action.predicted, kPredicted);
  return candidate;
}

Facts facts_of(const std::vector<GuardResult>& guards) {
  Facts facts;
  for (const GuardResult& result : guards) {
    facts.emplace_back(result.guard, std::string(verdict_name(result.verdict)) + ": " + result.reason);
  }
  return facts;
}

}  // namespace pgmedic
