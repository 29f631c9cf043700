# The demo's Prometheus and Alertmanager, with the rules of alerts/; but none of them waits longer than the demo's visitor.
# Sourced by scripts/demo.
# shellcheck shell=bash

start_alertmanager() {
  as_demo_user tee "$demo/run/alertmanager.yml" >/dev/null <<CONF
route:
  receiver: nobody    # alerts are to be looked at here; a real one tells somebody: see alerts/alertmanager.example.yml
  group_by: [alertname, datname]
  group_wait: 5s
  group_interval: 10s
  routes: [{receiver: pgmedic, matchers: ['remedy=~".+"'], repeat_interval: 1m}]
receivers:
  - name: nobody
  - name: pgmedic
    webhook_configs: [{url: "http://127.0.0.1:$control_port/api/v1/alerts", send_resolved: true}]
CONF
  start alertmanager prometheus-alertmanager "--config.file=$demo/run/alertmanager.yml" "--storage.path=$demo/run/alertmanager" \
    "--web.listen-address=127.0.0.1:$alertmanager_port" --cluster.listen-address= --log.level=warn
  alertmanager_pid=$last_pid
  wait_for alertmanager "$alertmanager_pid" curl -fsS "http://127.0.0.1:$alertmanager_port/-/ready"
}

start_prometheus() {
  local rules
  as_demo_user mkdir "$demo/run/rules"
  for rules in "$TOP"/alerts/*.rules.yml; do    # the checkout may be unreadable for the servers' user
    sed -E 's/^( *for:) .*/\1 20s/' "$rules" | as_demo_user tee "$demo/run/rules/${rules##*/}" >/dev/null
  done
  as_demo_user tee "$demo/run/prometheus.yml" >/dev/null <<CONF
global: {scrape_interval: 5s, evaluation_interval: 5s}
rule_files: ["rules/*.yml"]
alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:$alertmanager_port"]}]}]}
scrape_configs: [{job_name: pgmedic, static_configs: [{targets: ["127.0.0.1:$page_port"]}]}]
CONF
  start prometheus prometheus "--config.file=$demo/run/prometheus.yml" "--storage.tsdb.path=$demo/run/prometheus" \
    "--web.listen-address=127.0.0.1:$prometheus_port" --log.level=warn
  prometheus_pid=$last_pid
  wait_for prometheus "$prometheus_pid" curl -fsS "http://127.0.0.1:$prometheus_port/-/ready"
}

# Prometheus's own series about its alerts, as a page whose lines have no timestamps.
fetch_alerts() {
  curl -fsS --max-time 5 --get --data-urlencode 'match[]=ALERTS{alertstate="firing"}' "http://127.0.0.1:$prometheus_port/federate" |
    sed 's/ [0-9]*$//'
}
