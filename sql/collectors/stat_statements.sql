/*---
collector: stat_statements
help: "The statements that took the most time, without their texts, from pg_stat_statements in the main database. Nothing where the extension was created, but shared_preload_libraries does not load it."
scope: cluster
interval: 1m
requires: {extension: pg_stat_statements, privilege: pg_read_all_stats}
labels: [user, datname, queryid]
parameters: {statements_top: "How many statements become series, the dearest by execution time first; 100 unless set."}
metrics:
  pg_stat_statements_calls_total: {column: calls, type: counter, help: "Executions of the statement."}
  pg_stat_statements_seconds_total: {column: exec_seconds, type: counter, unit: seconds, help: "Seconds spent executing the statement."}
  pg_stat_statements_rows_total: {column: row_count, type: counter, help: "Rows that the statement returned or changed."}
  pg_stat_statements_block_read_seconds_total: {column: read_seconds, type: counter, unit: seconds, help: "Seconds that the statement spent reading shared blocks; counts only with track_io_timing."}
  pg_stat_statements_block_write_seconds_total: {column: write_seconds, type: counter, unit: seconds, help: "Seconds that the statement spent writing shared blocks; counts only with track_io_timing."}
  pg_stat_statements_entries: {column: entries, labels: [], type: gauge, help: "Statements known to pg_stat_statements, of which the dearest are shown."}
---*/
-- The extension may be in any schema and older than the server, which a plain FROM cannot follow; query_to_xml() runs
-- a statement that is put together from catalog values. Its answer is one line of JSON made of numbers only, which XML
-- leaves as it is. Not preloaded, the extension can only fail, and has not defined its settings: one that stands in
-- postgresql.conf nevertheless is a placeholder, which pg_settings leaves out.
WITH answer AS MATERIALIZED (
    SELECT
        pg_catalog.substring(
            pg_catalog.query_to_xml(
                pg_catalog.format(
                    'SELECT pg_catalog.json_agg(s) AS j FROM ('
                    'SELECT userid, dbid, queryid, pg_catalog.sum(calls) AS calls, pg_catalog.sum(total_exec_time) AS exec_time,'
                    ' pg_catalog.sum(rows) AS rows, pg_catalog.sum(%1$I) AS read_time, pg_catalog.sum(%2$I) AS write_time,'
                    ' pg_catalog.count(*) OVER () AS entries'
                    ' FROM %3$I.pg_stat_statements(false) WHERE queryid IS NOT NULL'
                    ' GROUP BY userid, dbid, queryid ORDER BY exec_time DESC, queryid LIMIT %4$s) AS s',
                    CASE WHEN v.has_local_blocks THEN 'shared_blk_read_time' ELSE 'blk_read_time' END,
                    CASE WHEN v.has_local_blocks THEN 'shared_blk_write_time' ELSE 'blk_write_time' END,
                    n.nspname,
                    COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.statements_top', true), ''), '100')::double precision::int
                ),
                true, true, ''
            )::pg_catalog.text,
            '<j>(.*)</j>'
        )::pg_catalog.json AS rows
    FROM pg_catalog.pg_extension AS e
    JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
    CROSS JOIN LATERAL (
        SELECT pg_catalog.string_to_array(e.extversion, '.')::int[] >= ARRAY[1, 11] AS has_local_blocks
    ) AS v
    WHERE e.extname = 'pg_stat_statements'
        AND EXISTS (SELECT FROM pg_catalog.pg_settings AS s WHERE s.name = 'pg_stat_statements.max')
),
statements AS (
    SELECT s.*
    FROM answer AS a
    CROSS JOIN LATERAL pg_catalog.json_to_recordset(a.rows) AS s (
        userid oid,
        dbid oid,
        queryid bigint,
        calls numeric,
        exec_time double precision,
        rows numeric,
        read_time double precision,
        write_time double precision,
        entries bigint
    )
)
SELECT
    pg_catalog.pg_get_userbyid(s.userid)::pg_catalog.text AS "user",
    d.datname::pg_catalog.text AS datname,
    s.queryid::pg_catalog.text AS queryid,
    s.calls,
    s.exec_time / 1000 AS exec_seconds,
    s.rows AS row_count,
    s.read_time / 1000 AS read_seconds,
    s.write_time / 1000 AS write_seconds,
    NULL::bigint AS entries
FROM statements AS s
JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, COALESCE(pg_catalog.max(s.entries), 0)
FROM answer AS a
LEFT JOIN statements AS s ON true
HAVING pg_catalog.count(*) > 0;
