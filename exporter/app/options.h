// What the command line says, typed and checked. Everything else comes from the configuration file and the environment.
// Thread rule: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/log.h"

namespace pgmedic {

enum class LogFormat { kLogfmt, kJson };

// Which part of the targets this replica watches: number index of count, counting from 1. 1/1 is all of them.
struct Shard {
  std::uint32_t index = 1;
  std::uint32_t count = 1;
  bool operator==(const Shard&) const = default;
};

struct Options {
  std::string command = "serve";
  std::string dsn;
  bool dsn_given = false;  // --dsn= is "libpq's defaults", which is not the same as no --dsn
  std::string config_file;
  std::string listen_address;
  std::string control_address;
  std::string control_token_file;
  std::string web_config_file;
  std::string collector_dir;
  Shard shard;
  LogFormat log_format = LogFormat::kLogfmt;
  LogLevel log_level = LogLevel::kInfo;
  std::string format;              // empty: the command's default
  std::string only;                // the checks that `check` looks at; empty: all
  std::string target;              // of `check`, `plan` and `actions`; empty: all
  std::string remedy;              // of `plan`; empty: all
  std::string object;              // of `plan`; empty: all that is open or found now
  bool nominate = false;           // of `plan` with an object: writes the proposal too
  std::vector<std::string> words;  // after the command; `actions` and `collectors` take some
  bool help = false;
  bool version = false;
};

}  // namespace pgmedic
