#include "collect/own_samples.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace pgmedic {
namespace {

// What one collector did, over all its databases.
struct Summary {
  bool supported = false;  // somewhere
  bool asked = false;
  bool success = true;  // everywhere it ran
  double duration = 0;  // of one round
  double interval = 0;  // the longest in force
  std::size_t series = 0;
};

double seconds(Milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

void add_status_of_one(std::vector<OwnSample>& samples, const CollectorStatus& collector, const Labels& where) {
  if (!collector.supported) {
    Labels labels = where;
    labels.emplace_back("reason", collector.unsupported_reason);
    samples.push_back({"pgmedic_collector_supported", std::move(labels), 0});
    return;
  }
  if (collector.runs > 0 || collector.failing) {
    samples.push_back({"pgmedic_collector_success", where, collector.failing ? 0.0 : 1.0});
  }
  if (collector.last_success) {
    samples.push_back({"pgmedic_collector_last_success_timestamp_seconds", where, unix_seconds(*collector.last_success)});
  }
}

void add_summary(std::vector<OwnSample>& samples, const std::string& name, const Summary& summary) {
  if (!summary.supported) {
    return;
  }
  const Labels labels{{"collector", name}};
  samples.push_back({"pgmedic_collector_supported", labels, 1});
  samples.push_back({"pgmedic_collector_interval_seconds", labels, summary.interval});
  samples.push_back({"pgmedic_collector_series", labels, static_cast<double>(summary.series)});
  if (summary.asked) {
    samples.push_back({"pg_scrape_collector_duration_seconds", labels, summary.duration});
    samples.push_back({"pg_scrape_collector_success", labels, summary.success ? 1.0 : 0.0});
  }
}

void add_consoles(std::vector<OwnSample>& samples, const TargetStatus& status) {
  for (const auto& [name, up] : status.pgbouncers) {
    if (!status.pgbouncers_asked.contains(name)) {
      continue;
    }
    Labels labels;
    if (status.pgbouncers.size() > 1) {
      labels.emplace_back("pgbouncer", name);
    }
    samples.push_back({"pgbouncer_up", std::move(labels), up ? 1.0 : 0.0});
  }
}

}  // namespace

std::vector<OwnSample> own_samples(const TargetStatus& status) {
  std::vector<OwnSample> samples;
  std::map<std::string, Summary> summaries;
  double poll_seconds = 0;
  bool error = status.asked && !status.up;
  for (const CollectorStatus& collector : status.collectors) {
    const char* place = collector.scope == Scope::kPgBouncer ? "pgbouncer" : "datname";
    add_status_of_one(samples, collector, {{"collector", collector.collector}, {place, collector.database}});
    Summary& summary = summaries[collector.collector];
    if (!collector.supported) {
      continue;
    }
    const double duration = collector.last_duration.count();
    summary.supported = true;
    summary.asked = summary.asked || collector.runs > 0 || collector.failing;
    summary.success = summary.success && !collector.failing;
    summary.duration += duration;
    summary.interval = std::max(summary.interval, seconds(collector.effective_interval));
    summary.series += collector.series;
    poll_seconds += duration;
    error = error || collector.failing;
  }
  for (const auto& [name, summary] : summaries) {
    add_summary(samples, name, summary);
  }
  for (const auto& [name, up] : status.databases_up) {
    samples.push_back({"pg_database_up", {{"datname", name}}, up ? 1.0 : 0.0});
  }
  for (const SessionStatus& session : status.sessions) {
    samples.push_back({"pgmedic_connections", {{"session", session.name}}, session.connected ? 1.0 : 0.0});
  }
  add_consoles(samples, status);
  if (status.asked) {
    samples.push_back({"pg_up", {}, status.up ? 1.0 : 0.0});
  }
  samples.push_back({"pg_exporter_last_scrape_duration_seconds", {}, poll_seconds});
  samples.push_back({"pg_exporter_last_scrape_error", {}, error ? 1.0 : 0.0});
  samples.push_back({"pgmedic_series", {}, static_cast<double>(status.series)});
  return samples;
}

}  // namespace pgmedic
