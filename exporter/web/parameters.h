// What the query string of a request asks for, read strictly: a slip of the keyboard must neither look like good health nor reach
// further than was meant.
// Thread rule: a plain value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pgmedic {

class Parameters {
 public:
  // Errors: kInvalid for one that is none of these, or that stands more than once.
  static Result<Parameters> read(std::string_view query, const std::vector<std::string>& known);

  bool has(const std::string& name) const { return values_.contains(name); }
  // Decoded; empty where it is not there.
  std::string get(const std::string& name) const;
  // Errors: kInvalid where it is not empty and none of these words.
  Status check_word(const std::string& name, const std::vector<std::string>& words) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace pgmedic
