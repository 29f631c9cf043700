#!/usr/bin/env bash
# scripts/lib/apt-install-stopped.sh among tools that only pretend: what is left behind after success, failure and Ctrl-C.
# tests/packaging/apt_install_stopped_test.sh SCRIPT

set -Eeuo pipefail

script=$1
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export FAKE=$home PGMEDIC_INSTALL_ROOT=$home/tree
mkdir -p "$home/bin"

tool() {
  cat >"$home/bin/$1"
  chmod 755 "$home/bin/$1"
}
# $FAKE/state/PACKAGE holds a package's status, $FAKE/said what the tools were told.
tool dpkg-query <<'TOOL'
#!/bin/bash
cat "$FAKE/state/${!#}" 2>/dev/null
TOOL
tool dpkg <<'TOOL'
#!/bin/bash
policy=$([ -e "$PGMEDIC_INSTALL_ROOT/usr/sbin/policy-rc.d" ] && echo stopped || echo free)
case $* in
  --audit) grep -lr half-configured "$FAKE/state" ;;
  *"--configure -a"*) echo "configure $policy" >>"$FAKE/said"; for file in $(grep -lr half-configured "$FAKE/state"); do echo installed >"$file"; done ;;
esac
exit 0
TOOL
tool apt-get <<'TOOL'
#!/bin/bash
case $* in *" install "*) ;; *) exit 0 ;; esac
echo "install $([ -e "$PGMEDIC_INSTALL_ROOT/usr/sbin/policy-rc.d" ] && echo stopped || echo free)" >>"$FAKE/said"
case $FAKE_END in
  good) echo installed >"$FAKE/state/pgbouncer" ;;
  bad) echo half-configured >"$FAKE/state/pgbouncer"; exit 100 ;;
  interrupted) echo unpacked >"$FAKE/state/pgbouncer"; kill -INT "$PPID" ;;
esac
TOOL
tool systemctl <<'TOOL'
#!/bin/bash
case $1 in disable) echo "$1 ${!#}" >>"$FAKE/said" ;; esac
TOOL

# run END EXPECTED_EXIT EXPECTED_WORDS
run() {
  local rc=0 said
  : >"$home/said"
  mkdir -p "$PGMEDIC_INSTALL_ROOT/usr/sbin"
  FAKE_END=$1 PATH=$home/bin:$PATH bash "$script" pgbouncer 2>/dev/null || rc=$?
  said=$(paste -sd, "$home/said")
  if [ "$rc" -ne "$2" ] || [ "$said" != "$3" ]; then
    echo "$1: exit $rc, wanted $2; said '$said', wanted '$3'" >&2
    exit 1
  fi
  if [ -n "$(find "$PGMEDIC_INSTALL_ROOT" -type f)" ]; then
    echo "$1: left behind: $(find "$PGMEDIC_INSTALL_ROOT" -type f)" >&2
    exit 1
  fi
}

fresh() {
  rm -rf "$home/state"
  mkdir -p "$home/state"
  echo installed >"$home/state/prometheus"    # an administrator's: never touched
}

fresh
run good 0 'install stopped,disable pgbouncer.service'
run good 0 'install stopped'    # it was there before
fresh
run bad 1 'install stopped,disable pgbouncer.service'
run good 0 'configure stopped,install stopped,disable pgbouncer.service'
fresh
run interrupted 130 'install stopped,disable pgbouncer.service'
fresh
echo half-configured >"$home/state/postgresql-common"
run good 0 'configure stopped,install stopped,disable postgresql.service,disable pgbouncer.service'
echo fine
