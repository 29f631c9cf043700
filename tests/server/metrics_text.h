// Reads a page of metrics as far as comparing pages needs it: which families there are, with which labels.
// Thread rule: free functions, any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace pgmedic::tests {

using LabelNames = std::set<std::string>;

// Of every name that has a sample: the sets of labels that it has them under. Samples that are NaN count as absent.
using PageShape = std::map<std::string, std::set<LabelNames>>;

PageShape shape_of(std::string_view page);

// "name{a,b}" for messages.
std::string describe(const std::string& name, const LabelNames& labels);

}  // namespace pgmedic::tests
