#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_veto(const GuardContext& context) {
  constexpr int kAllowed = 200;
  const HttpSource& source = context.policy.guards.veto;
  if (source.url.empty()) {
    return ok("no page is configured");
  }
  if (!context.outside) {
    return unknown("nobody can be asked");
  }
  const Result<OutsideAnswer> answer = context.outside({source, {}});
  if (!answer) {
    return unknown(answer.error().text());
  }
  const std::string said = source.url + " answers " + std::to_string(answer->status);
  return aged(answer->status == kAllowed ? ok(said) : no(said + ", which forbids it"), answer->oldest, context.now);
}

}  // namespace pgmedic::guards
