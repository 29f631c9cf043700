#include "remedy/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <thread>
#include <utility>

#include "remedy/journal_rows.h"
#include "remedy/tally.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kPatience{5'000};
constexpr int kVersion = 2;  // "journal_version" of sql/setup/maintenance.sql
constexpr std::size_t kTogether = 50;
constexpr auto kLongestPause = 250ms;  // between two of those; whoever stops the program does not wait longer for it
constexpr int kAttempts = 3;           // an open action may end between looking for it and making a new one

constexpr const char* kCheck = R"sql(
SELECT pg_is_in_recovery(),
       to_regclass('pgmedic.action') IS NOT NULL AND to_regclass('pgmedic.action_event') IS NOT NULL
         AND to_regclass('pgmedic.baseline') IS NOT NULL AND to_regclass('pgmedic.control') IS NOT NULL,
       has_schema_privilege('pgmedic', 'USAGE')
)sql";

constexpr const char* kCheckRights = R"sql(
SELECT bool_and(has_table_privilege(t, p)), (SELECT c.value FROM pgmedic.control AS c WHERE c.name = 'journal_version')
FROM unnest(ARRAY['pgmedic.action', 'pgmedic.action_event', 'pgmedic.baseline', 'pgmedic.control']) AS t,
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
)sql";

Error no_schema() {
  return Error{ErrorCode::kUnsupported, "the journal is missing: there is no schema pgmedic with its tables in the audit database",
               "run sql/setup/maintenance.sql there"};
}

std::string propose_sql() {
  return fmt::format(R"sql(
WITH object AS (SELECT {key} AS key),
open AS (SELECT a.id, a.state, a.reason FROM pgmedic.action AS a JOIN object AS o ON o.key = a.key WHERE a.state IN ({open})),
quiet AS (SELECT a.id, a.state, a.reason FROM pgmedic.action AS a JOIN object AS o ON o.key = a.key
  WHERE a.quiet_until > clock_timestamp() AND $7 <> 'operator' AND NOT EXISTS (SELECT FROM open)
  ORDER BY a.created DESC LIMIT 1),
new AS (INSERT INTO pgmedic.action AS a (target, key, remedy, system_identifier, database, schema, "table", index, trigger, check_name,
    actor, evidence, replica)
  SELECT $6, o.key, $5, (SELECT c.system_identifier::text FROM pg_control_system() AS c), $1, $2, $3, $4, $7, $8, $9, {facts}, $12
  FROM object AS o WHERE NOT EXISTS (SELECT FROM quiet)
  ON CONFLICT (key) WHERE state IN ({open}) DO NOTHING
  RETURNING a.id, a.state, a.reason),
told AS (INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state, reason, data, replica)
  SELECT n.id, 'nominate', n.state, n.state, $7, {facts}, $12 FROM new AS n
  UNION ALL
  SELECT o.id, 'nominate', o.state, o.state, $7, {facts}, $12 FROM open AS o
  WHERE NOT EXISTS (SELECT FROM pgmedic.action_event AS e
    WHERE e.action_id = o.id AND e.event = 'nominate' AND e.reason = $7 AND e.at > clock_timestamp() - interval '1 hour'))
SELECT 'new', id, state, reason FROM new UNION ALL SELECT 'open', id, state, reason FROM open
UNION ALL SELECT 'quiet', id, state, reason FROM quiet
)sql",
                     fmt::arg("key", key_sql()), fmt::arg("open", open_states_sql()), fmt::arg("facts", facts_sql(10)));
}

Proposal read_proposal(const RowSet& rows, std::size_t row) {
  Proposal proposal;
  const std::string_view outcome = rows.value(row, 0);
  proposal.outcome = outcome == "new" ? Proposed::kNew : outcome == "open" ? Proposed::kOpen : Proposed::kQuiet;
  proposal.id = rows.value(row, 1);
  proposal.state = parse_state(rows.value(row, 2)).value_or(State::kUnknown);
  proposal.reason = rows.value(row, 3);
  return proposal;
}

}  // namespace

Journal::Journal(Open open, std::string target, std::string replica, Tally* tally)
    : open_(std::move(open)), target_(std::move(target)), replica_(std::move(replica)), tally_(tally) {}

Status Journal::connect() {
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  if (session_ != nullptr && !session_->broken()) {
    return {};
  }
  session_.reset();
  Result<std::unique_ptr<MaintenanceSession>> session = open_();
  if (!session) {
    return failed(std::move(session).error());
  }
  session_ = std::move(*session);
  seen_.clear();  // it may be another server, whose transactions count anew
  Status status = check();
  if (!status.ok()) {
    session_.reset();
  }
  return status;
}

Status Journal::check() {
  const Rows state = ask(kCheck, {});
  if (!state) {
    // has_schema_privilege() complains about a schema that is not there.
    return session_ != nullptr && session_->sqlstate() == "3F000" ? Status(no_schema()) : Status(state.error());
  }
  if ((*state)->value(0, 0) == "t") {
    return Error{ErrorCode::kUnsupported, "the server is a standby: the journal cannot be written there, so nothing is done there"};
  }
  if ((*state)->value(0, 1) != "t") {
    return no_schema();
  }
  if ((*state)->value(0, 2) != "t") {
    return Error{ErrorCode::kPermission, "the maintainer may not use schema pgmedic", "run sql/setup/maintenance.sql again"};
  }
  const Rows rights = ask(kCheckRights, {});
  if (!rights) {
    return rights.error();
  }
  if ((*rights)->value(0, 0) != "t") {
    return Error{ErrorCode::kPermission, "the maintainer may not write all tables of schema pgmedic",
                 "run sql/setup/maintenance.sql again"};
  }
  const double version = read_number((*rights)->value(0, 1));
  if (version < kVersion) {
    return Error{ErrorCode::kUnsupported, fmt::format("the journal is of version {}, this pgmedic needs {}", version, kVersion),
                 "run this version's sql/setup/maintenance.sql again: it keeps what the journal holds"};
  }
  if (version > kVersion) {
    return Error{ErrorCode::kUnsupported,
                 fmt::format("the journal is of version {}, this pgmedic is older and knows {}", version, kVersion),
                 "use the pgmedic that the journal was made for"};
  }
  return {};
}

