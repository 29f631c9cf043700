// The page for people: plain HTML and CSS, no script, nothing from the network.
// Thread rule: free functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "collect/fleet.h"
#include "web/health_view.h"
#include "web/remedies_section.h"

namespace pgmedic {

struct StatusPageRequest {
  bool refresh = true;  // the page loads itself again
  std::string target;   // show only this one, in full; empty: all
};

// The targets of which that page shows everything; above some, it is an overview.
std::vector<std::string> targets_in_full(const Fleet& fleet, const StatusPageRequest& request);

// health and remedies may be empty: then the page does not speak of them.
std::string render_status_page(const Fleet& fleet, const HealthSource& health, const StatusPageRequest& request, WallTime now,
                               const std::string& version, const RemedySource& remedies = {});

// The page's style sheet.
std::string_view status_page_style();

}  // namespace pgmedic
