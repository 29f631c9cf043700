#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_direct_connection(const GuardContext& context) {
  if (context.pooled) {
    return no("maintenance_dsn leads through a pooler, which loses locks and settings: name the server itself", Settles::kRefused);
  }
  return ok("the session is the server's own");
}

}  // namespace pgmedic::guards
