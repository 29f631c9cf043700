// What everybody who works for one target has at hand.
// Thread rule: the parts have their own; the worker's thread uses all of them.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "postgres/maintenance_session.h"
#include "remedy/guard.h"
#include "remedy/journal.h"
#include "remedy/judge.h"
#include "remedy/orders.h"
#include "remedy/outside_desk.h"
#include "remedy/policy.h"
#include "remedy/survey.h"
#include "remedy/tally.h"

namespace pgmedic {

struct Bench {
  const std::string& target;
  const TargetPolicy& policy;
  MaintenanceConnector& connector;
  Journal& journal;
  const Judge& judge;
  const HostFiles& files;
  const Clock& clock;
  Log& log;
  Orders& orders;
  Tally& tally;
  Survey& survey;
  Milliseconds tick;  // how often the statement is looked at
  OutsideDesk& outside;
};

}  // namespace pgmedic
