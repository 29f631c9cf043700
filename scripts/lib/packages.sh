# Debian packages: which, and how they are installed without starting anything. Sourced by scripts/install-deps.
# shellcheck shell=bash

packages_for() {
  local build=(g++ cmake ninja-build ccache pkg-config git ca-certificates
    prometheus-cpp-dev libcivetweb-dev civetweb libpqxx-dev libpq-dev libgflags-dev libyaml-cpp-dev nlohmann-json3-dev
    libspdlog-dev libfmt-dev zlib1g-dev libssl-dev libcurl4-openssl-dev libcrypt-dev
    libhowardhinnant-date-dev)
  local demo=(postgresql-15 pgbouncer curl prometheus prometheus-alertmanager)
  local tests=(libgtest-dev libgmock-dev prometheus-postgres-exporter
    python3-prometheus-client openssl iproute2 iptables jq nodejs npm)
  local dev=(clang clang-tidy clang-format libclang-rt-14-dev libbenchmark-dev)
  case $1 in
    build) echo "${build[@]}" ;;
    demo) echo "${build[@]}" "${demo[@]}" ;;
    test) echo "${build[@]}" "${demo[@]}" "${tests[@]}" ;;
    dev) echo "${build[@]}" "${demo[@]}" "${tests[@]}" "${dev[@]}" ;;
  esac
}

is_installed() {
  # Node.js from elsewhere brings its own npm, which Debian's package would collide with.
  case $1 in
    nodejs | npm) command -v "${1/nodejs/node}" >/dev/null && return 0 ;;
  esac
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
  local package missing=()
  [ -e /etc/debian_version ] || die "this is not Debian: install the equivalents of: $*"
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root bash "$TOP/scripts/lib/apt-install-stopped.sh" "${missing[@]}" || die "apt-get failed; its last words are above"
}
