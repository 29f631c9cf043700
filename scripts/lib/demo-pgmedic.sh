# The demo's pgmedic: its role, its configuration, and what its page is expected to say. Sourced by scripts/demo.
# shellcheck shell=bash

create_monitor_role() {
  admin_psql -d postgres -f - <"$TOP/sql/setup/monitor_role.sql" >"$demo/log/monitor-role.log"
  admin_psql -d postgres -c "ALTER ROLE pgmedic PASSWORD '$monitor_password'"
}

# Intervals are short, so that nobody has to wait for what there is to see.
write_configuration() {
  as_demo_user tee "$demo/run/password" >/dev/null <<<"$monitor_password"
  as_demo_user tee "$demo/run/pgmedic.yml" >/dev/null <<CONF
targets:
  - name: demo
    dsn: "host=127.0.0.1 port=$pg_port user=pgmedic dbname=postgres"
    password_file: $demo/run/password
    pgbouncers:
      - name: front
        dsn: "host=127.0.0.1 port=$bouncer_port user=pgmedic dbname=pgbouncer"
        password_file: $demo/run/password
intervals: {cluster: 5s, database: 10s, slow: 20s}
collectors:
  override:
    autovacuum_debt: {interval: 10s}
    foreign_key_indexes: {interval: 30s}
    index_bloat: {interval: 30s}
    index_redundant: {interval: 30s}
    index_unused: {interval: 10s}
    partition_statistics: {interval: 10s}
    table_statistics: {interval: 10s}
CONF
}

# The checkout may be unreadable for the servers' user, so the program is installed beside its data.
start_pgmedic() {
  quietly cmake --install "$TOP/build/release" --prefix "$demo/usr" || die "cmake could not install pgmedic into $demo/usr"
  start pgmedic "$demo/usr/bin/pgmedic" serve "--config_file=$demo/run/pgmedic.yml" "--listen_address=127.0.0.1:$page_port"
  pgmedic_pid=$last_pid
  wait_for pgmedic "$pgmedic_pid" curl -fsS "http://127.0.0.1:$page_port/-/ready"
}

fetch_page() { curl -fsS --max-time 5 "http://127.0.0.1:$page_port/metrics"; }

# check_facts: reads the page, prints one line for each fact of scripts/demo.d/facts.txt, and fails unless all hold.
check_facts() {
  awk -f "$TOP/scripts/lib/check-facts.awk" "$TOP/scripts/demo.d/facts.txt" -
}

# Until all facts are on the page: collectors of the slow lane run every 20 seconds, pgstatindex among them.
wait_for_facts() {
  local limit=$((SECONDS + 120)) report
  until report=$(fetch_page | check_facts); do
    kill -0 "$pgmedic_pid" 2>/dev/null || fail_with_log "pgmedic ended"
    if [ "$SECONDS" -ge "$limit" ]; then
      printf '%s\n' "$report"
      tail -n 20 "$demo/log/pgmedic.log" >&2
      return 1
    fi
    sleep 1
  done
  printf '%s\n' "$report"
}
