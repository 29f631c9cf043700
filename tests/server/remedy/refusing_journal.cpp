#include "server/remedy/refusing_journal.h"

namespace pgmedic {

// A sequence counts, because it forgets nothing when the transaction is rolled back.
void refuse_step(const support::PostgresServer& server, const std::string& event) {
  server.execute("CREATE SEQUENCE public.refusals; GRANT ALL ON SEQUENCE public.refusals TO PUBLIC");
  server.execute(
      "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
      " PERFORM pg_catalog.nextval('public.refusals'); RAISE EXCEPTION 'the test refuses this step'; END $$");
  server.execute("CREATE TRIGGER refuse BEFORE INSERT ON pgmedic.action_event FOR EACH ROW WHEN (new.event = " +
                 support::quote_literal(event) + ") EXECUTE FUNCTION public.refuse()");
}

long refusals(const support::PostgresServer& server) {
  return std::stol(server.scalar("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.refusals"));
}

void take_step_again(const support::PostgresServer& server) {
  server.execute("DROP TRIGGER refuse ON pgmedic.action_event; DROP FUNCTION public.refuse(); DROP SEQUENCE public.refusals");
}

}  // namespace pgmedic
