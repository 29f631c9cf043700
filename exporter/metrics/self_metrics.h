// The program's own metrics. Counters and histograms live in a prometheus-cpp registry; gauges that describe the present
// are given as samples when the page is asked for. Both become a Part like any other.
// Thread rule: any thread.
// Errors: a name that own_families() does not know, or of another type, is a mistake in the program: asserted, ignored in release.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/collector.h"
#include "metrics/distribution.h"
#include "metrics/part.h"

namespace pgmedic {

// Labels whose value is empty are left out of the series.
using Labels = std::vector<std::pair<std::string, std::string>>;

// A sample of the program's own that is computed when it is asked for.
struct OwnSample {
  std::string_view name;  // in own_families()
  Labels labels;
  double value = 0;
  std::optional<Distribution> distribution = std::nullopt;  // of a histogram, instead of the value
};

// Every pgmedic_*, pg_up, pg_exporter_* and pg_scrape_* family: name, type and help in one place, for the page and for docs/metrics.md.
struct OwnFamily {
  std::string_view name;
  std::string_view type;    // counter, gauge, histogram
  std::string_view labels;  // comma separated, for the documentation
  std::string_view help;
};
std::span<const OwnFamily> own_families();  // ascending by name
const OwnFamily* find_own_family(std::string_view name);

class SelfMetrics {
 public:
  SelfMetrics();
  ~SelfMetrics();
  SelfMetrics(const SelfMetrics&) = delete;
  SelfMetrics& operator=(const SelfMetrics&) = delete;

  void count(std::string_view family, const Labels& labels, double by = 1);   // a counter of own_families()
  void observe(std::string_view family, const Labels& labels, double value);  // a histogram of own_families()

  // Everything counted so far, and these samples, as a part.
  std::shared_ptr<const Part> render(const std::vector<OwnSample>& samples) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pgmedic
