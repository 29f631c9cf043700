// Parts of the section remedies: that are about somebody else to ask: Prometheus, and a page that may forbid it. Internal to
// the .cpp files of this layer.
// Thread rule: free functions.
#pragma once

#include <string>
#include <vector>

#include "app/config_fields.h"
#include "remedy/policy.h"

namespace pgmedic {

ConfigField<TargetPolicy> prometheus_field();
ConfigField<GuardLimits> veto_field();
// An expression for Prometheus; "" for none.
ConfigField<GuardLimits> query_field(const char* name, std::string GuardLimits::*member);
std::vector<ConfigSection> outside_sections();

// The policy with the target's name in its expressions.
TargetPolicy bound_policy(TargetPolicy policy, const std::string& target);

// What the keys cannot say one by one; each is a sentence.
std::vector<std::string> outside_faults(const TargetPolicy& policy);
std::vector<std::string> outside_warnings(const TargetPolicy& policy);

}  // namespace pgmedic
