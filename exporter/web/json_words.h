// What the writers of JSON share: one way to say that there is nothing, and text that any parser takes.
// Thread rule: free functions.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

#include "remedy/action.h"

namespace pgmedic {

using Json = nlohmann::ordered_json;  // in the order in which it was written

// Bytes that are no UTF-8 come from servers; they are replaced. On one line unless it shall be indented.
inline std::string to_text(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

inline Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

inline Json number_or_null(const std::optional<double>& number) {
  return number ? Json(*number) : Json(nullptr);
}

inline Json facts_json(const Facts& facts) {
  Json json = Json::object();
  for (const auto& [name, value] : facts) {
    json[name] = value;
  }
  return json;
}

inline Json object_json(const ObjectName& object) {
  return {{"database", object.database},
          {"schema", object.schema},
          {"table", text_or_null(object.table)},
          {"index", text_or_null(object.index)}};
}

}  // namespace pgmedic