void Journal::disconnect() {
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  session_.reset();
}

bool Journal::connected() const {
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  return session_ != nullptr && !session_->broken();
}

void Journal::with_session(const std::function<void(MaintenanceSession*)>& use) {
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  use(session_ != nullptr && !session_->broken() ? session_.get() : nullptr);
}

Error Journal::failed(Error error) {
  if (tally_ != nullptr) {
    tally_->journal_failed();
  }
  return error;
}

Error Journal::told(Error error, const std::string& sqlstate) {
  if (sqlstate == "25006") {
    error.message = "the journal cannot be written: the server is read-only";
    error.code = ErrorCode::kUnsupported;
  } else if (sqlstate == "42703") {
    return Error{ErrorCode::kUnsupported, "the journal lacks a column: " + error.message, "run sql/setup/maintenance.sql again"};
  } else if (sqlstate == "42P01" || sqlstate == "3F000") {
    return no_schema();
  } else {
    error.message = "journal: " + error.message;
  }
  return error;
}

Journal::Rows Journal::ask(const std::string& sql, const Parameters& parameters) {
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  if (session_ == nullptr || session_->broken()) {
    return failed({ErrorCode::kUnavailable, "journal: no connection with the audit database"});
  }
  Rows rows = session_->query(sql, parameters, kPatience);
  return rows ? std::move(rows) : Rows(failed(told(rows.error(), session_->sqlstate())));
}

Result<std::vector<std::unique_ptr<RowSet>>> Journal::ask_at_once(const std::vector<Statement>& statements) {
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  if (session_ == nullptr || session_->broken()) {
    return failed({ErrorCode::kUnavailable, "journal: no connection with the audit database"});
  }
  auto answers = session_->transaction(statements, kPatience);
  if (!answers) {
    return failed(told(answers.error(), session_->sqlstate()));
  }
  return answers;
}

Statement Journal::proposing(const Nomination& nomination) const {
  static const std::string kSql = propose_sql();
  Parameters parameters = key_parameters(nomination.object, remedy_name(nomination.remedy));
  for (const std::string& value : {target_, nomination.trigger, nomination.check, nomination.actor}) {
    parameters.emplace_back(value);
  }
  add_facts(parameters, nomination.evidence);
  parameters.emplace_back(replica_);
  return {kSql, std::move(parameters)};
}

Result<Proposal> Journal::propose(const Nomination& nomination) {
  const Statement statement = proposing(nomination);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Rows rows = ask(statement.sql, statement.parameters);
    if (!rows) {
      return rows.error();
    }
    if ((*rows)->rows() > 0) {
      Proposal proposal = read_proposal(**rows, 0);
      count_new(nomination, proposal);
      return proposal;
    }
  }
  return Error{ErrorCode::kUnavailable, "journal: others change the same action all the time"};
}

Status Journal::propose_together(const std::vector<Nomination>& nominations, std::span<const std::size_t> which,
                                 std::vector<Proposal>& proposals) {
  std::vector<Statement> statements;
  statements.reserve(which.size());
  for (const std::size_t i : which) {
    statements.push_back(proposing(nominations[i]));
  }
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  const auto answers = ask_at_once(statements);
  if (!answers) {
    return answers.error();
  }
  for (std::size_t k = 0; k < which.size(); ++k) {
    const std::size_t i = which[k];
    const RowSet& rows = *(*answers)[k];
    const bool answered = rows.rows() > 0;
    Result<Proposal> proposal = answered ? Result<Proposal>(read_proposal(rows, 0)) : propose(nominations[i]);
    if (!proposal) {
      return std::move(proposal).error();
    }
    if (answered) {
      count_new(nominations[i], *proposal);
    }
    proposals[i] = std::move(*proposal);
  }
  return {};
}

// Many at a time in one transaction, because it is the waiting for the disk that takes long. In one order, whoever proposes:
// two replicas that hear of the same objects must not wait for each other. In between, whoever watches gets the session, and the
// server as much time for others as this took.
Result<std::vector<Proposal>> Journal::propose(const std::vector<Nomination>& nominations) {
  std::vector<std::size_t> order(nominations.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return nominations[a].object < nominations[b].object; });
  std::vector<Proposal> proposals(nominations.size());
  const std::span<const std::size_t> all(order);
  for (std::size_t begin = 0; begin < all.size(); begin += kTogether) {
    const SteadyTime started = std::chrono::steady_clock::now();
    const Status done = propose_together(nominations, all.subspan(begin, std::min(kTogether, all.size() - begin)), proposals);
    if (!done.ok()) {
      return done.error();
    }
    if (all.size() - begin > kTogether) {
      std::this_thread::sleep_for(std::min<SteadyTime::duration>(std::chrono::steady_clock::now() - started, kLongestPause));
    }
  }
  return proposals;
}

}  // namespace pgmedic
