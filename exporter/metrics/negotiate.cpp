// Which form of the page a request asks for.
#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "metrics/number.h"
#include "metrics/page.h"

namespace pgmedic {
namespace {

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

// One item of a header: "text/plain;version=0.0.4;q=0.5".
struct Item {
  std::string name;
  std::string version;  // empty: any
  double quality = 1;
};

std::string unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return std::string(quoted ? value.substr(1, value.size() - 2) : value);
}

void read_parameter(std::string_view parameter, Item& item) {
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos) {
    return;
  }
  const std::string_view name = trim(parameter.substr(0, equals));
  const std::string value = unquoted(trim(parameter.substr(equals + 1)));
  if (name == "version") {
    item.version = value;
  } else if (name == "q") {
    item.quality = std::clamp(parse_number(value).value_or(0), 0.0, 1.0);  // what cannot be read is not wanted
  }
}

std::vector<Item> read_items(std::string_view header) {
  std::vector<Item> items;
  const std::string lowered = lower(header);
  for (const std::string& text : split(lowered, ',')) {
    const std::vector<std::string> pieces = split(text, ';');
    Item item;
    item.name = trim(pieces.front());
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      read_parameter(pieces[i], item);
    }
    if (!item.name.empty()) {
      items.push_back(std::move(item));
    }
  }
  return items;
}

// The quality of the first of these names that the header mentions in a version that we speak: specific names first.
double quality_of(const std::vector<Item>& items, const std::vector<std::string_view>& names, std::string_view version) {
  for (const std::string_view name : names) {
    std::optional<double> best;
    for (const Item& item : items) {
      if (item.name == name && (item.version.empty() || item.version == version)) {
        best = std::max(best.value_or(0), item.quality);
      }
    }
    if (best) {
      return *best;
    }
  }
  return 0;
}

}  // namespace

const char* PageEncoding::content_type() const {
  return format == PageFormat::kOpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                            : "text/plain; version=0.0.4; charset=utf-8";
}

PageEncoding PageEncoding::negotiate(std::string_view accept, std::string_view accept_encoding) {
  PageEncoding encoding;
  const std::vector<Item> types = read_items(accept);
  const double open_metrics = quality_of(types, {"application/openmetrics-text"}, "1.0.0");
  // A wildcard asks for nothing in particular and gets the text format.
  const double text = quality_of(types, {"text/plain", "text/*", "*/*"}, "0.0.4");
  if (open_metrics > text) {
    encoding.format = PageFormat::kOpenMetrics;
  }
  const std::vector<Item> encodings = read_items(accept_encoding);
  const double gzip = quality_of(encodings, {"gzip", "x-gzip", "*"}, "");
  encoding.gzip = gzip > 0 && gzip >= quality_of(encodings, {"identity"}, "");
  return encoding;
}

}  // namespace pgmedic
