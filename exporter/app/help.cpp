// What --help prints, within 80 columns.
#include <algorithm>
#include <array>
#include <utility>

#include "app/command_names.h"
#include "app/commands.h"
#include "base/text.h"

namespace pgmedic {
namespace {

constexpr std::size_t kWidth = 79;
constexpr std::size_t kIndent = 6;

constexpr std::array<std::pair<const char*, const char*>, 5> kVariables{
    {{"DATA_SOURCE_NAME", "Connection string, when there is no --dsn and the configuration names no targets."},
     {"DATA_SOURCE_URI", "The same as a URI without its scheme and user: host:5432/postgres?sslmode=require."},
     {"DATA_SOURCE_USER, DATA_SOURCE_PASS", "User and password for DATA_SOURCE_URI."},
     {"DATA_SOURCE_URI_FILE, DATA_SOURCE_USER_FILE, DATA_SOURCE_PASS_FILE", "Files that hold them; read again at every connect."},
     {"PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSFILE, PGSERVICE, ...", "libpq's own, for whatever the connection string does not say."}}};

// The text in lines of at most kWidth, indented.
std::string wrap(const std::string& text) {
  std::string lines;
  std::string line;
  for (const std::string& word : split(text, ' ')) {
    if (!line.empty() && kIndent + line.size() + 1 + word.size() > kWidth) {
      lines += std::string(kIndent, ' ') + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return lines + std::string(kIndent, ' ') + line + "\n";
}

}  // namespace

std::string help_text() {
  std::string text =
      "Usage: pgmedic [COMMAND] [--flag=value ...]\n"
      "Watches PostgreSQL and PgBouncer for Prometheus.\n\nCommands:\n";
  for (const CommandDescription& command : describe_commands()) {
    text += "  " + command.name + std::string(12 - std::min<std::size_t>(command.name.size(), 11), ' ') + command.summary + "\n";
  }
  text += "\nFlags (dashes may stand for underscores):\n";
  for (const FlagDescription& flag : describe_flags()) {
    const bool plain = flag.default_value.empty();
    const std::string value = flag.placeholder.empty() ? "" : "=" + flag.placeholder;
    text += "  --" + flag.name + value + (plain ? "" : "  (default " + flag.default_value + ")") + "\n" + wrap(flag.help);
  }
  text += "  --help, --version\n";
  text += "\nEnvironment:\n";
  for (const auto& [names, help] : kVariables) {
    text += "  " + std::string(names) + "\n" + wrap(help);
  }
  return text +
         "\nExit codes: 0 fine, 1 failed, 2 wrong flags or configuration.\nOf check: 0 fine, 1 warning, 2 critical, 3 could not look (or "
         "wrong flags or\nconfiguration).\nSee also: man pgmedic\n";
}

}  // namespace pgmedic
