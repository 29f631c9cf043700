#include "postgres/connect.h"

#include <atomic>
#include <random>
#include <utility>

#include "postgres/compose.h"
#include "postgres/console_session.h"
#include "postgres/handshake.h"
#include "postgres/interrupter.h"
#include "postgres/server_link.h"
#include "postgres/server_session.h"

namespace pgmedic {
namespace {

std::string name_of(const ConnectionSettings& settings) {
  const Result<ConnInfo> info = read_dsn(settings);
  return info ? info->server_name() : "unknown";
}

// What both kinds of connectors are.
class BasicConnector : public Connector {
 public:
  BasicConnector(ConnectionSettings settings, Watchdog& watchdog, Log& log)
      : settings_(std::move(settings)), watchdog_(watchdog), log_(log), interrupter_(std::make_shared<Interrupter>()) {}

  void interrupt() override { interrupter_->interrupt(); }
  std::string server_name() const override { return name_of(settings_); }

 protected:
  const ConnectionSettings& settings() const { return settings_; }
  Watchdog& watchdog() const { return watchdog_; }
  Log& log() const { return log_; }
  const std::shared_ptr<Interrupter>& interrupter() const { return interrupter_; }

 private:
  const ConnectionSettings settings_;
  Watchdog& watchdog_;
  Log& log_;
  std::shared_ptr<Interrupter> interrupter_;
};

class ServerConnector final : public BasicConnector {
 public:
  using BasicConnector::BasicConnector;

  Result<std::unique_ptr<Session>> connect(const std::string& database) override;

 private:
  Result<std::unique_ptr<Session>> attempt(const std::string& database, const SafeSettings& safe, const std::string& mark,
                                           bool* options_refused);
  void note_pooler();

  std::atomic<bool> without_options_{false};  // a pooler refused them, or swallowed them
};

// A number that no other session has: the server gives it back unless a pooler stands between.
std::string new_mark() {
  std::random_device random;
  return std::to_string(random());
}

Result<std::unique_ptr<Session>> ServerConnector::connect(const std::string& database) {
  const Result<SafeSettings> safe = safe_settings(settings());
  if (!safe) {
    return safe.error();
  }
  if (!without_options_) {
    bool options_refused = false;
    Result<std::unique_ptr<Session>> session = attempt(database, *safe, new_mark(), &options_refused);
    if (!options_refused) {
      return session;
    }
    note_pooler();
  }
  return attempt(database, *safe, "", nullptr);
}

Result<std::unique_ptr<Session>> ServerConnector::attempt(const std::string& database, const SafeSettings& safe, const std::string& mark,
                                                          bool* options_refused) {
  std::string options;
  if (!mark.empty()) {
    SafeSettings startup = safe;
    startup.emplace_back("statement_timeout", std::to_string(kInitialStatementTimeout.count()));
    startup.emplace_back("pgmedic.session", mark);
    options = startup_options(startup);
  }
  Result<Recipe> recipe = compose_server(settings(), database, options);
  if (!recipe) {
    return std::move(recipe).error();
  }
  Handshake handshake = open_connection(*recipe, *interrupter());
  if (handshake.error) {
    if (options_refused != nullptr) {
      *options_refused = handshake.options_refused;
    }
    return std::move(*handshake.error);
  }
  Result<std::unique_ptr<ServerLink>> link =
      ServerLink::adopt(std::move(handshake.connection), interrupter(), watchdog(), log(), std::move(recipe->password));
  if (!link) {
    return std::move(link).error();
  }
  Result<std::unique_ptr<ServerSession>> session = ServerSession::start(std::move(*link), safe, mark);
  if (!session) {
    return std::move(session).error();
  }
  if ((*session)->pooled()) {
    note_pooler();
  }
  return std::unique_ptr<Session>(std::move(*session));
}

void ServerConnector::note_pooler() {
  if (!without_options_.exchange(true)) {
    log().info("a pooler stands before the server; every query brings its settings along", {{"server", server_name()}});
  }
}

class ConsoleConnector final : public BasicConnector {
 public:
  using BasicConnector::BasicConnector;

  Result<std::unique_ptr<Session>> connect(const std::string& database) override {
    Result<Recipe> recipe = compose_console(settings(), database);
    if (!recipe) {
      return std::move(recipe).error();
    }
    Handshake handshake = open_connection(*recipe, *interrupter());
    if (handshake.error) {
      return std::move(*handshake.error);
    }
    return ConsoleSession::start(std::move(handshake.connection), interrupter(), watchdog(), std::move(recipe->password));
  }
};

}  // namespace

std::unique_ptr<Connector> make_server_connector(ConnectionSettings settings, Watchdog& watchdog, Log& log) {
  return std::make_unique<ServerConnector>(std::move(settings), watchdog, log);
}

std::unique_ptr<Connector> make_console_connector(ConnectionSettings settings, Watchdog& watchdog, Log& log) {
  return std::make_unique<ConsoleConnector>(std::move(settings), watchdog, log);
}

Status check_dsn(const std::string& dsn) {
  const Result<ConnInfo> info = ConnInfo::parse(dsn);
  return info ? Status() : Status(info.error());
}

}  // namespace pgmedic
