#include "server/remedy/remedy_ground.h"

namespace pgmedic {

using support::eventually;

void RemedyGround::start(int major, std::map<std::string, std::string> settings, const std::string& data_directory) {
  ground_ = std::make_unique<MaintainedServer>(major, std::move(settings), data_directory);
}

void RemedyGround::make_bloat(int rows, const std::string& key) {
  const std::string count = std::to_string(rows);
  ground_->shop("CREATE TABLE app.orders (id integer, v integer, note text DEFAULT 'x')");
  ground_->shop("INSERT INTO app.orders (id, v) SELECT i, i FROM generate_series(1, " + count + ") AS i");
  ground_->shop("CREATE INDEX orders_v ON app.orders (" + key + ")");
  ground_->shop("DELETE FROM app.orders WHERE id % 3 <> 0");
  support::SqlClient client = ground_->shop_client();
  client.execute("VACUUM app.orders");
  client.execute("CREATE INDEX orders_dense ON app.orders (id)");
  client.execute("ANALYZE app.orders");
  remember();
}

void RemedyGround::churn() {
  ground_->shop("UPDATE app.orders SET note = 'y'");
  remember();
  EXPECT_TRUE(
      eventually([&] { return ground_->shop_value("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'orders'") != "0"; }));
}

support::SqlClient RemedyGround::open_writer() {
  support::SqlClient client = ground_->shop_client();
  client.execute("BEGIN");
  client.execute("UPDATE app.orders SET note = note WHERE id = 3");
  return client;
}

support::SqlClient RemedyGround::open_reader() {
  support::SqlClient client = ground_->shop_client();
  client.execute("BEGIN");
  client.execute("SELECT count(*) FROM app.orders");
  return client;
}

TargetPolicy RemedyGround::policy(Mode mode) const {
  TargetPolicy policy;
  policy.mode = mode;
  policy.kill_switch_file = directory_.path() / "stop";
  policy.guards.disk_unseen_max_bytes = 100 * kGigabyte;
  policy.guards.disk_min_free_bytes = 0;
  policy.guards.active_sessions = 1'000;
  policy.guards.oldest_transaction = 1h;  // tests hold transactions open themselves
  for (const Remedy remedy : kRemedies) {
    policy.of(remedy).mode = mode;
  }
  policy.of(Remedy::kReindex).min_gain_bytes = 1;
  policy.of(Remedy::kReindex).min_bytes = 0;
  policy.of(Remedy::kReindex).unattended = {"expression"};
  policy.of(Remedy::kReindex).lock_timeout = 2min;
  policy.of(Remedy::kReindex).statement_timeout = 10min;
  return policy;
}

TargetRemedies RemedyGround::target(const TargetPolicy& policy) const {
  return {"main", ground_->connection(), policy};
}

std::unique_ptr<Remedies> RemedyGround::remedies(const std::string& replica, const TargetRemedies& target, bool passive) {
  RemediesContext context{clock_, log_, {}, {}, {}, outside_, replica, {}, {}, {}};
  context.connectors = [this, replica](const ConnectionSettings& settings) {
    auto connector = make_maintenance_connector(settings, watchdog_, log_);
    connectors_[replica] = connector.get();
    return connector;
  };
  context.judge = judge_;
  context.passive = passive;
  context.pace = {100ms, 1s, 1s, 1s, 1s, 1s, 500ms, 1s};
  auto remedies = std::make_unique<Remedies>(std::move(context));
  remedies->apply({target});
  return remedies;
}

void RemedyGround::kill_abruptly(std::unique_ptr<Remedies> remedies, const std::string& replica) {
  connectors_.at(replica)->interrupt();
  remedies->stop();
}

Nomination RemedyGround::reindex(const std::string& index) {
  return {"main", Remedy::kReindex, {"shop", "app", "orders", index}, kByFinding, "PostgresIndexBloat", "test", {{"why", "bloat"}}};
}

Nomination RemedyGround::on_table(Remedy remedy, const std::string& table) {
  return {"main", remedy, {"shop", "app", table, ""}, kByFinding, "Check", "test", {}};
}

std::string RemedyGround::nominate(Remedies& remedies, const Nomination& nomination) {
  for (int attempt = 0; attempt < 50; ++attempt) {
    const NominationOutcome outcome = remedies.nominate({nomination}).at(0);
    if (outcome.fate == NominationFate::kAccepted || outcome.fate == NominationFate::kDuplicate) {
      return outcome.action_id;
    }
    if (outcome.fate != NominationFate::kUnavailable) {
      ADD_FAILURE() << outcome.detail;
      return "";
    }
  }
  ADD_FAILURE() << "the journal stays unavailable";
  return "";
}

std::string RemedyGround::ask_journal(const std::string& sql) const {
  return ground_->server().scalar(sql, known_.journal_database);
}

std::string RemedyGround::launches() const {
  return ask_journal("SELECT count(*) FROM pgmedic.action_event WHERE event = 'launch'");
}

std::string RemedyGround::journal(const std::string& column, const std::string& id) const {
  return ask_journal("SELECT " + column + " FROM pgmedic.action WHERE id::text = " + support::quote_literal(id));
}

std::string RemedyGround::path(const std::string& id) const {
  return ask_journal(
      "SELECT string_agg(to_state, ' ' ORDER BY number) FROM pgmedic.action_event"
      " WHERE from_state <> to_state AND action_id::text = " +
      support::quote_literal(id));
}

std::string RemedyGround::story(const std::string& id) const {
  std::string text = ask_journal(
      "SELECT string_agg(event || ' -> ' || to_state || ': ' || reason || ' ' || data, E'\\n' ORDER BY number)"
      " FROM pgmedic.action_event WHERE action_id::text = " +
      support::quote_literal(id));
  text += "\nreason " + journal("reason", id) + "\nguards " + journal("guards", id) + "\n";
  for (const std::string& line : log_.lines()) {
    text += line.substr(0, 300) + "\n";
  }
  return text;
}

bool RemedyGround::is_stopped(const std::string& id) const {
  return eventually([&] { return path(id).find("cancelling ") != std::string::npos; }, 60s);
}

bool RemedyGround::becomes(const std::string& id, const std::string& wanted, std::chrono::seconds patience) const {
  return eventually(
      [&] {
        try {
          return state(id) == wanted;
        } catch (const support::SqlError&) {
          return false;  // the server is recovering
        }
      },
      patience);
}

bool RemedyGround::reaches_phase(const std::string& phase) const {
  return eventually(
      [&] {
        return ground_->server().scalar("SELECT count(*) FROM pg_stat_progress_create_index WHERE phase LIKE " +
                                        support::quote_literal(phase + "%")) != "0";
      },
      60s);
}

std::string RemedyGround::action_pid(const std::string& id) const {
  return ground_->server().scalar("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name = " +
                                  support::quote_literal("pgmedic/action/" + id));
}

std::string RemedyGround::invalid_indexes() const {
  return ground_->shop_value(
      "SELECT coalesce(string_agg(indexrelid::regclass::text, ' ' ORDER BY indexrelid::regclass::text), '') FROM pg_index WHERE NOT "
      "indisvalid");
}

void RemedyGround::expect_no_mess() const {
  std::vector<std::string> unsettled;
  const bool settled = eventually(
      [&] {
        try {
          unsettled = find_unsettled(ground_->server(), before_, known_);
        } catch (const support::SqlError& error) {
          unsettled = {error.what()};  // recovering
        }
        return unsettled.empty();
      },
      60s);
  EXPECT_TRUE(settled) << testing::PrintToString(unsettled);
  EXPECT_EQ(find_damage(ground_->server(), before_, known_), std::vector<std::string>());
}

}  // namespace pgmedic
