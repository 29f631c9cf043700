// Parts of the section remedies: that are tables of their own: windows, patterns, and the limits of guards. Internal to
// config_remedies.cpp.
// Thread rule: free functions.
#pragma once

#include <string>
#include <vector>

#include "app/config_fields.h"
#include "remedy/policy.h"

namespace pgmedic {

ConfigField<TargetPolicy> windows_field();
ConfigField<RemedyPolicy> own_windows_field();
std::vector<std::string> window_keys();

const ConfigFields<ObjectPatterns>& pattern_fields();

ConfigField<TargetPolicy> guards_field();
std::vector<ConfigSection> guard_sections();

}  // namespace pgmedic
