# The demo's pgmedic: its roles, its configuration, and what its page is expected to say. Sourced by scripts/demo.
# shellcheck shell=bash

create_roles() {
  admin_psql -d postgres -f - <"$TOP/sql/setup/monitor_role.sql" >"$demo/log/monitor-role.log"
  admin_psql -d postgres -f - <"$TOP/sql/setup/maintenance.sql" >"$demo/log/maintenance-role.log"
  admin_psql -d postgres -c "ALTER ROLE pgmedic PASSWORD '$monitor_password'" \
    -c "ALTER ROLE pgmedic_maintainer PASSWORD '$maintainer_password'" -c 'GRANT app TO pgmedic_maintainer'
}

# Intervals are short, so that nobody has to wait for what there is to see.
write_configuration() {
  as_demo_user tee "$demo/run/password" >/dev/null <<<"$monitor_password"
  as_demo_user tee "$demo/run/maintainer-password" >/dev/null <<<"$maintainer_password"
  as_demo_user tee "$demo/run/pgmedic.yml" >/dev/null <<CONF
targets:
  - name: demo
    dsn: "host=127.0.0.1 port=$pg_port user=pgmedic dbname=postgres"
    password_file: $demo/run/password
    maintenance_dsn: "host=127.0.0.1 port=$pg_port user=pgmedic_maintainer dbname=postgres"
    maintenance_password_file: $demo/run/maintainer-password
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
# The demo's tables are small and its server is young: on a real one these thresholds would be noise.
checks:
  PostgresAutovacuumDisabled: {when: {neglected: 10s}}
  PostgresAutovacuumOverdue: {when: {neglected: 10s}}
  PostgresBlockedSessions: {warning: 20s}
  PostgresForeignKeyUnindexed: {warning: 1MB}
  PostgresIdleInTransaction: {warning: 20s}
  PostgresIndexBloat: {when: {bloat_bytes: 1MB}}
  PostgresRedundantIndex: {warning: 1MB}
  PostgresUnusedIndex: {warning: 100kB, when: {unused_for: 30s}}
# What Alertmanager tells is mended without asking anybody. On a real server begin with "propose", and name windows.
remedies:
  mode: auto
  nominate: [alerts]
  kill_switch_file: $demo/run/stop
  guards: {disk: {min_free: 100MB}, oldest_transaction: {max_age: 20s}}
  reindex: {mode: auto, min_bytes: 1MB, min_gain: 1MB}
CONF
}

# The checkout may be unreadable for the servers' user, so the program is installed beside its data.
start_pgmedic() {
  quietly cmake --install "$TOP/build/release" --prefix "$demo/usr" || die "cmake could not install pgmedic into $demo/usr"
  start pgmedic "$demo/usr/bin/pgmedic" serve "--config_file=$demo/run/pgmedic.yml" "--listen_address=127.0.0.1:$page_port" \
    "--control_address=127.0.0.1:$control_port"
  pgmedic_pid=$last_pid
  wait_for pgmedic "$pgmedic_pid" curl -fsS "http://127.0.0.1:$page_port/-/ready"
}

# pgmedic's command of that name, as the person in front of the demo would give it.
pgmedic_actions() { as_demo_user "$demo/usr/bin/pgmedic" actions "$@" "--config_file=$demo/run/pgmedic.yml"; }

fetch_page() { curl -fsS --max-time 5 "http://127.0.0.1:$page_port/metrics"; }

# check_facts FILE: reads a page, prints one line for each fact of that file, and fails unless all hold.
check_facts() {
  awk -f "$TOP/scripts/lib/check-facts.awk" "$1" -
}

# wait_for_facts FILE SECONDS FETCH: until all facts are on the page that the command fetches.
wait_for_facts() {
  local facts=$1 limit=$((SECONDS + $2)) fetch=$3 report
  until report=$("$fetch" | check_facts "$facts"); do
    [ "$(name_of_the_dead)" = nobody ] || fail_with_log "$(name_of_the_dead) ended"
    if [ "$SECONDS" -ge "$limit" ]; then
      printf '%s\n' "$report"
      tail -n 20 "$demo/log/pgmedic.log" >&2
      return 1
    fi
    sleep 1
  done
  printf '%s\n' "$report"
}
