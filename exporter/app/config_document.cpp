#include "app/config_document.h"

#include <yaml-cpp/eventhandler.h>

#include <sstream>

namespace pgmedic {
namespace {

// Remembers where the second document begins, and nothing else.
class SecondDocument final : public YAML::EventHandler {
 public:
  bool found() const { return documents_ > 1; }
  std::optional<YAML::Mark> place() const { return place_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) {
      place_ = mark;
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/, const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}

 private:
  int documents_ = 0;
  std::optional<YAML::Mark> place_;
};

}  // namespace

ConfigDocument read_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  SecondDocument second;
  // YAML::LoadAll would not come back from a stray comma: the library makes empty documents of it without end.
  while (!second.found() && parser.HandleNextDocument(second)) {
  }
  return {YAML::Load(text), second.place()};
}

}  // namespace pgmedic
