# apt-get install PACKAGE..., as root, with the daemons among them neither started nor enabled nor given a cluster. What it puts in
# place for that is taken away again, also when it fails or is interrupted; an administrator's own policy is left alone, and so are
# the daemons that were installed before.
# shellcheck shell=bash

set -Eeuo pipefail

readonly root=${PGMEDIC_INSTALL_ROOT:-}    # of the files below; the test of this script has its own
readonly policy=$root/usr/sbin/policy-rc.d
readonly cluster_policy=$root/etc/postgresql-common/createcluster.d/pgmedic-install.conf
readonly mark='written by pgmedic scripts/install-deps for the time of one apt-get'
# The packages that enable a unit. PostgreSQL's belongs to what all its versions share: another version may be in use already.
readonly daemons=(postgresql-common pgbouncer prometheus prometheus-alertmanager prometheus-postgres-exporter)
log=$(mktemp)
fresh=()    # daemons that were not completely installed before

status_of() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true; }

disable_unit() {
  if command -v systemctl >/dev/null; then
    systemctl disable --quiet "$1.service" >/dev/null 2>&1 || true
  else
    update-rc.d "$1" disable >/dev/null 2>&1 || true
  fi
}

# Whatever came of it: also what is unpacked only is enabled as soon as somebody configures it.
disable_fresh() {
  local package
  for package in ${fresh[@]+"${fresh[@]}"}; do
    case $(status_of "$package") in
      '' | not-installed | config-files) ;;
      *) disable_unit "${package%-common}" ;;
    esac
  done
}

remove_policies() {
  if grep -qs "$mark" "$policy"; then
    rm -f "$policy"
  fi
  rm -f "$cluster_policy" "$log"
  rmdir --ignore-fail-on-non-empty "$root/etc/postgresql-common/createcluster.d" "$root/etc/postgresql-common" 2>/dev/null || true
}

clean_up() {
  trap '' INT TERM HUP    # a second Ctrl-C must not leave half of it
  disable_fresh
  remove_policies
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

for daemon in "${daemons[@]}"; do
  [ "$(status_of "$daemon")" = installed ] || fresh+=("$daemon")
done
if [ ! -e "$policy" ] || grep -qs "$mark" "$policy"; then
  cat >"$policy" <<POLICY
#!/bin/sh
# $mark
case "\$1" in
  postgresql*|pgbouncer*|prometheus*) exit 101 ;;
esac
exit 0
POLICY
  chmod 755 "$policy"
fi
if [ "$(status_of postgresql-15)" != installed ]; then
  mkdir -p "$(dirname "$cluster_policy")"
  printf '# %s\ncreate_main_cluster = false\n' "$mark" >"$cluster_policy"
fi

export DEBIAN_FRONTEND=noninteractive
options=(-q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3)
# What an interrupted run left behind; apt-get would refuse to begin. Whether it worked, apt-get says.
if [ -n "$(dpkg --audit 2>/dev/null)" ]; then
  dpkg --force-confdef --force-confold --configure -a </dev/null >"$log" 2>&1 || tail -n 10 "$log" >&2
fi
apt-get "${options[@]}" update >"$log" 2>&1 || tail -n 5 "$log" >&2
if ! apt-get "${options[@]}" install --no-install-recommends "$@" >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  exit 1
fi
