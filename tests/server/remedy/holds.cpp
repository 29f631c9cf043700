#include "server/remedy/holds.h"

namespace pgmedic {
namespace {

constexpr const char* kGate = "7070";

}  // namespace

void make_gate(const MaintainedServer& ground) {
  ground.shop(std::string("CREATE FUNCTION app.gate(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS"
                          " 'BEGIN PERFORM pg_catalog.pg_advisory_xact_lock_shared(") +
              kGate + "); RETURN $1; END'");
}

std::string hold_name(Hold hold) {
  switch (hold) {
    case Hold::kWriters: return "BeforeBuilding";
    case Hold::kBuild: return "Building";
    case Hold::kSnapshots: return "BeforeTheSwap";
    case Hold::kReaders: return "AfterTheSwap";
  }
  return "";
}

std::string phase_of(Hold hold) {
  switch (hold) {
    case Hold::kWriters: return "waiting for writers before build";
    case Hold::kBuild: return "building index";
    case Hold::kSnapshots: return "waiting for old snapshots";
    case Hold::kReaders: return "waiting for readers before marking dead";
  }
  return "";
}

support::SqlClient hold_rebuild(const MaintainedServer& ground, Hold hold) {
  support::SqlClient client = ground.shop_client();
  switch (hold) {
    case Hold::kWriters:
      client.execute("BEGIN");
      client.execute("UPDATE app.orders SET note = note WHERE id = 3");
      break;
    case Hold::kBuild:
      client.execute("BEGIN");
      client.execute(std::string("SELECT pg_advisory_xact_lock(") + kGate + ")");
      break;
    case Hold::kSnapshots:
      client.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      client.execute("SELECT count(*) FROM pg_class");
      break;
    case Hold::kReaders:
      client.execute("BEGIN");
      client.execute("SELECT count(*) FROM app.orders");
      break;
  }
  return client;
}

void let_go(support::SqlClient& holder) {
  holder.execute("ROLLBACK");
}

}  // namespace pgmedic
