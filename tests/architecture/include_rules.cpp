#include "architecture/include_rules.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace pgmedic::architecture {
namespace {

using Layers = std::set<std::string>;

// Each layer with those it may use; metrics and postgres do not know each other, collect knows neither health nor remedy.
const std::map<std::string, Layers>& arrows() {
  static const std::map<std::string, Layers> kArrows{
      {"base", {}},
      {"catalog", {"base"}},
      {"postgres", {"base", "catalog"}},
      {"metrics", {"base", "catalog"}},
      {"collect", {"base", "catalog", "postgres", "metrics"}},
      {"health", {"base", "catalog", "postgres", "metrics", "collect"}},
      {"remedy", {"base", "catalog", "postgres", "metrics", "collect", "health"}},
      {"web", {"base", "catalog", "postgres", "metrics", "collect", "health", "remedy"}},
      {"app", {"base", "catalog", "postgres", "metrics", "collect", "health", "remedy", "web"}},
  };
  return kArrows;
}

struct Home {
  std::string prefix;  // of the header's name
  Layers layers;       // empty: every layer
};

const std::vector<Home>& homes() {
  static const std::vector<Home> kHomes{
      {"pqxx/", {"postgres"}},
      {"libpq", {"postgres"}},
      {"postgres_ext.h", {"postgres"}},
      {"civetweb.h", {"web"}},
      {"CivetServer.h", {"web"}},
      {"openssl/", {"web"}},
      {"curl/", {"web"}},
      {"crypt.h", {"web"}},
      {"nlohmann/", {"web"}},
      {"prometheus/", {"metrics"}},
      {"zlib.h", {"metrics"}},
      {"gflags/", {"app"}},
      {"spdlog/", {"app"}},
      {"yaml-cpp/", {"catalog", "web", "app"}},
      {"date/", {"remedy"}},
      {"fmt/", {}},
  };
  return kHomes;
}

// The C++ library's headers have neither folder nor ending; POSIX's folders and single headers are these.
bool is_system_header(const std::string& name) {
  static const std::set<std::string> kSingle{"dirent.h", "dlfcn.h",   "fcntl.h",  "fnmatch.h", "grp.h",    "malloc.h",  "netdb.h", "poll.h",
                                             "pwd.h",    "pthread.h", "signal.h", "spawn.h",   "unistd.h", "strings.h", "time.h"};
  static const std::vector<std::string> kFolders{"sys/", "net/", "netinet/", "arpa/"};
  return name.find_first_of("./") == std::string::npos || kSingle.contains(name) ||
         std::any_of(kFolders.begin(), kFolders.end(), [&](const std::string& folder) { return name.starts_with(folder); });
}

// exporter/LAYER/file.h -> LAYER; empty for a file that lies elsewhere.
std::string layer_of(const std::string& path) {
  static const std::regex kPath("exporter/([a-z_]+)/.*");
  std::smatch match;
  return std::regex_match(path, match, kPath) ? match[1].str() : std::string();
}

struct Include {
  std::size_t line = 0;
  bool angle = false;
  std::string name;
};

std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex kInclude(R"(\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<Include> includes;
  std::size_t number = 0;
  for (const std::string& line : lines_of(file.text)) {
    ++number;
    if (std::smatch match; std::regex_match(line, match, kInclude)) {
      includes.push_back({number, match[1] == "<", match[2]});
    }
  }
  return includes;
}

}  // namespace

std::vector<Violation> check_layer_arrows(const SourceFile& file) {
  const std::string layer = layer_of(file.path);
  const auto allowed = arrows().find(layer);
  if (allowed == arrows().end()) {
    return {{file.path, 0, "lies in no known layer"}};
  }
  std::vector<Violation> violations;
  for (const Include& include : includes_of(file)) {
    if (include.angle) {
      continue;
    }
    const std::string target = include.name.substr(0, include.name.find('/'));
    if (include.name.find('/') == std::string::npos || !arrows().contains(target)) {
      violations.push_back({file.path, include.line, "\"" + include.name + "\" is not written as \"layer/file.h\""});
    } else if (target != layer && !allowed->second.contains(target)) {
      violations.push_back({file.path, include.line, layer + " must not use " + target});
    }
  }
  return violations;
}

std::vector<Violation> check_third_party_homes(const SourceFile& file) {
  const std::string layer = layer_of(file.path);
  std::vector<Violation> violations;
  for (const Include& include : includes_of(file)) {
    if (!include.angle || is_system_header(include.name)) {
      continue;
    }
    const auto home =
        std::find_if(homes().begin(), homes().end(), [&](const Home& candidate) { return include.name.starts_with(candidate.prefix); });
    if (home == homes().end()) {
      violations.push_back({file.path, include.line, "<" + include.name + "> has no home yet: give it one in include_rules.cpp"});
    } else if (!home->layers.empty() && !home->layers.contains(layer)) {
      violations.push_back({file.path, include.line, "<" + include.name + "> does not belong into " + layer});
    }
  }
  return violations;
}

}  // namespace pgmedic::architecture
