#include "metrics/page_head.h"

#include <mutex>
#include <unordered_map>

#include "base/text.h"
#include "metrics/chunk.h"
#include "metrics/escape.h"

namespace pgmedic {
namespace {

constexpr std::string_view kTotal = "_total";

// Far more than any catalog has families; names that take label values could grow without end.
constexpr std::size_t kMostHeads = 20'000;

std::string_view type_word(MetricType type) {
  switch (type) {
    case MetricType::kCounter: return "counter";
    case MetricType::kGauge: return "gauge";
    case MetricType::kHistogram: return "histogram";
  }
  return "untyped";
}

}  // namespace

struct HeadCache::State {
  std::mutex mutex;
  std::unordered_map<std::string, std::shared_ptr<const Chunk>> chunks;  // guarded by mutex
};

HeadCache::HeadCache() : state_(std::make_unique<State>()) {}
HeadCache::~HeadCache() = default;

std::shared_ptr<const Chunk> HeadCache::compressed(const std::string& lines) {
  const std::lock_guard lock(state_->mutex);
  const auto known = state_->chunks.find(lines);
  if (known != state_->chunks.end()) {
    return known->second;
  }
  if (state_->chunks.size() >= kMostHeads) {
    state_->chunks.clear();
  }
  auto chunk = std::make_shared<const Chunk>(squeeze_chunk(lines));
  state_->chunks.emplace(lines, chunk);
  return chunk;
}

std::string_view open_metrics_counter(const FamilyPart& family) {
  const std::string_view name = family.name;
  const bool counter = family.type == MetricType::kCounter && ends_with(name, kTotal) && name.size() > kTotal.size();
  return counter ? name.substr(0, name.size() - kTotal.size()) : std::string_view();
}

FamilyHead announce(const FamilyPart& family, PageFormat format, bool name_is_free) {
  if (format == PageFormat::kText || family.type != MetricType::kCounter) {
    return {family.name, type_word(family.type)};
  }
  const std::string_view counter = open_metrics_counter(family);
  return counter.empty() || !name_is_free ? FamilyHead{family.name, "unknown"} : FamilyHead{counter, "counter"};
}

std::string head_lines(const FamilyHead& head, std::string_view help, PageFormat format) {
  std::string lines;
  lines.reserve(head.name.size() * 2 + help.size() + 32);
  if (!help.empty()) {
    lines.append("# HELP ").append(head.name) += ' ';
    append_help(lines, help, format == PageFormat::kOpenMetrics);
    lines += '\n';
  }
  lines.append("# TYPE ").append(head.name) += ' ';
  lines.append(head.type) += '\n';
  return lines;
}

}  // namespace pgmedic
