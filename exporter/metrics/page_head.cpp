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

// What lines are made of. Looked up as a view, kept as text.
struct HeadView {
  std::string_view name, type, help;
  PageFormat format;
};
struct HeadText {
  std::string name, type, help;
  PageFormat format;
  HeadView view() const { return {name, type, help, format}; }
};
struct HeadHash {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
  std::size_t operator()(const HeadView& head) const { return std::hash<std::string_view>()(head.name); }
  std::size_t operator()(const HeadText& head) const { return (*this)(head.view()); }
};
struct HeadEqual {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
  static HeadView view(const HeadView& head) { return head; }
  static HeadView view(const HeadText& head) { return head.view(); }
  template <class Left, class Right>
  bool operator()(const Left& left, const Right& right) const {
    const HeadView a = view(left);
    const HeadView b = view(right);
    return a.format == b.format && a.name == b.name && a.type == b.type && a.help == b.help;
  }
};

}  // namespace

struct HeadCache::State {
  std::mutex mutex;
  std::unordered_map<HeadText, std::shared_ptr<const Chunk>, HeadHash, HeadEqual> chunks;  // guarded by mutex
};

HeadCache::HeadCache() : state_(std::make_unique<State>()) {}
HeadCache::~HeadCache() = default;

std::shared_ptr<const Chunk> HeadCache::lines(const FamilyHead& head, std::string_view help, PageFormat format) {
  const std::lock_guard lock(state_->mutex);
  const auto known = state_->chunks.find(HeadView{head.name, head.type, help, format});
  if (known != state_->chunks.end()) {
    return known->second;
  }
  if (state_->chunks.size() >= kMostHeads) {
    state_->chunks.clear();
  }
  auto chunk = std::make_shared<const Chunk>(squeeze_chunk(head_lines(head, help, format)));
  state_->chunks.emplace(HeadText{std::string(head.name), std::string(head.type), std::string(help), format}, chunk);
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
