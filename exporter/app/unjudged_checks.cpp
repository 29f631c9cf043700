#include "app/unjudged_checks.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/text.h"
#include "web/human.h"

namespace pgmedic {
namespace {

// Names in a row before the rest is only counted.
constexpr std::size_t kNamesShown = 5;

using Names = std::set<std::string>;
// What is missing and for which check, and where: in these databases, or on these targets.
using Lacks = std::map<std::pair<std::string, std::string>, Names>;

std::string some_names(const Names& names) {
  if (names.size() <= kNamesShown) {
    return join_names(names);
  }
  return join_names(Names(names.begin(), std::next(names.begin(), kNamesShown))) + " and " + human_count(names.size() - kNamesShown) +
         " more";
}

// " in databases a, b"; nothing where it is the same in all of them. An extension is missing in a database, so that one is named.
std::string in_places(const TargetStatus& status, const Names& places, bool always) {
  if (places.begin()->empty()) {
    return {};  // the whole server
  }
  const Names databases(status.databases.begin(), status.databases.end());
  if (!databases.contains(*places.begin())) {
    return " in " + some_names(places);  // PgBouncers
  }
  if (places.size() == databases.size() && (databases.size() > 1 || !always)) {
    return always ? " in every database" : "";
  }
  return (places.size() == 1 ? " in database " : " in databases ") + some_names(places);
}

// What one target's checks lack, with the databases in the words.
Lacks lacks_of(const HealthView& target) {
  struct Seen {
    Names places;
    bool of_database = false;
  };
  std::map<std::pair<std::string, std::string>, Seen> seen;
  for (const UnknownCheck& unknown : target.report.unknown) {
    if (unknown.reason != "unsupported") {
      continue;
    }
    std::string lack = unknown.detail.empty() ? unknown.reason : unknown.detail;
    const std::string there = " in database " + unknown.place;
    const bool of_database = !unknown.place.empty() && ends_with(lack, there);
    lack.resize(lack.size() - (of_database ? there.size() : 0));
    Seen& where = seen[{lack, unknown.check}];
    where.places.insert(unknown.place);
    where.of_database = of_database;
  }
  Lacks lacks;
  for (const auto& [lack, where] : seen) {
    lacks[{lack.first + in_places(target.status, where.places, where.of_database), lack.second}].insert(target.status.name);
  }
  return lacks;
}

}  // namespace

std::string join_names(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

std::vector<UnjudgedChecks> group_unjudged(const std::vector<HealthView>& targets) {
  Lacks lacks;
  std::size_t up = 0;
  for (const HealthView& target : targets) {
    if (target.status.up) {
      ++up;
      for (const auto& [lack, whose] : lacks_of(target)) {
        lacks[lack].insert(whose.begin(), whose.end());
      }
    }
  }
  std::map<std::string, Names> groups;
  for (const auto& [lack, whose] : lacks) {
    groups[lack.first + (whose.size() == up ? "" : " on " + some_names(whose))].insert(lack.second);
  }
  std::vector<UnjudgedChecks> sorted;
  sorted.reserve(groups.size());
  for (auto& [why, checks] : groups) {
    sorted.push_back({why, std::move(checks)});
  }
  return sorted;
}

}  // namespace pgmedic
