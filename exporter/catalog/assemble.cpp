#include "catalog/assemble.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "catalog/collector_file.h"
#include "catalog/queries.h"

namespace pgmedic {
namespace {

struct LoadedFile {
  explicit LoadedFile(Reporter file_reporter) : reporter(std::move(file_reporter)) {}
  Reporter reporter;
  std::optional<CollectorFile> parts;
};

// The files of one collector by the major that they are for; 0 is the base.
using FileGroup = std::map<int, std::unique_ptr<LoadedFile>>;

std::map<std::string, FileGroup> load(const std::vector<SourceFile>& files, std::vector<Diagnostic>& problems) {
  std::map<std::string, FileGroup> groups;
  for (const SourceFile& file : files) {
    auto loaded = std::make_unique<LoadedFile>(Reporter(file.path, problems));
    const std::optional<CollectorFileName> name = parse_file_name(loaded->reporter);
    if (!name) {
      continue;
    }
    std::unique_ptr<LoadedFile>& slot = groups[name->collector][name->since_major];
    if (slot != nullptr) {
      loaded->reporter.report({}, "the same file name exists already: " + slot->reporter.file());
      continue;
    }
    loaded->parts = split_file(file, loaded->reporter);
    if (loaded->parts && name->since_major == 0 && loaded->parts->header.empty()) {
      loaded->reporter.report({1, 1}, "the file must begin with a header: a line /*---");
    }
    if (loaded->parts && name->since_major != 0 && !loaded->parts->header.empty()) {
      loaded->reporter.report({1, 1}, "a variant has no header; that of " + name->collector + ".sql holds for it");
    }
    slot = std::move(loaded);
  }
  return groups;
}

AssembledCollector assemble_one(const std::string& name, FileGroup& group) {
  AssembledCollector assembled;
  LoadedFile& base = *group.begin()->second;
  std::vector<QueryFile> queries;
  bool readable = true;
  for (auto& [major, file] : group) {
    readable = readable && file->parts.has_value();
    queries.push_back(QueryFile{major, file->parts ? &*file->parts : nullptr, &file->reporter});
  }
  if (base.parts && !base.parts->header.empty()) {
    assembled.parsed = read_header(base.parts->header, name, base.reporter);
    if (readable && base.reporter.clean()) {
      check_queries(assembled.parsed, queries);
    }
  }
  assembled.clean = std::all_of(group.begin(), group.end(), [](const auto& file) { return file.second->reporter.clean(); });
  if (assembled.clean) {
    for (const QueryFile& query : queries) {
      assembled.parsed.collector.queries.push_back(QueryVariant{query.since_major, query.parts->query, query.reporter->file()});
    }
  }
  return assembled;
}

}  // namespace

std::vector<AssembledCollector> assemble(const std::vector<SourceFile>& files, std::vector<Diagnostic>& problems) {
  std::vector<AssembledCollector> collectors;
  std::map<std::string, FileGroup> groups = load(files, problems);
  for (auto& [name, group] : groups) {
    if (group.begin()->first == 0) {
      collectors.push_back(assemble_one(name, group));
      continue;
    }
    for (auto& variant : group) {
      variant.second->reporter.report({}, "a variant without its base file " + name + ".sql");
    }
  }
  return collectors;
}

}  // namespace pgmedic
