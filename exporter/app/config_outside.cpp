#include "app/config_outside.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "remedy/promql.h"

namespace pgmedic {
namespace {

// Guards ask several questions one after the other, and somebody may wait at the other end of a command.
constexpr std::chrono::milliseconds kLongestTimeout = 10s;

// What is wrong with an address; empty: nothing. Never repeats it: it may hold a password.
std::string url_fault(const std::string& url) {
  const std::size_t scheme = starts_with(url, "http://") ? 7 : starts_with(url, "https://") ? 8 : 0;
  const std::string rest = url.substr(scheme);
  const std::string host = rest.substr(0, rest.find('/'));
  if (scheme == 0) {
    return "needs a URL that begins with http:// or https://";
  }
  if (rest.find('@') != std::string::npos) {
    return "holds a user or a password: name them in basic_auth, the password in a file";
  }
  if (rest.find_first_of("?#") != std::string::npos) {
    return "ends in a query or a fragment: leave it out, and name a token in bearer_token_file";
  }
  const bool printable = std::all_of(rest.begin(), rest.end(), [](unsigned char c) { return std::isgraph(c) != 0; });
  return host.empty() || host.front() == ':' || !printable ? "names no host" : "";
}

// A text that may be empty.
template <class T>
ConfigField<T> plain_field(const char* name, std::string T::*member) {
  return {name,
          [=](ConfigReader& reader, const YAML::Node& value, T& into) {
            if (value.IsScalar()) {
              into.*member = value.Scalar();
            } else {
              reader.problem(value, std::string("\"") + name + "\" needs a text, or \"\" for none");
            }
          },
          [=](YAML::Emitter& out, const T& from) { out << YAML::DoubleQuoted << from.*member; }};
}

template <class T>
ConfigField<T> url_field() {
  ConfigField<T> field = plain_field<T>("url", &T::url);
  field.read = [](ConfigReader& reader, const YAML::Node& value, T& into) {
    const std::string url = value.IsScalar() ? value.Scalar() : std::string();
    const std::string fault = value.IsScalar() && url.empty() ? "" : url_fault(url);
    if (fault.empty()) {
      into.url = url;
    } else {
      reader.problem(value, "\"url\" " + fault);
    }
  };
  return field;
}

template <class T>
ConfigFields<T> basic_auth_fields() {
  return {plain_field<T>("username", &T::username), plain_field<T>("password_file", &T::password_file)};
}
template <class T>
ConfigFields<T> tls_fields() {
  return {plain_field<T>("ca_file", &T::ca_file)};
}

// Names as in Prometheus's own http_config.
template <class T>
ConfigFields<T> http_fields() {
  return {url_field<T>(), plain_field<T>("bearer_token_file", &T::bearer_token_file), part_field("basic_auth", basic_auth_fields<T>()),
          part_field("tls_config", tls_fields<T>()), duration_field<T>("timeout", &T::timeout, 100ms, kLongestTimeout)};
}

ConfigFields<PrometheusSource> prometheus_fields() {
  ConfigFields<PrometheusSource> fields = http_fields<PrometheusSource>();
  fields.push_back(duration_field("max_age", &PrometheusSource::max_age, 1s, 1h));
  return fields;
}

template <class T>
void add_sections(const std::string& name, const ConfigFields<T>& fields, std::vector<ConfigSection>& into) {
  into.push_back({name, field_names(fields)});
  into.push_back({name + ".basic_auth", field_names(basic_auth_fields<T>())});
  into.push_back({name + ".tls_config", field_names(tls_fields<T>())});
}

struct QueryKey {
  const char* key;
  std::string GuardLimits::*query;
};
constexpr std::array<QueryKey, 6> kQueries{{{"backup.query", &GuardLimits::backup_query},
                                            {"backup.verify_query", &GuardLimits::backup_verify_query},
                                            {"disk.data_free_query", &GuardLimits::disk_data_free_query},
                                            {"disk.wal_free_query", &GuardLimits::disk_wal_free_query},
                                            {"load.query", &GuardLimits::load_query},
                                            {"slo.query", &GuardLimits::slo_query}}};

void add_access_faults(const std::string& name, const HttpSource& source, std::vector<std::string>& into) {
  if (!source.bearer_token_file.empty() && !(source.username.empty() && source.password_file.empty())) {
    into.push_back(name + " takes \"bearer_token_file\" or \"basic_auth\", not both");
  } else if (source.username.empty() != source.password_file.empty()) {
    into.push_back(name + ".basic_auth needs both \"username\" and \"password_file\"");
  }
}

void add_access_warnings(const std::string& name, const HttpSource& source, std::vector<std::string>& into) {
  if (starts_with(source.url, "http://") && !(source.bearer_token_file.empty() && source.username.empty())) {
    into.push_back(name + ".url begins with http://, so its token or password crosses the network in clear text");
  }
}

}  // namespace

ConfigField<TargetPolicy> prometheus_field() {
  return section_field("prometheus", &TargetPolicy::prometheus, prometheus_fields());
}

ConfigField<GuardLimits> veto_field() {
  return section_field("veto", &GuardLimits::veto, http_fields<HttpSource>());
}

ConfigField<GuardLimits> query_field(const char* name, std::string GuardLimits::*member) {
  ConfigField<GuardLimits> field = plain_field(name, member);
  const auto read = field.read;
  field.read = [=](ConfigReader& reader, const YAML::Node& value, GuardLimits& into) {
    const std::string fault = value.IsScalar() ? query_fault(value.Scalar()) : std::string();
    if (fault.empty()) {
      read(reader, value, into);
    } else {
      reader.problem(value, std::string("\"") + name + "\": " + fault);
    }
  };
  return field;
}

std::vector<ConfigSection> outside_sections() {
  std::vector<ConfigSection> sections;
  add_sections("remedies.prometheus", prometheus_fields(), sections);
  add_sections("remedies.guards.veto", http_fields<HttpSource>(), sections);
  return sections;
}

TargetPolicy bound_policy(TargetPolicy policy, const std::string& target) {
  for (const auto& [key, query] : kQueries) {
    policy.guards.*query = bind_target(policy.guards.*query, target);
  }
  return policy;
}

std::vector<std::string> outside_faults(const TargetPolicy& policy) {
  std::vector<std::string> faults;
  for (const auto& [key, query] : kQueries) {
    if (!(policy.guards.*query).empty() && policy.prometheus.url.empty()) {
      faults.push_back(std::string("remedies.guards.") + key + " needs remedies.prometheus.url");
    }
  }
  if (policy.guards.disk_data_free_query.empty() != policy.guards.disk_wal_free_query.empty()) {
    faults.emplace_back("remedies.guards.disk needs both \"data_free_query\" and \"wal_free_query\", the same where it is one disk");
  }
  if (policy.guards.load_query.empty() == policy.guards.load_max.has_value()) {
    faults.emplace_back("remedies.guards.load needs both \"query\" and \"max\"");
  }
  add_access_faults("remedies.prometheus", policy.prometheus, faults);
  add_access_faults("remedies.guards.veto", policy.guards.veto, faults);
  return faults;
}

std::vector<std::string> outside_warnings(const TargetPolicy& policy) {
  std::vector<std::string> warnings;
  if (policy.guards.backup_required && policy.guards.backup_query.empty()) {
    warnings.emplace_back("what needs a fresh backup will wait for ever, because remedies.guards.backup.query is missing");
  }
  if (!policy.guards.backup_required && !policy.guards.backup_query.empty()) {
    warnings.emplace_back("nobody asks remedies.guards.backup.query, because remedies.guards.backup.required is false");
  }
  add_access_warnings("remedies.prometheus", policy.prometheus, warnings);
  add_access_warnings("remedies.guards.veto", policy.guards.veto, warnings);
  return warnings;
}

}  // namespace pgmedic
