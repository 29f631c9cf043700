// A page of /metrics, taken apart for looking things up.
// Thread rule: immutable after it was made.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pgmedic::fault {

class Page {
 public:
  explicit Page(std::string text);

  // The value of the first series of this name whose labels hold all the fragments, written as on the page: `datname="x"`.
  std::optional<double> value(std::string_view name, std::initializer_list<std::string_view> fragments = {}) const;
  bool is(std::string_view name, double wanted, std::initializer_list<std::string_view> fragments = {}) const {
    return value(name, fragments) == wanted;
  }
  bool has(std::string_view name, std::initializer_list<std::string_view> fragments = {}) const {
    return value(name, fragments).has_value();
  }
  std::size_t count(std::string_view name, std::initializer_list<std::string_view> fragments = {}) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<std::pair<std::string, double>> series_;  // name and labels as written
};

}  // namespace pgmedic::fault
