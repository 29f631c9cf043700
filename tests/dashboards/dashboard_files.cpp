#include "dashboards/dashboard_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace pgmedic::dashboards {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
}

Panel read_panel(const Json& json) {
  Panel panel;
  panel.id = json.at("id").get<int>();
  panel.type = json.at("type").get<std::string>();
  panel.title = text_of(json, "title");
  panel.description = text_of(json, "description");
  if (json.contains("fieldConfig")) {
    const Json& defaults = json["fieldConfig"].at("defaults");
    panel.unit = text_of(defaults, "unit");
    panel.when_empty = text_of(defaults, "noValue");
    for (const Json& step : defaults.value("/thresholds/steps"_json_pointer, Json::array())) {
      if (step.at("value").is_number()) {
        panel.thresholds.push_back(step["value"].get<double>());
      }
    }
  }
  const Json& place = json.at("gridPos");
  panel.place = {place.at("x").get<int>(), place.at("y").get<int>(), place.at("w").get<int>(), place.at("h").get<int>()};
  for (const Json& target : json.value("targets", Json::array())) {
    panel.queries.push_back({target.at("refId").get<std::string>(), target.at("expr").get<std::string>()});
  }
  return panel;
}

Variable read_variable(const Json& json) {
  const Json& query = json.at("query");
  return {json.at("name").get<std::string>(), json.at("type").get<std::string>(),
          query.is_string() ? query.get<std::string>() : query.at("query").get<std::string>()};
}

// Every value of the keys that name data sources and addresses, wherever it stands.
void collect(const Json& json, Dashboard& dashboard) {
  const Json flat = json.flatten();
  for (const auto& [path, value] : flat.items()) {
    if (!value.is_string()) {
      continue;
    }
    const std::string text = value.get<std::string>();
    if (path.ends_with("/datasource/uid") || path.ends_with("/datasource")) {
      dashboard.data_sources.push_back(text);
    } else if (path.ends_with("/url") && text.starts_with("/")) {
      dashboard.links.push_back(text);
    }
  }
}

Dashboard read_dashboard(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  Dashboard dashboard;
  dashboard.file = path.filename().string();
  dashboard.text = text.str();
  try {
    const Json json = Json::parse(dashboard.text);
    dashboard.uid = json.at("uid").get<std::string>();
    dashboard.title = json.at("title").get<std::string>();
    dashboard.schema_version = json.at("schemaVersion").get<int>();
    for (const Json& variable : json.at("templating").at("list")) {
      dashboard.variables.push_back(read_variable(variable));
    }
    for (const Json& panel : json.at("panels")) {
      dashboard.panels.push_back(read_panel(panel));
    }
    collect(json, dashboard);
  } catch (const Json::exception& error) {
    throw std::runtime_error(path.string() + ": " + error.what());
  }
  return dashboard;
}

}  // namespace

std::vector<Dashboard> read_dashboards() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(PGMEDIC_SOURCE_DIR "/dashboards")) {
    if (entry.path().extension() == ".json") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Dashboard> dashboards;
  for (const std::filesystem::path& file : files) {
    dashboards.push_back(read_dashboard(file));
  }
  return dashboards;
}

std::string describe(const Dashboard& dashboard, const Panel& panel) {
  return dashboard.file + ", panel " + std::to_string(panel.id) + " \"" + panel.title + "\"";
}

}  // namespace pgmedic::dashboards
