#include <random>
#include <utility>

#include "postgres/compose.h"
#include "postgres/handshake.h"
#include "postgres/interrupter.h"
#include "postgres/maintenance_options.h"
#include "postgres/server_maintenance_session.h"

namespace pgmedic {
namespace {

// A number that no other session has: the server gives it back unless a pooler stands between.
std::string new_mark() {
  std::random_device random;
  return std::to_string(random());
}

class ServerMaintenanceConnector final : public MaintenanceConnector {
 public:
  ServerMaintenanceConnector(ConnectionSettings settings, Watchdog& watchdog, Log& log)
      : settings_(std::move(settings)), watchdog_(watchdog), log_(log), interrupter_(std::make_shared<Interrupter>()) {}

  Result<std::unique_ptr<MaintenanceSession>> connect(const std::string& database, const std::string& purpose) override {
    const std::string mark = new_mark();
    SafeSettings startup = maintenance_settings();
    startup.emplace_back("pgmedic.session", mark);
    Result<Recipe> recipe = compose_server(settings_, database, startup_options(startup));
    if (!recipe) {
      return std::move(recipe).error();
    }
    recipe->info.set("application_name", "pgmedic/" + purpose);
    Handshake handshake = open_connection(*recipe, *interrupter_);
    if (handshake.options_refused) {
      return Error{ErrorCode::kUnsupported, "a pooler stands between pgmedic and the server: it refuses a session's settings",
                   "let maintenance_dsn lead to PostgreSQL itself"};
    }
    if (handshake.error) {
      return std::move(*handshake.error);
    }
    return ServerMaintenanceSession::start(
        std::make_unique<MaintenanceLink>(std::move(handshake.connection), interrupter_, watchdog_, log_, std::move(recipe->password)),
        mark);
  }

  void interrupt() override { interrupter_->interrupt(); }

  std::string server_name() const override {
    const Result<ConnInfo> info = read_dsn(settings_);
    return info ? info->server_name() : "unknown";
  }

 private:
  const ConnectionSettings settings_;
  Watchdog& watchdog_;
  Log& log_;
  std::shared_ptr<Interrupter> interrupter_;
};

}  // namespace

std::unique_ptr<MaintenanceConnector> make_maintenance_connector(ConnectionSettings settings, Watchdog& watchdog, Log& log) {
  return std::make_unique<ServerMaintenanceConnector>(std::move(settings), watchdog, log);
}

}  // namespace pgmedic
