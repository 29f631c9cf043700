// The complete table of the program's own metrics.
#include <algorithm>

#include "metrics/self_metrics.h"

namespace pgmedic {

const std::vector<OwnFamily>& own_families() {
  static const std::vector<OwnFamily> kFamilies{
      {"pg_database_up", "gauge", "datname", "Whether the last visit to this database worked."},
      {"pg_exporter_last_scrape_duration_seconds", "gauge", "", "Duration of the last poll of all collectors that were due, in seconds."},
      {"pg_exporter_last_scrape_error", "gauge", "", "Whether any collector failed the last time it ran (1) or none (0)."},
      {"pg_exporter_scrapes_total", "counter", "", "Pages of this server that were asked for."},
      {"pg_scrape_collector_duration_seconds", "gauge", "collector", "Duration of the collector's last run, in seconds."},
      {"pg_scrape_collector_success", "gauge", "collector", "Whether the collector's last run worked, in every database."},
      {"pg_up", "gauge", "", "Whether the server answers."},
      {"pgbouncer_up", "gauge", "pgbouncer", "Whether the PgBouncer console answers; labelled by name where there are several."},
      {"pgmedic_action_connections_lost_total", "counter", "", "Connections lost while a remedy's statement was at work."},
      {"pgmedic_action_progress_ratio", "gauge", "remedy,datname,schemaname,relname,indexrelname",
       "How much of the action that runs is done, estimated."},
      {"pgmedic_action_running_seconds", "gauge", "remedy,datname,schemaname,relname,indexrelname",
       "For how long the action has been running, in seconds; absent while none runs."},
      {"pgmedic_action_yields_total", "counter", "", "Actions given up because another session waited for them."},
      {"pgmedic_actions_open", "gauge", "remedy,state", "Actions in the journal that are not over, by state."},
      {"pgmedic_build_info", "gauge", "version,revision", "Always 1; tells the version of this program."},
      {"pgmedic_check_hold_seconds", "gauge", "check", "How long a value must be beyond a threshold before it is a finding, in seconds."},
      {"pgmedic_check_minimum", "gauge", "check,column", "A check is judged only where this column is at least that, as in force."},
      {"pgmedic_check_threshold", "gauge", "check,severity", "Threshold in force; the alerts compare the check's metric with it."},
      {"pgmedic_check_unknown", "gauge", "check,reason",
       "Databases and the like where the check is not judged, by reason; unsupported is no fault."},
      {"pgmedic_collector_database_seconds_total", "counter", "collector",
       "Time that the server spent on the collector's statements, in seconds."},
      {"pgmedic_collector_duration_seconds", "histogram", "collector", "Duration of the collector's runs, waiting included, in seconds."},
      {"pgmedic_collector_errors_total", "counter", "collector,reason", "Runs of the collector that failed, by reason."},
      {"pgmedic_collector_interval_seconds", "gauge", "collector",
       "Interval in force, in seconds; longer than configured where the collector costs the server too much."},
      {"pgmedic_collector_last_success_timestamp_seconds", "gauge", "collector,datname,pgbouncer",
       "When the collector last worked there, in Unix seconds."},
      {"pgmedic_collector_series", "gauge", "collector", "Series that the collector serves now."},
      {"pgmedic_collector_success", "gauge", "collector,datname,pgbouncer", "Whether the collector's last run there worked."},
      {"pgmedic_collector_supported", "gauge", "collector,datname,pgbouncer,reason",
       "Whether the collector can run there (1), or what it lacks (0, with the reason)."},
      {"pgmedic_config_last_reload_success_timestamp_seconds", "gauge", "", "When the configuration in force was loaded, in Unix seconds."},
      {"pgmedic_config_last_reload_successful", "gauge", "",
       "Whether the last reload worked; if not, the older configuration is still in force."},
      {"pgmedic_connections", "gauge", "session", "Whether this session with the server is open."},
      {"pgmedic_connects_total", "counter", "session,outcome", "Attempts to connect, by outcome."},
      {"pgmedic_deadline_cuts_total", "counter", "", "Connections cut because the server did not answer before the deadline."},
      {"pgmedic_duplicate_series_total", "counter", "collector", "Samples left out because another row had the same labels."},
      {"pgmedic_finding", "gauge", "check,severity,…",
       "Value of an object that is beyond a threshold, with the labels of the check's metric; the worst of them."},
      {"pgmedic_findings", "gauge", "check,severity", "Objects beyond a threshold; absent while the check is judged nowhere."},
      {"pgmedic_findings_not_listed", "gauge", "", "Findings that are too many to have a pgmedic_finding of their own."},
      {"pgmedic_http_request_duration_seconds", "histogram", "", "Time to answer HTTP requests, in seconds."},
      {"pgmedic_http_requests_total", "counter", "listener,code", "HTTP requests answered, by listener and status code."},
      {"pgmedic_journal_failures_total", "counter", "", "Attempts to read or write the journal of remedies that failed."},
      {"pgmedic_journal_up", "gauge", "", "Whether the journal of remedies can be used; without it nothing is done."},
      {"pgmedic_leftovers_dropped_total", "counter", "", "Invalid indexes removed that an interrupted action of ours had left behind."},
      {"pgmedic_mapping_faults_total", "counter", "collector,reason",
       "Columns and samples that did not fit the collector's header, by reason."},
      {"pgmedic_remedies_killed", "gauge", "", "Whether the kill switch is on, or cannot be looked at."},
      {"pgmedic_remedies_paused", "gauge", "", "Whether a person has paused the remedies."},
      {"pgmedic_series", "gauge", "", "Series that all collectors serve now."},
      {"pgmedic_series_dropped_total", "counter", "collector,reason",
       "Series cut by the collector's limit (limit) or the target's (target_limit)."},
      {"pgmedic_target_up", "gauge", "target", "Whether the target's server answers."},
      {"pgmedic_targets", "gauge", "", "Targets configured."},
      {"pgmedic_webhook_alerts_total", "counter", "outcome",
       "Alerts that came by webhook, by what became of them; each object and remedy of a message counts once."},
      {"pgmedic_webhook_requests_total", "counter", "code",
       "Requests to the webhook answered, those refused before they were read included, by status code."},
      {"pgmedic_webhook_truncated_alerts_total", "counter", "", "Alerts that Alertmanager left out of its messages because of max_alerts."},
      {"process_cpu_seconds_total", "counter", "", "CPU time of this program, user and system, in seconds."},
      {"process_max_fds", "gauge", "", "File descriptors that this program may open."},
      {"process_open_fds", "gauge", "", "File descriptors that this program has open."},
      {"process_resident_memory_bytes", "gauge", "", "Resident memory of this program, in bytes."},
      {"process_start_time_seconds", "gauge", "", "When this program started, in Unix seconds."},
      {"process_threads", "gauge", "", "Threads of this program."},
      {"process_virtual_memory_bytes", "gauge", "", "Virtual memory of this program, in bytes."},
  };
  return kFamilies;
}

const OwnFamily* find_own_family(std::string_view name) {
  const auto& families = own_families();
  const auto found = std::lower_bound(families.begin(), families.end(), name,
                                      [](const OwnFamily& family, std::string_view wanted) { return family.name < wanted; });
  return found != families.end() && found->name == name ? &*found : nullptr;
}

}  // namespace pgmedic
