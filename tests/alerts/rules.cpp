#include "alerts/rules.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace pgmedic::alerts {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(PGMEDIC_SOURCE_DIR) / "alerts";

std::vector<fs::path> files_in(const fs::path& folder, const std::string& suffix) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().ends_with(suffix)) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  if (!file) {
    throw std::runtime_error("cannot read " + path.string());
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::map<std::string, std::string> map_of(const YAML::Node& node) {
  return node ? node.as<std::map<std::string, std::string>>() : std::map<std::string, std::string>();
}

}  // namespace

const std::string& Rule::severity() const {
  static const std::string kNone;
  const auto found = labels.find("severity");
  return found == labels.end() ? kNone : found->second;
}

std::vector<Rule> shipped_rules() {
  std::vector<Rule> rules;
  for (const fs::path& path : files_in(kFolder, ".rules.yml")) {
    for (const YAML::Node& group : YAML::LoadFile(path.string())["groups"]) {
      for (const YAML::Node& rule : group["rules"]) {
        rules.push_back({path.filename(), rule["alert"].as<std::string>(""), rule["record"].as<std::string>(""),
                         rule["expr"].as<std::string>(), rule["for"].as<std::string>(""), map_of(rule["labels"]),
                         map_of(rule["annotations"])});
      }
    }
  }
  return rules;
}

std::vector<Rule> shipped_alerts() {
  std::vector<Rule> rules = shipped_rules();
  rules.erase(std::remove_if(rules.begin(), rules.end(), [](const Rule& rule) { return rule.alert.empty(); }), rules.end());
  return rules;
}

std::map<std::pair<std::string, std::string>, Expectations> tested_alerts(const std::vector<Rule>& alerts) {
  std::map<std::string, std::set<std::string>> severities;
  for (const Rule& rule : alerts) {
    severities[rule.alert].insert(rule.severity());
  }
  std::map<std::pair<std::string, std::string>, Expectations> tested;
  for (const fs::path& path : files_in(kFolder / "tests", ".test.yml")) {
    for (const YAML::Node& test : YAML::LoadFile(path.string())["tests"]) {
      for (const YAML::Node& look : test["alert_rule_test"]) {
        const auto alert = look["alertname"].as<std::string>();
        std::set<std::string> expected;
        for (const YAML::Node& one : look["exp_alerts"]) {
          expected.insert(one["exp_labels"]["severity"].as<std::string>(""));
        }
        for (const std::string& severity : severities[alert]) {
          Expectations& counts = tested[{alert, severity}];
          ++(expected.contains(severity) ? counts.fires : counts.quiet);
        }
      }
    }
  }
  return tested;
}

std::set<std::string> compared_by_inhibition() {
  for (const YAML::Node& rule : YAML::LoadFile(kFolder / "alertmanager.example.yml")["inhibit_rules"]) {
    if (rule["target_matchers"][0].as<std::string>() == "severity=\"warning\"") {
      const auto labels = rule["equal"].as<std::vector<std::string>>();
      return {labels.begin(), labels.end()};
    }
  }
  return {};
}

std::map<std::string, std::string> runbooks() {
  std::map<std::string, std::string> texts;
  for (const fs::path& path : files_in(kFolder / "runbooks", ".md")) {
    if (path.filename() != "README.md") {
      texts[path.stem()] = text_of(path);
    }
  }
  return texts;
}

std::string runbook_index() {
  return text_of(kFolder / "runbooks" / "README.md");
}

}  // namespace pgmedic::alerts
