// What the command line says, typed and checked. Everything else comes from the configuration file and the environment.
// Thread rule: plain values.
#pragma once

#include <cstdint>
#include <string>

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
  std::string format;  // empty: the command's default
  // Of the command `check`; empty: all.
  std::string only;
  std::string target;
  bool help = false;
  bool version = false;
};

}  // namespace pgmedic
