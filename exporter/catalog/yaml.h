// A YAML document as a plain tree that knows where everything stands, and that is stricter than the library's own:
// keys are text and appear once, anchors, aliases, tags and further documents are mistakes.
// Thread rule: free functions and plain values. Errors: reported, never thrown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/reporter.h"

namespace pgmedic {

struct YamlEntry;

struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMap };
  Kind kind = Kind::kNull;
  Position at;
  std::string text;                // of a scalar
  std::vector<YamlNode> items;     // of a sequence
  std::vector<YamlEntry> entries;  // of a map, in the text's order
};

struct YamlEntry {
  std::string key;
  Position at;
  YamlNode value;
};

// "text", "a list", "a map" or "nothing", for messages.
const char* yaml_kind_name(YamlNode::Kind kind);

// The document's tree; nothing after a mistake of syntax. An empty document is a null node.
std::optional<YamlNode> parse_yaml(const std::string& text, Reporter& reporter);

}  // namespace pgmedic
