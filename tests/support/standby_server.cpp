// Standbys of a PostgresServer: copied cold, streaming, promoted.
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/eventually.h"
#include "support/postgres_server.h"

namespace pgmedic::support {

namespace fs = std::filesystem;

PostgresServer::PostgresServer(CopyOf copy) : settings_(copy.primary.settings_) {
  settings_.data_directory.clear();
  home_.give_to_server_user();
  // cp keeps owners and modes, which the server insists on.
  ChildSettings cp;
  cp.program = "/bin/cp";
  cp.arguments = {"-a", copy.primary.data(), data()};
  run_program(cp);
  fs::remove(fs::path(data()) / "postmaster.pid");
  std::ofstream(fs::path(data()) / "standby.signal").close();
  std::ofstream configuration(fs::path(data()) / "postgresql.conf", std::ios::app);
  configuration << "primary_conninfo = 'host=127.0.0.1 port=" << copy.primary.port_ << " user=postgres application_name=standby'\n"
                << "hot_standby = on\nwal_retrieve_retry_interval = 200ms\n";
  configuration.close();
}

std::unique_ptr<PostgresServer> PostgresServer::make_standby() {
  stop(StopMode::kFast);
  std::unique_ptr<PostgresServer> standby(new PostgresServer(CopyOf{*this}));
  start();
  standby->start();
  if (!eventually([&] { return scalar("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == "1"; },
                  std::chrono::seconds(60))) {
    throw std::runtime_error("the standby does not stream: " + standby->log());
  }
  return standby;
}

void PostgresServer::promote() const {
  if (scalar("SELECT pg_promote(true, 60)") != "t") {
    throw std::runtime_error("the standby does not become a primary: " + log());
  }
}

}  // namespace pgmedic::support
