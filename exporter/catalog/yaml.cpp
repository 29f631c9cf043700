#include "catalog/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <exception>
#include <sstream>
#include <utility>

namespace pgmedic {
namespace {

Position place(const YAML::Mark& mark) {
  return mark.is_null() ? Position{1, 1} : Position{mark.line + 1, mark.column + 1};
}

// Builds the tree from the parser's events.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Reporter& reporter) : reporter_(reporter) {}

  int documents() const { return documents_; }
  YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) {
      reporter_.report(place(mark), "YAML: this does not belong to what stands before it; write one document only");
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, "?", anchor);
    add(YamlNode{YamlNode::Kind::kNull, place(mark), {}, {}, {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, "?", anchor);
    add(YamlNode{YamlNode::Kind::kNull, place(mark), {}, {}, {}});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    add(YamlNode{YamlNode::Kind::kScalar, place(mark), value, {}, {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    refuse_extras(mark, tag, anchor);
    open(YamlNode{YamlNode::Kind::kSequence, place(mark), {}, {}, {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) override {
    refuse_extras(mark, tag, anchor);
    open(YamlNode{YamlNode::Kind::kMap, place(mark), {}, {}, {}});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    YamlNode node;
    bool has_key = false;  // a map's key was read, its value comes next
    bool drop_value = false;
    std::string key;
    Position key_at;
  };

  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      reporter_.report(place(mark), "anchors and aliases are not part of the format");
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      reporter_.report(place(mark), "tags are not part of the format");
    }
  }

  void open(YamlNode node) { frames_.push_back(Frame{std::move(node), false, false, {}, {}}); }

  void close() {
    YamlNode node = std::move(frames_.back().node);
    frames_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (frames_.empty()) {
      if (documents_ < 2) {
        root_ = std::move(node);
      }
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.kind == YamlNode::Kind::kSequence) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, std::move(node));
    } else {
      frame.has_key = false;
      if (!frame.drop_value) {
        frame.node.entries.push_back(YamlEntry{std::move(frame.key), frame.key_at, std::move(node)});
      }
    }
  }

  void take_key(Frame& frame, YamlNode node) {
    frame.has_key = true;
    frame.drop_value = node.kind != YamlNode::Kind::kScalar;
    if (frame.drop_value) {
      reporter_.report(node.at, std::string("a key must be text, not ") + yaml_kind_name(node.kind));
      return;
    }
    for (const YamlEntry& earlier : frame.node.entries) {
      if (earlier.key == node.text) {
        frame.drop_value = true;
        reporter_.report(node.at, "key \"" + node.text + "\" appears twice, first in line " + std::to_string(earlier.at.line));
        break;
      }
    }
    frame.key = std::move(node.text);
    frame.key_at = node.at;
  }

  Reporter& reporter_;
  int documents_ = 0;
  std::vector<Frame> frames_;
  YamlNode root_{YamlNode::Kind::kNull, Position{1, 1}, {}, {}, {}};
};

}  // namespace

const char* yaml_kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull: return "nothing";
    case YamlNode::Kind::kScalar: return "text";
    case YamlNode::Kind::kSequence: return "a list";
    case YamlNode::Kind::kMap: return "a map";
  }
  return "nothing";
}

std::optional<YamlNode> parse_yaml(const std::string& text, Reporter& reporter) {
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    TreeBuilder builder(reporter);
    // What cannot stand where it does (a stray comma) comes as empty documents without end: the second one is the last.
    while (parser.HandleNextDocument(builder) && builder.documents() < 2) {
    }
    return builder.take_root();
  } catch (const YAML::Exception& fault) {
    reporter.report(place(fault.mark), "YAML: " + fault.msg);
  } catch (const std::exception& fault) {
    reporter.report(Position{1, 1}, std::string("YAML: ") + fault.what());
  }
  return std::nullopt;
}

}  // namespace pgmedic
