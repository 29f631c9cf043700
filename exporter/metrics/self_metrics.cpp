#include "metrics/self_metrics.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <map>

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "metrics/chunk.h"
#include "metrics/escape.h"
#include "metrics/number.h"

namespace pgmedic {
namespace {

using prometheus::ClientMetric;
using CounterFamily = prometheus::Family<prometheus::Counter>;
using HistogramFamily = prometheus::Family<prometheus::Histogram>;

// Who scrapes waits while this text is made: shorter ones go out uncompressed, which takes less time than compressing them.
constexpr std::size_t kWorthWaiting = 8UL * 1024;

// From a memory-only query to the longest statement that a slow collector may run.
const std::vector<double>& bucket_bounds() {
  static const std::vector<double> kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  return kBounds;
}

prometheus::Labels registry_labels(const Labels& labels) {
  prometheus::Labels kept;
  for (const auto& [name, value] : labels) {
    if (!value.empty()) {
      kept.emplace(name, value);
    }
  }
  return kept;
}

MetricType type_of(const OwnFamily& family) {
  if (family.type == "histogram") {
    return MetricType::kHistogram;
  }
  return family.type == "counter" ? MetricType::kCounter : MetricType::kGauge;
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) {
    out += out.empty() ? '{' : ',';
    out.append(name).append("=\"");
    append_label_value(out, value, std::string::npos);
    out += '"';
  }
}

// The lines of one family; counts them as series.
class FamilyLines {
 public:
  FamilyLines(ChunkWriter& writer, std::string_view name) : writer_(writer), name_(name), bucket_(name_ + "_bucket") {}

  void add(const OwnSample& sample) {
    labels_.clear();
    for (const auto& [label, value] : sample.labels) {
      append_label(labels_, label, value);
    }
    if (sample.distribution) {
      add(*sample.distribution);
    } else {
      line(name_, labels_, sample.value);
    }
  }
  void add(const ClientMetric& metric, MetricType type) {
    labels_.clear();
    for (const ClientMetric::Label& label : metric.label) {
      append_label(labels_, label.name, label.value);
    }
    if (type != MetricType::kHistogram) {
      line(name_, labels_, metric.counter.value);
      return;
    }
    for (const ClientMetric::Bucket& bucket : metric.histogram.bucket) {
      add_bucket(bucket.upper_bound, bucket.cumulative_count);
    }
    add_totals(metric.histogram.sample_sum, metric.histogram.sample_count);
  }
  std::size_t samples() const { return samples_; }

 private:
  void add(const Distribution& values) {
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < values.counts.size(); ++i) {
      cumulative += values.counts[i];
      add_bucket(i < values.bounds.size() ? values.bounds[i] : std::numeric_limits<double>::infinity(), cumulative);
    }
    add_totals(values.sum, cumulative);
  }
  void add_bucket(double upper_bound, std::uint64_t cumulative) {
    std::string with_bound = labels_;
    append_label(with_bound, "le", bound(upper_bound));
    line(bucket_, with_bound, static_cast<double>(cumulative));
  }
  void add_totals(double sum, std::uint64_t count) {
    line(name_ + "_sum", labels_, sum);
    line(name_ + "_count", labels_, static_cast<double>(count));
  }
  // OpenMetrics wants 1.0 where text writes 1; as a label they would be two series, so it is 1.0 in both.
  static std::string bound(double value) {
    NumberBuffer buffer;
    std::string text(format_number(value, buffer));
    return text.find_first_not_of("0123456789") == std::string::npos ? text + ".0" : text;
  }
  void line(std::string_view name, std::string_view labels, double value) {
    NumberBuffer buffer;
    writer_.line(name, labels, labels.empty() ? " " : "} ", format_number(value, buffer));
    ++samples_;
  }

  ChunkWriter& writer_;
  std::string name_;
  std::string bucket_;
  std::string labels_;
  std::size_t samples_ = 0;
};

}  // namespace

struct SelfMetrics::State {
  prometheus::Registry registry;  // guards itself
  std::map<std::string_view, CounterFamily*> counters;
  std::map<std::string_view, HistogramFamily*> histograms;
};

SelfMetrics::SelfMetrics() : state_(std::make_unique<State>()) {
  for (const OwnFamily& family : own_families()) {
    const std::string name(family.name);
    if (family.type == "counter") {
      state_->counters[family.name] = &prometheus::BuildCounter().Name(name).Register(state_->registry);
    } else if (family.type == "histogram") {
      state_->histograms[family.name] = &prometheus::BuildHistogram().Name(name).Register(state_->registry);
    }
  }
}

SelfMetrics::~SelfMetrics() = default;

void SelfMetrics::count(std::string_view family, const Labels& labels, double by) {
  const auto known = state_->counters.find(family);
  assert(known != state_->counters.end());
  if (known != state_->counters.end()) {
    known->second->Add(registry_labels(labels)).Increment(by);
  }
}

void SelfMetrics::observe(std::string_view family, const Labels& labels, double value) {
  const auto known = state_->histograms.find(family);
  assert(known != state_->histograms.end());
  if (known != state_->histograms.end()) {
    known->second->Add(registry_labels(labels), bucket_bounds()).Observe(value);
  }
}

std::shared_ptr<const Part> SelfMetrics::render(const std::vector<OwnSample>& samples) const {
  const std::span<const OwnFamily> families = own_families();
  const auto place_of = [&](std::string_view name) {
    const OwnFamily* family = find_own_family(name);
    assert(family != nullptr);
    return family == nullptr ? std::nullopt : std::optional(static_cast<std::size_t>(family - families.data()));
  };
  std::vector<std::vector<const OwnSample*>> given(families.size());
  for (const OwnSample& sample : samples) {
    if (const auto place = place_of(sample.name)) {
      given[*place].push_back(&sample);
    }
  }
  std::vector<std::vector<ClientMetric>> counted(families.size());
  {
    for (prometheus::MetricFamily& family : state_->registry.Collect()) {
      if (const auto place = place_of(family.name)) {
        counted[*place] = std::move(family.metric);
      }
    }
  }
  auto part = std::make_shared<Part>();
  ChunkWriter writer(kWorthWaiting);
  for (std::size_t i = 0; i < families.size(); ++i) {
    const OwnFamily& family = families[i];
    const MetricType type = type_of(family);
    FamilyLines lines(writer, family.name);
    std::sort(counted[i].begin(), counted[i].end(), [](const ClientMetric& a, const ClientMetric& b) { return a.label < b.label; });
    for (const ClientMetric& metric : counted[i]) {
      lines.add(metric, type);
    }
    for (const OwnSample* sample : given[i]) {
      lines.add(*sample);
    }
    if (lines.samples() > 0) {
      part->families.push_back({std::string(family.name), type, std::string(family.help), lines.samples(), writer.finish()});
      part->series += lines.samples();
    }
  }
  return part;
}

}  // namespace pgmedic
