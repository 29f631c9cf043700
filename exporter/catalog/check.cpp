#include "catalog/check.h"

#include <algorithm>
#include <array>

#include "base/amount.h"
#include "catalog/names.h"

namespace pgmedic {
namespace {

constexpr std::string_view kRunbooks = "https://github.com/pgmedic/pgmedic/blob/main/alerts/runbooks/";

constexpr std::array<std::string_view, 5> kOwnChecks{"PgBouncerDown", "PgmedicCollectorFailing", "PgmedicDataTooOld",
                                                     "PostgresDatabaseDown", "PostgresDown"};

std::string duration_text(std::chrono::milliseconds duration) {
  return amount_text(std::chrono::duration<double>(duration).count(), "seconds");
}

std::string values_text(const CheckFilter& filter) {
  std::string text;
  for (const std::string& value : filter.values) {
    text.append(text.empty() ? "" : " or ").append(value.empty() ? "empty" : value);
  }
  return text;
}

}  // namespace

const char* severity_name(Severity severity) {
  return severity == Severity::kCritical ? "critical" : "warning";
}

const char* direction_name(Direction direction) {
  switch (direction) {
    case Direction::kAbove: return "above";
    case Direction::kAtLeast: return "at_least";
    case Direction::kBelow: return "below";
  }
  return "above";
}

const CheckColumn* Check::find_column(std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const CheckColumn& one) { return one.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

bool is_own_check_name(std::string_view name) {
  return std::find(kOwnChecks.begin(), kOwnChecks.end(), name) != kOwnChecks.end();
}

bool thresholds_fit(const Check& check) {
  if (!check.warning || !check.critical) {
    return true;
  }
  return check.direction == Direction::kBelow ? *check.critical < *check.warning : *check.critical > *check.warning;
}

std::string runbook_url(std::string_view check) {
  return std::string(kRunbooks) + std::string(check) + ".md";
}

std::vector<SummaryPiece> split_summary(std::string_view summary) {
  std::vector<SummaryPiece> pieces;
  std::string text;
  while (!summary.empty()) {
    const std::size_t open = std::min(summary.find('{'), summary.size());
    const std::size_t close = summary.find('}', open);
    text += summary.substr(0, open);
    summary.remove_prefix(open);
    const std::string_view name = close == std::string_view::npos ? std::string_view() : summary.substr(1, close - open - 1);
    if (!is_identifier(name)) {
      text += summary.substr(0, 1);
      summary.remove_prefix(std::min<std::size_t>(1, summary.size()));
      continue;
    }
    if (!text.empty()) {
      pieces.push_back({std::move(text), false});
      text.clear();
    }
    pieces.push_back({std::string(name), true});
    summary.remove_prefix(name.size() + 2);
  }
  if (!text.empty()) {
    pieces.push_back({std::move(text), false});
  }
  return pieces;
}

std::string condition_text(const Check& check) {
  const char* direction = check.direction == Direction::kAtLeast ? "at least" : direction_name(check.direction);
  std::string text = check.increase.count() > 0 ? "increase in " + duration_text(check.increase) + " " : std::string();
  text += direction;
  if (check.warning) {
    text += " " + amount_text(*check.warning, check.unit);
  }
  if (check.critical) {
    text += check.warning ? " (critical " : " ";
    text += amount_text(*check.critical, check.unit);
    text += check.warning ? ")" : "";
  }
  if (check.hold.count() > 0) {
    text += " for " + duration_text(check.hold);
  }
  for (const CheckCondition& condition : check.when) {
    const CheckColumn* column = check.find_column(condition.column);
    text += ", when " + condition.column + " is at least " +
            amount_text(condition.minimum, column == nullptr ? std::string_view() : std::string_view(column->unit));
  }
  for (const CheckFilter& filter : check.where) {
    text.append(", where ").append(filter.label).append(" is ").append(values_text(filter));
  }
  return text;
}

}  // namespace pgmedic
