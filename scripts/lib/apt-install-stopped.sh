# apt-get install PACKAGE..., as root, with the daemons among them neither started nor given a cluster. What it puts in
# place for that is taken away again, also when it fails; an administrator's own policy is left alone.
# shellcheck shell=bash

set -Eeuo pipefail

readonly policy=/usr/sbin/policy-rc.d
readonly cluster_policy=/etc/postgresql-common/createcluster.d/pgmedic-install.conf
readonly mark='written by pgmedic scripts/install-deps for the time of one apt-get'
log=$(mktemp)

remove_policies() {
  if grep -qs "$mark" "$policy"; then
    rm -f "$policy"
  fi
  rm -f "$cluster_policy" "$log"
  rmdir --ignore-fail-on-non-empty /etc/postgresql-common/createcluster.d /etc/postgresql-common 2>/dev/null || true
}
trap remove_policies EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

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
if ! dpkg-query -W -f '${db:Status-Status}' postgresql-15 2>/dev/null | grep -qx installed; then
  mkdir -p "$(dirname "$cluster_policy")"
  printf '# %s\ncreate_main_cluster = false\n' "$mark" >"$cluster_policy"
fi

export DEBIAN_FRONTEND=noninteractive
options=(-q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3)
apt-get "${options[@]}" update >"$log" 2>&1 || tail -n 5 "$log" >&2
if ! apt-get "${options[@]}" install --no-install-recommends "$@" >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  exit 1
fi
