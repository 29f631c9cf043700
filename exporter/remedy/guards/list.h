// The judgements, one in each file of this folder.
// Thread rule: free functions.
#pragma once

#include "remedy/guard.h"

namespace pgmedic::guards {

GuardResult judge_approval(const GuardContext& context);
GuardResult judge_archiver(const GuardContext& context);
GuardResult judge_backup(const GuardContext& context);
GuardResult judge_budget(const GuardContext& context);
GuardResult judge_conflicting_maintenance(const GuardContext& context);
GuardResult judge_cooldown(const GuardContext& context);
GuardResult judge_direct_connection(const GuardContext& context);
GuardResult judge_disk(const GuardContext& context);
GuardResult judge_horizon(const GuardContext& context);
GuardResult judge_kill_switch(const GuardContext& context);
GuardResult judge_leftover(const GuardContext& context);
GuardResult judge_load(const GuardContext& context);
GuardResult judge_need(const GuardContext& context);
GuardResult judge_object(const GuardContext& context);
GuardResult judge_old_transactions(const GuardContext& context);
GuardResult judge_on_conflict(const GuardContext& context);
GuardResult judge_one_at_a_time(const GuardContext& context);
GuardResult judge_paused(const GuardContext& context);
GuardResult judge_primary(const GuardContext& context);
GuardResult judge_privilege(const GuardContext& context);
GuardResult judge_quarantine(const GuardContext& context);
GuardResult judge_regrowth(const GuardContext& context);
GuardResult judge_replication(const GuardContext& context);
GuardResult judge_slo(const GuardContext& context);
GuardResult judge_superuser(const GuardContext& context);
GuardResult judge_system_identifier(const GuardContext& context);
GuardResult judge_version(const GuardContext& context);
GuardResult judge_veto(const GuardContext& context);
GuardResult judge_window(const GuardContext& context);
GuardResult judge_wraparound(const GuardContext& context);

}  // namespace pgmedic::guards
