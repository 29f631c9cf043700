# The demo's databases and what happens in them. Sourced by scripts/demo.
# shellcheck shell=bash

create_databases() {
  local database
  admin_psql -d postgres -c 'CREATE EXTENSION pg_stat_statements' \
    -c "CREATE ROLE app LOGIN PASSWORD '$app_password' CONNECTION LIMIT 40"
  for database in shop telemetry legacy; do
    admin_psql -d postgres -c "CREATE DATABASE $database OWNER app"
  done
  as_demo_user "$PG_BIN/pgbench" -i -q -s 2 -h "$demo/run" -p "$pg_port" -U app shop >"$demo/log/pgbench-init.log" 2>&1
  for database in shop telemetry legacy; do
    admin_psql -d "$database" -c 'CREATE EXTENSION pgstattuple'
    admin_psql -d "$database" -c 'SET ROLE app' -f - <"$TOP/scripts/demo.d/$database.sql"
  done
  # Fails, as it is meant to, and leaves an invalid index behind.
  admin_psql -d shop -c 'CREATE UNIQUE INDEX CONCURRENTLY invoices_number_key ON invoices (number)' 2>/dev/null || true
}

# traffic NAME DATABASE RATE CLIENTS PORT: transactions of scripts/demo.d/NAME.pgbench until the demo ends.
traffic() {
  start "$1" env PGAPPNAME="$1" PGPASSWORD="$app_password" "$PG_BIN/pgbench" -n -T 8640000 -R "$3" -c "$4" \
    -f "$demo/run/$1.pgbench" -h 127.0.0.1 -p "$5" -U app "$2"
}

# A session that executes what is written to it and then waits for more, as a forgotten one does.
forgotten_session() {
  local pipe=$demo/run/$1.pipe fd
  as_demo_user mkfifo -m 600 "$pipe"
  exec {fd}<>"$pipe"
  start "$1" env PGAPPNAME="$1" PGPASSWORD="$app_password" "$PG_BIN/psql" -X -q -h 127.0.0.1 -p "$pg_port" -U app shop <&"$fd"
  printf '%s\n' "$2" >&"$fd"
}

start_workload() {
  local script
  for script in checkout ingest lookup; do    # the checkout may be unreadable for the servers' user
    as_demo_user tee "$demo/run/$script.pgbench" >/dev/null <"$TOP/scripts/demo.d/$script.pgbench"
  done
  traffic checkout shop 30 6 "$bouncer_port"
  traffic ingest telemetry 20 2 "$bouncer_port"
  traffic lookup legacy 5 1 "$pg_port"
  forgotten_session backoffice "BEGIN; UPDATE invoices SET amount = amount + 1 WHERE number = 'I42';"
  forgotten_session spreadsheet "BEGIN; SELECT count(*) FROM orders;"
  start blocked env PGAPPNAME=billing PGPASSWORD="$app_password" "$PG_BIN/psql" -X -q -h 127.0.0.1 -p "$pg_port" -U app shop \
    -c "SELECT pg_sleep(1)" -c "UPDATE invoices SET amount = 0 WHERE number = 'I42'"
}
