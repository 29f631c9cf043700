#include "catalog/catalog.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "catalog/assemble.h"
#include "catalog/source_files.h"

namespace pgmedic {
namespace {

void sort_problems(std::vector<Diagnostic>& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
}

void sort_collectors(std::vector<Collector>& collectors) {
  std::sort(collectors.begin(), collectors.end(), [](const Collector& a, const Collector& b) { return a.name < b.name; });
}

void drop_unclean(std::vector<AssembledCollector>& collectors) {
  const auto unclean = [](const AssembledCollector& collector) { return !collector.clean; };
  collectors.erase(std::remove_if(collectors.begin(), collectors.end(), unclean), collectors.end());
}

// A collector that was checked before: its places are no longer known.
AssembledCollector known(const Collector& collector) {
  AssembledCollector assembled;
  assembled.parsed.collector = collector;
  assembled.parsed.families.resize(collector.families.size());
  assembled.parsed.checks.resize(collector.checks.size());
  assembled.clean = true;
  return assembled;
}

// The known collectors that no added one replaces, and behind them the added ones.
std::vector<AssembledCollector> together(const std::vector<Collector>& collectors, const std::vector<AssembledCollector>& added) {
  std::vector<AssembledCollector> all;
  for (const Collector& collector : collectors) {
    const auto replaces = [&](const AssembledCollector& other) { return other.parsed.collector.name == collector.name; };
    if (std::none_of(added.begin(), added.end(), replaces)) {
      all.push_back(known(collector));
    }
  }
  all.insert(all.end(), added.begin(), added.end());
  return all;
}

// A check that replaces one is about the same trouble, unless it says otherwise.
void keep_runbooks(const Catalog& catalog, std::vector<AssembledCollector>& added) {
  for (AssembledCollector& collector : added) {
    for (Check& check : collector.parsed.collector.checks) {
      const Check* replaced = catalog.find_check(check.name);
      if (check.runbook.empty() && replaced != nullptr) {
        check.runbook = replaced->runbook;
      }
    }
  }
}

}  // namespace

Catalog Catalog::parse(const std::vector<SourceFile>& files, std::vector<Diagnostic>& problems) {
  std::vector<Diagnostic> found;
  std::vector<AssembledCollector> collectors = assemble(files, found);
  check_clashes(collectors, found);
  drop_unclean(collectors);
  Catalog catalog;
  for (AssembledCollector& collector : collectors) {
    catalog.collectors_.push_back(std::move(collector.parsed.collector));
  }
  sort_problems(found);
  problems.insert(problems.end(), found.begin(), found.end());
  return catalog;
}

Catalog Catalog::with_directory(const std::string& directory, std::vector<Diagnostic>& problems) const {
  std::vector<Diagnostic> found;
  std::vector<AssembledCollector> added = assemble(read_directory(directory, found), found);
  drop_unclean(added);
  keep_runbooks(*this, added);
  Catalog catalog;
  // Leaving one out can bring back the one that it would have replaced, and that a clash: again until nothing changes.
  for (bool settled = false; !settled;) {
    std::vector<AssembledCollector> all = together(collectors_, added);
    const std::size_t known_ones = all.size() - added.size();
    check_clashes(all, found);
    added.assign(std::next(all.begin(), static_cast<std::ptrdiff_t>(known_ones)), all.end());
    const std::size_t before = added.size();
    drop_unclean(added);
    settled = added.size() == before;
    if (settled) {
      std::transform(all.begin(), all.end(), std::back_inserter(catalog.collectors_),
                     [](const AssembledCollector& collector) { return collector.parsed.collector; });
    }
  }
  sort_collectors(catalog.collectors_);
  sort_problems(found);
  problems.insert(problems.end(), found.begin(), found.end());
  return catalog;
}

const Collector* Catalog::find(std::string_view name) const {
  const auto found = std::find_if(collectors_.begin(), collectors_.end(), [&](const Collector& one) { return one.name == name; });
  return found == collectors_.end() ? nullptr : &*found;
}

std::vector<const Check*> Catalog::checks() const {
  std::vector<const Check*> checks;
  for (const Collector& collector : collectors_) {
    std::transform(collector.checks.begin(), collector.checks.end(), std::back_inserter(checks), [](const Check& check) { return &check; });
  }
  std::sort(checks.begin(), checks.end(), [](const Check* a, const Check* b) { return a->name < b->name; });
  return checks;
}

const Check* Catalog::find_check(std::string_view name) const {
  const std::vector<const Check*> all = checks();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Check* check) { return check->name == name; });
  return found == all.end() ? nullptr : *found;
}

std::vector<std::string> Catalog::names() const {
  std::vector<std::string> names;
  std::transform(collectors_.begin(), collectors_.end(), std::back_inserter(names), [](const Collector& one) { return one.name; });
  return names;
}

}  // namespace pgmedic
