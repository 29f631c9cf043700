SELECT
    s.subid::pg_catalog.text AS subid,
    s.subname::pg_catalog.text AS subname,
    s.apply_error_count,
    s.sync_error_count,
    s.confl_insert_exists,
    s.confl_update_origin_differs,
    s.confl_update_exists,
    s.confl_update_missing,
    s.confl_delete_origin_differs,
    s.confl_delete_missing,
    s.confl_multiple_unique_conflicts
FROM pg_catalog.pg_stat_subscription_stats AS s;
