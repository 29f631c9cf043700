// The invariants themselves: each mess that they are to find is planted, and found.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class InvariantsTest : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat(3'000);
  }

  std::vector<std::string> unsettled() { return find_unsettled(server(), before_, known_); }
  std::vector<std::string> damage() { return find_damage(server(), before_, known_); }

  // A row of the journal as the program would write it, but in any state.
  std::string plant_action(const std::string& state, const std::string& index = "orders_v") {
    return server().scalar(
        "INSERT INTO pgmedic.action (target, key, remedy, state, system_identifier, database, schema, \"table\", index, trigger, started)"
        " VALUES ('main', sha256('" +
        index + "'), 'reindex', '" + state + "', '1', 'shop', 'app', 'orders', '" + index + "', 'finding', now()) RETURNING id");
  }
  void plant_step(const std::string& id, const std::string& from, const std::string& event, const std::string& to) {
    server().execute("INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state) VALUES ('" + id + "', '" + event + "', '" +
                     from + "', '" + to + "')");
  }
  void burn_journal() { server().execute("DELETE FROM pgmedic.action"); }
  // All the steps to "running".
  void plant_run(const std::string& id) {
    plant_step(id, "proposed", "nominate", "proposed");
    plant_step(id, "proposed", "approve", "approved");
    plant_step(id, "approved", "queue", "queued");
    plant_step(id, "queued", "begin", "starting");
    plant_step(id, "starting", "launch", "running");
  }
};

// An invalid index is a leftover, unless the test knows whose it is; and then it has to stay.
TEST_F(InvariantsTest, LeftoversAreFound) {
  EXPECT_THAT(unsettled(), IsEmpty());
  server().execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.orders_dense'::regclass", "shop");
  EXPECT_THAT(unsettled(), Contains(HasSubstr("app.orders_dense was left behind")));
  EXPECT_THAT(damage(), Contains(HasSubstr("app.orders_dense is gone, or invalid")));
  known_.foreign_invalid.insert("app.orders_dense");
  EXPECT_THAT(unsettled(), IsEmpty());
  EXPECT_THAT(damage(), IsEmpty());
  ground().shop("DROP INDEX app.orders_dense");
  EXPECT_THAT(damage(), Contains(HasSubstr("app.orders_dense of somebody else is gone")));

  support::SqlClient client = ground().shop_client();
  client.execute("SELECT pg_advisory_lock(5)");
  EXPECT_THAT(unsettled(), Contains(HasSubstr("an advisory lock is held")));
  client.execute("SELECT pg_advisory_unlock(5); SET application_name = 'pgmedic/action/x'");
  EXPECT_THAT(unsettled(), Contains(HasSubstr("pgmedic/action/x is still there")));

  const std::string id = plant_action("running");
  EXPECT_THAT(unsettled(), Contains(HasSubstr("still running, and no session works on it")));
  client.execute("SET application_name = 'pgmedic/action/" + id + "'");
  server().execute("UPDATE pgmedic.action SET backend_pid = " + std::to_string(client.backend_pid()));
  EXPECT_THAT(unsettled(), Contains("action " + id + " is still running"));
}

TEST_F(InvariantsTest, LivesThatTheTableOfStatesDoesNotAllowAreFound) {
  std::string id = plant_action("succeeded");
  plant_run(id);
  plant_step(id, "running", "finish", "verifying");
  plant_step(id, "verifying", "succeed", "succeeded");
  EXPECT_THAT(damage(), IsEmpty());
  plant_step(id, "succeeded", "launch", "running");
  EXPECT_THAT(damage(), Contains(HasSubstr("no such step: succeeded -launch-> running")));

  burn_journal();
  id = plant_action("succeeded");
  plant_run(id);
  plant_step(id, "running", "finish", "succeeded");
  EXPECT_THAT(damage(), Contains(HasSubstr("no such step: running -finish-> succeeded")));

  burn_journal();
  id = plant_action("running");
  plant_step(id, "proposed", "approve", "approved");
  plant_step(id, "queued", "begin", "starting");
  EXPECT_THAT(damage(), Contains(HasSubstr("a gap before queued -begin-> starting")));
  EXPECT_THAT(damage(), Contains(HasSubstr("is running, but its last step led to starting")));

  burn_journal();
  plant_run(plant_action("running"));
  EXPECT_THAT(damage(), IsEmpty());
  plant_run(plant_action("running", "orders_dense"));
  EXPECT_THAT(damage(), Contains(HasSubstr("two actions execute at once")));
}

TEST_F(InvariantsTest, DamageIsFound) {
  EXPECT_THAT(damage(), IsEmpty());
  known_.application_errors.emplace_back("duplicate key");
  EXPECT_THAT(damage(), Contains(HasSubstr("duplicate key")));
  known_.application_errors.clear();

  // An index whose expression has changed its mind misses all rows.
  ground().shop(
      "CREATE FUNCTION app.key(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';"
      "CREATE INDEX orders_key ON app.orders (app.key(v))");
  EXPECT_THAT(damage(), IsEmpty());
  ground().shop("CREATE OR REPLACE FUNCTION app.key(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT -$1'");
  EXPECT_THAT(damage(), Contains(HasSubstr("app.orders_key is damaged")));
  ground().shop("DROP INDEX app.orders_key");

  ground().shop_client().execute("REINDEX INDEX CONCURRENTLY app.orders_dense");
  EXPECT_THAT(damage(), Contains(HasSubstr("app.orders_dense was rebuilt, and not by us")));
  plant_action("succeeded", "orders_dense");
  EXPECT_THAT(damage(), IsEmpty());
  ground().shop("DROP INDEX app.orders_dense; CREATE INDEX orders_dense ON app.orders (v)");
  EXPECT_THAT(damage(), Contains(HasSubstr("app.orders_dense has another definition")));
  ground().shop("DROP INDEX app.orders_dense");
  EXPECT_THAT(damage(), Contains(HasSubstr("app.orders_dense is gone")));

  ground().shop("UPDATE app.orders SET note = 'changed' WHERE id = 3");
  EXPECT_THAT(damage(), Contains(HasSubstr("table app.orders has changed")));
  known_.changing.insert("app.orders");
  EXPECT_THAT(damage(), Not(Contains(HasSubstr("table"))));
  known_.changing.clear();
  ground().shop("DROP TABLE app.orders");
  EXPECT_THAT(damage(), Contains(HasSubstr("gone")));
}

}  // namespace
}  // namespace pgmedic
