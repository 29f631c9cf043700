#include <fmt/format.h>

#include "base/text.h"
#include "remedy/judge.h"

namespace pgmedic {
namespace {

bool is_prediction(const std::string& name) {
  return starts_with(name, "predicted_");
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
    if (!text.empty()) {
      facts.emplace_back(name, text);
    }
  }
  return facts;
}

Facts predictions_of(const Candidate& candidate) {
  Facts facts;
  for (const auto& [name, number] : candidate.numbers) {
    if (is_prediction(name)) {
      facts.emplace_back(name.substr(std::string_view("predicted_").size()), fmt::format("{}", number));
    }
  }
  return facts;
}

Facts facts_of(const std::vector<GuardResult>& guards) {
  Facts facts;
  for (const GuardResult& result : guards) {
    facts.emplace_back(result.guard, std::string(verdict_name(result.verdict)) + ": " + result.reason);
  }
  return facts;
}

}  // namespace pgmedic
