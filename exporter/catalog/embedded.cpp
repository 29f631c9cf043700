#include <algorithm>
#include <cassert>

#include "catalog/bundle.h"
#include "catalog/catalog.h"
#include "catalog/question.h"

namespace pgmedic {

Catalog Catalog::embedded() {
  std::vector<Diagnostic> problems;
  Catalog catalog = parse(sql_bundle(), problems);
  assert(problems.empty());  // the build has run pgmedic_catalog_check over the same files
  for (Collector& collector : catalog.collectors_) {
    std::for_each(collector.checks.begin(), collector.checks.end(), [](Check& check) { check.runbook = runbook_url(check.name); });
  }
  return catalog;
}

const Questions& Questions::embedded() {
  static const Questions kQuestions = [] {
    std::vector<SourceFile> files = remedy_bundle();
    const std::vector<SourceFile> guards = guard_bundle();
    files.insert(files.end(), guards.begin(), guards.end());
    std::vector<Diagnostic> problems;
    Questions questions = parse(files, problems);
    assert(problems.empty());
    return questions;
  }();
  return kQuestions;
}

}  // namespace pgmedic
