// The dashboards of this repository as the tests look at them.
// Thread rule: free functions, any thread. Errors are thrown.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace pgmedic::dashboards {

struct Place {
  int x = 0;
  int y = 0;
  int w = 0;
  int h = 0;
};

struct Query {
  std::string letter;
  std::string expression;
};

struct Panel {
  int id = 0;
  std::string type;
  std::string title;
  std::string description;
  std::string unit;
  std::string when_empty;          // what it says instead of data
  std::vector<double> thresholds;  // where its colour changes, ascending as they stand
  Place place;
  std::vector<Query> queries;
};

struct Variable {
  std::string name;
  std::string type;
  std::string query;
};

struct Dashboard {
  std::string file;
  std::string uid;
  std::string title;
  int schema_version = 0;
  std::vector<Variable> variables;
  std::vector<Panel> panels;
  std::vector<std::string> data_sources;  // every uid of a data source in it
  std::vector<std::string> links;         // every address within Grafana in it
  std::string text;                       // the file
};

// All of dashboards/*.json, ascending by file name.
std::vector<Dashboard> read_dashboards();

// "pgmedic-fleet, panel 3 \"Findings\", query A", for messages.
std::string describe(const Dashboard& dashboard, const Panel& panel);

}  // namespace pgmedic::dashboards
