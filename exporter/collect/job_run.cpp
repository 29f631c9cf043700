#include "collect/job_run.h"

#include <exception>
#include <utility>

#include "collect/requirements.h"

namespace pgmedic {
namespace {

void run(TargetState& state, Session& session, const JobPtr& job, SteadyTime started) {
  const Collector& collector = *job->collector;
  const bool console = collector.scope == Scope::kPgBouncer;
  if (!console) {
    if (const auto unmet = find_unmet(collector.requirements, session.facts())) {
      state.unsupported(job, started, *unmet);
      return;
    }
  }
  const int major = console ? 0 : session.facts().major();
  auto rows = collector_rows(session, collector, major, job->timeout, job->parents);
  if (!rows) {
    state.failed(job, started, rows.error());
    return;
  }
  const double server_seconds = std::chrono::duration<double>(state.clock().steady_now() - started).count();
  const Milliseconds ttl = state.charge(job, server_seconds);
  if (state.observer() != nullptr) {
    state.observer()->rows(collector, job->database, **rows, {major, session.facts().server_life}, ttl);
  }
  MappingOptions options;
  options.server_major = major;
  options.label_bytes = state.settings().collect.label_bytes;
  options.max_series = state.series_left(*job);
  if (console) {
    options.extra_labels = state.console_labels(job->database);
  }
  MappedRows mapped = map_rows(collector, **rows, options);
  rows.value().reset();
  state.succeeded(job, started, std::move(mapped));
}

}  // namespace

void run_job(TargetState& state, Session& session, const JobPtr& job) {
  const SteadyTime started = state.clock().steady_now();
  try {
    run(state, session, job, started);
  } catch (const std::exception& fault) {
    // Out of memory over one answer that is too big: the other collectors have theirs.
    state.failed(job, started, Error{ErrorCode::kInternal, fault.what()});
  }
}

}  // namespace pgmedic
