/*---
collector: stat_subscription_stats
help: Errors and conflicts of subscriptions, from pg_stat_subscription_stats.
scope: cluster
requires: {server: ">=15"}
labels: [subid, subname]
metrics:
  pg_stat_subscription_apply_errors_total: {column: apply_error_count, type: counter, help: "Errors while applying changes."}
  pg_stat_subscription_sync_errors_total: {column: sync_error_count, type: counter, help: "Errors while copying tables for the first time."}
  pg_stat_subscription_conflicts_total{conflict="insert_exists"}: {column: confl_insert_exists, since: 18, type: counter, help: "Conflicts met while applying changes, by kind."}
  pg_stat_subscription_conflicts_total{conflict="update_origin_differs"}: {column: confl_update_origin_differs, since: 18}
  pg_stat_subscription_conflicts_total{conflict="update_exists"}: {column: confl_update_exists, since: 18}
  pg_stat_subscription_conflicts_total{conflict="update_missing"}: {column: confl_update_missing, since: 18}
  pg_stat_subscription_conflicts_total{conflict="delete_origin_differs"}: {column: confl_delete_origin_differs, since: 18}
  pg_stat_subscription_conflicts_total{conflict="delete_missing"}: {column: confl_delete_missing, since: 18}
  pg_stat_subscription_conflicts_total{conflict="multiple_unique_conflicts"}: {column: confl_multiple_unique_conflicts, since: 18}
---*/
SELECT
    s.subid::pg_catalog.text AS subid,
    s.subname::pg_catalog.text AS subname,
    s.apply_error_count,
    s.sync_error_count
FROM pg_catalog.pg_stat_subscription_stats AS s;
