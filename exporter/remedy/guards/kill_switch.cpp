#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_kill_switch(const GuardContext& context) {
  const std::string& path = context.policy.kill_switch_file;
  if (path.empty()) {
    return ok("no file is configured");
  }
  const Result<bool> there = context.files.exists(path);
  if (!there) {
    return unknown(there.error().text());
  }
  return *there ? no("the file " + path + " stops everything; remove it to go on") : ok("there is no file " + path);
}

}  // namespace pgmedic::guards
