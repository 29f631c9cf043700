# The demo's throw-away PostgreSQL and PgBouncer: everything lies in $demo, belongs to $demo_user, listens on 127.0.0.1
# only and asks for a password there. Sourced by scripts/demo.
# shellcheck shell=bash

readonly PG_BIN=/usr/lib/postgresql/15/bin

# Servers refuse to run as root: then they run as nobody.
as_demo_user() {
  if is_root; then
    setpriv --reuid=nobody --regid=nogroup --clear-groups -- env HOME="$demo" "$@"
  else
    "$@"
  fi
}

pids=()
# start NAME COMMAND...: in the background, its output in $demo/log/NAME.log. Children end with this script even when
# it is killed without a chance to clean up.
start() {
  local name=$1 prefix=(setpriv --pdeathsig TERM)
  shift
  if is_root; then prefix+=(--reuid=nobody --regid=nogroup --clear-groups); fi
  "${prefix[@]}" -- env HOME="$demo" "$@" <&0 >"$demo/log/$name.log" 2>&1 &    # without <&0 bash would take stdin away
  pids+=($!)
  last_pid=$!
}

is_port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The wished port when nobody has it, or else some free one.
free_port() {
  local port=$1
  while [ "$port" -eq 0 ] || ! is_port_free "$port"; do
    port=$((20000 + RANDOM % 10000))
  done
  echo "$port"
}

# Waits for a condition, or until the process it depends on is gone or 30 seconds have passed.
wait_for() {
  local what=$1 pid=$2 tries=0
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || fail_with_log "$what ended"
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail_with_log "$what did not answer within 30 seconds"
    sleep 0.1
  done
}

# The first of the demo's servers that is not there any more; nobody when all are.
name_of_the_dead() {
  local name pid
  for name in postgres bouncer pgmedic alertmanager prometheus; do
    pid=${name}_pid
    [ -n "${!pid:-}" ] || continue
    kill -0 "${!pid}" 2>/dev/null || { echo "${name/bouncer/pgbouncer}" && return; }
  done
  echo nobody
}

# fail_with_log "NAME what happened": with the end of NAME's log.
fail_with_log() {
  tail -n 20 "$demo/log/${1%% *}.log" >&2 || true
  die "$1"
}

random_password() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

admin_psql() { as_demo_user "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$demo/run" -p "$pg_port" -U postgres "$@"; }

start_postgres() {
  as_demo_user "$PG_BIN/initdb" -D "$demo/data" -U postgres -E UTF8 --locale=C.UTF-8 --no-sync \
    --auth-local=trust --auth-host=scram-sha-256 >"$demo/log/initdb.log" 2>&1 || fail_with_log "initdb failed"
  as_demo_user tee -a "$demo/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $pg_port
unix_socket_directories = '$demo/run'    # reachable for this user and root only: trust is enough there
cluster_name = 'pgmedic-demo'
max_connections = 60
shared_buffers = 64MB
shared_preload_libraries = 'pg_stat_statements'
track_io_timing = on
autovacuum_naptime = 10s
fsync = off                              # thrown away with the machine's next crash anyway
CONF
  start postgres "$PG_BIN/postgres" -D "$demo/data"
  postgres_pid=$last_pid
  wait_for postgres "$postgres_pid" admin_psql -d postgres -c 'SELECT 1'
}

start_pgbouncer() {
  as_demo_user tee "$demo/run/userlist.txt" >/dev/null <<USERS
"app" "$app_password"
"pgmedic" "$monitor_password"
USERS
  as_demo_user tee "$demo/run/pgbouncer.ini" >/dev/null <<CONF
[databases]
shop = host=$demo/run port=$pg_port pool_size=4
telemetry = host=$demo/run port=$pg_port pool_size=2

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $bouncer_port
unix_socket_dir = $demo/run
auth_type = scram-sha-256
auth_file = $demo/run/userlist.txt
stats_users = pgmedic
pool_mode = transaction
ignore_startup_parameters = extra_float_digits
CONF
  start pgbouncer pgbouncer "$demo/run/pgbouncer.ini"
  bouncer_pid=$last_pid
  wait_for pgbouncer "$bouncer_pid" bouncer_psql -d shop -c 'SELECT 1'
}

bouncer_psql() {
  as_demo_user env PGPASSWORD="$app_password" "$PG_BIN/psql" -X -q -h 127.0.0.1 -p "$bouncer_port" -U app "$@"
}
