# Shared by the scripts: where the tree is, how to speak, how to become root. Sourced, never run.
# shellcheck shell=bash

set -Eeuo pipefail
umask 022
PATH=$PATH:/usr/sbin:/sbin    # Debian keeps pgbouncer and other tools there, and a user's PATH lacks it

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly TOP

say() { printf '%s %s\n' '--' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# The comment block at the head of a script is its help.
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$1"; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# Runs a command as root. Never asks: a password prompt would hang an unattended run.
as_root() {
  if is_root; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n -- "$@"
  else
    die "this needs root once: run 'scripts/install-deps' as root (or with sudo), then start again"
  fi
}

# Runs a command quietly; what it printed is shown only when it fails.
quietly() {
  local log rc=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || rc=$?
  if [ "$rc" -ne 0 ]; then
    tail -n 60 "$log" >&2
  fi
  rm -f "$log"
  return "$rc"
}

# Where PostgreSQL 13, 14, 16, 17 and 18 for the tests are kept; tests/support looks there too.
default_test_servers() {
  if is_root; then
    echo /var/cache/pgmedic/servers
  else
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/pgmedic/servers"
  fi
}
