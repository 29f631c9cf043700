#include "app/config_fields.h"

#include <array>
#include <utility>

namespace pgmedic {

std::string size_text(double bytes) {
  constexpr std::array<std::pair<double, const char*>, 4> kUnits{
      {{1099511627776.0, "TB"}, {1073741824.0, "GB"}, {1048576.0, "MB"}, {1024.0, "kB"}}};
  for (const auto& [size, unit] : kUnits) {
    if (bytes >= size && std::fmod(bytes, size) == 0) {
      return number_text(bytes / size) + unit;
    }
  }
  return number_text(bytes) + "B";
}

std::optional<double> read_number(ConfigReader& reader, const YAML::Node& node, const std::string& what, const char* unit, double least,
                                  double most) {
  const std::optional<std::string> written = reader.text(node, what);
  if (!written) {
    return std::nullopt;
  }
  const Result<double> number = read_amount(*written, unit);
  if (!number) {
    reader.problem(node, "\"" + what + "\": " + number.error().text());
    return std::nullopt;
  }
  if (*number < least || *number > most) {
    reader.problem(node, "\"" + what + "\" must be from " + number_text(least) + " to " + number_text(most));
    return std::nullopt;
  }
  return *number;
}

void print_texts(YAML::Emitter& out, const std::vector<std::string>& texts) {
  out << YAML::Flow << YAML::BeginSeq;
  for (const std::string& text : texts) {
    out << YAML::DoubleQuoted << text;
  }
  out << YAML::EndSeq;
}

}  // namespace pgmedic
