#include <algorithm>
#include <array>
#include <cmath>

#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

struct Needs {
  double data = 0;
  double wal = 0;
};

// A rebuild needs the new index and, to sort its rows, as much again; the WAL is kept until the next checkpoint.
Needs needs_of(const GuardContext& context) {
  if (context.running) {
    return {};  // what it still needs nobody knows; what must stay free is looked at
  }
  const double factor = context.policy.guards.disk_factor;
  const double written = context.candidate.number("predicted_disk_bytes").value_or(0);
  return {2 * factor * written, factor * context.candidate.number("predicted_wal_bytes").value_or(0)};
}

std::string shortage(const char* what, double free, double need, double reserve) {
  if (free >= need + reserve) {
    return {};
  }
  return std::string("the ") + what + " has " + bytes(free) + " free; this takes " + bytes(need) + ", and " + bytes(reserve) + " must stay";
}

GuardResult judge_free(const GuardContext& context, Needs needs, double data_free, double wal_free) {
  const double reserve = context.policy.guards.disk_min_free_bytes;
  if (data_free == wal_free) {  // the same file system, as far as one can tell
    needs.data += needs.wal;
    needs.wal = needs.data;
  }
  const std::string data_short = shortage("disk of the data", data_free, needs.data, reserve);
  if (!data_short.empty()) {
    return no(data_short);
  }
  const std::string wal_short = shortage("disk of the WAL", wal_free, needs.wal, reserve);
  return wal_short.empty() ? ok(bytes(data_free) + " are free for data, " + bytes(wal_free) + " for WAL") : no(wal_short);
}

Result<Reading> ask_free(const GuardContext& context, const std::string& query) {
  Result<Reading> reading = ask_number(context.outside, context.policy.prometheus, query, context.now);
  if (reading && reading->value < 0) {
    return Error{ErrorCode::kInvalid, "the expression " + query + " gives less than nothing"};
  }
  return reading;
}

// Prometheus looks for us. Where it is to be asked, its answer counts, and so does that it has none.
GuardResult judge_asked(const GuardContext& context, const Needs& needs, const std::string& why) {
  const GuardLimits& limits = context.policy.guards;
  std::array<double, 2> free{};
  WallTime oldest = context.now;
  for (std::size_t at = 0; at < free.size(); ++at) {
    const std::string& query = at == 0 ? limits.disk_data_free_query : limits.disk_wal_free_query;
    if (query.empty()) {
      return unknown(why + "; set both guards.disk.data_free_query and wal_free_query, the same where it is one disk");
    }
    const Result<Reading> reading = ask_free(context, query);
    if (!reading) {
      return unknown(why + ", and " + reading.error().text());
    }
    free.at(at) = reading->value;
    oldest = std::min(oldest, reading->at);
  }
  GuardResult result = judge_free(context, needs, free[0], free[1]);
  result.reason += ", says Prometheus";
  return aged(result, oldest, context.now);
}

// Nobody can look: only a limit that somebody set for that helps.
GuardResult judge_unseen(const GuardContext& context, const Needs& needs, const std::string& why) {
  const GuardLimits& limits = context.policy.guards;
  if (!limits.disk_data_free_query.empty() || !limits.disk_wal_free_query.empty()) {
    return judge_asked(context, needs, why);
  }
  const std::optional<double> cap = limits.disk_unseen_max_bytes;
  const double writes = needs.data + needs.wal;
  if (!cap) {
    return unknown(
        why + "; set guards.disk.data_free_query and wal_free_query to ask Prometheus, or max_bytes to allow what writes less than that");
  }
  if (writes > *cap) {
    return no(why + ", and it may write " + bytes(writes) + ", more than guards.disk.max_bytes, " + bytes(*cap));
  }
  return ok(why + "; it writes no more than guards.disk.max_bytes");
}

std::string tablespace_text(const GuardContext& context) {
  const std::optional<double> oid = context.candidate.number("tablespace_oid");
  return oid ? oid_text(static_cast<std::uint32_t>(*oid)) : std::string();
}

// While the statement works, the session that asks is in the journal's database.
std::string database_text(const GuardContext& context) {
  return context.candidate.database_oid == 0 ? std::string() : oid_text(context.candidate.database_oid);
}

}  // namespace

GuardResult judge_disk(const GuardContext& context) {
  const Needs needs = needs_of(context);
  return judge_answer(context, "disk", {tablespace_text(context), database_text(context)}, [&](const Answer& answer) {
    const std::string directory = answer.text("data_directory");
    if (answer.number_or("is_local", 0) == 0) {
      return judge_unseen(context, needs, "the server's disks are on another machine");
    }
    if (directory.empty()) {
      return judge_unseen(context, needs, "the maintainer may not know where the data lies (grant pg_monitor)");
    }
    const std::string space = answer.text("tablespace");
    const Result<double> data = context.files.free_bytes(space.empty() ? directory : space);
    const Result<double> wal = context.files.free_bytes(directory + "/pg_wal");
    for (const Result<double>* free : {&data, &wal}) {
      if (!*free) {
        return judge_unseen(context, needs, free->error().text());
      }
      if (!std::isfinite(**free) || **free < 0) {
        return judge_unseen(context, needs, "the free space is not known");
      }
    }
    return judge_free(context, needs, *data, *wal);
  });
}

}  // namespace pgmedic::guards
