/*---
collector: autovacuum_debt
help: How far each table is from what makes autovacuum vacuum it, by the server's own rule with the table's own settings.
scope: database
lane: fast
interval: 5m
requires: {role: primary}
labels: [datname, schemaname, relname]
parameters: {autovacuum_debt_top: "How many tables are shown, those with the most debt first; 1000 unless set. Tables with autovacuum switched off are always shown."}
metrics:
  pg_autovacuum_vacuum_threshold_ratio: {column: vacuum_ratio, type: gauge, unit: ratio, help: "Dead rows, as a part of the number at which autovacuum vacuums the table (threshold + scale factor x reltuples, at most the max threshold of PostgreSQL 18); above 1 it is due."}
  pg_autovacuum_insert_threshold_ratio: {column: insert_ratio, type: gauge, unit: ratio, help: "Rows inserted since the last VACUUM, as a part of the number at which autovacuum vacuums the table for inserts (from PostgreSQL 18 on the scale factor counts only what is not frozen); above 1 it is due, none when switched off."}
  pg_autovacuum_toast_threshold_ratio: {column: toast_ratio, type: gauge, unit: ratio, help: "The larger of the same two ratios of the TOAST table, which autovacuum treats for itself, by dead and by inserted rows; with the settings of the table where it has none."}
  pg_autovacuum_freeze_ratio{kind="xid"}: {column: xid_ratio, type: gauge, unit: ratio, help: "Age of the oldest transaction ID (xid) or multixact ID (mxid) in the table or its TOAST table, as a part of the age at which autovacuum must freeze it even when switched off; above 1 it is due. The server may lower the multixact limit when multixact members fill up, which cannot be seen."}
  pg_autovacuum_freeze_ratio{kind="mxid"}: {column: mxid_ratio}
  pg_autovacuum_disabled{part="heap"}: {column: heap_disabled, type: gauge, help: "1 when the setting autovacuum_enabled of the table, or of its TOAST table, switches autovacuum off; no sample otherwise."}
  pg_autovacuum_disabled{part="toast"}: {column: toast_disabled}
  pg_autovacuum_neglected_seconds: {column: neglected, type: gauge, unit: seconds, help: "Seconds since the last VACUUM, manual or automatic, of a table for which one of these ratios is 1 or more, at most since the server was started; 0 while it is being vacuumed. Absent for tables that are not due."}
  pg_autovacuum_due_tables{kind="vacuum"}: {column: vacuum_due, type: gauge, labels: [datname], help: "Tables that autovacuum has a reason to vacuum: dead rows (vacuum), inserted rows (insert), either of them in TOAST (toast), or freezing (freeze)."}
  pg_autovacuum_due_tables{kind="insert"}: {column: insert_due}
  pg_autovacuum_due_tables{kind="toast"}: {column: toast_due}
  pg_autovacuum_due_tables{kind="freeze"}: {column: freeze_due}
checks:
  PostgresAutovacuumOverdue:
    value: vacuum_ratio
    above: {warning: 2}
    for: 1h
    when: {neglected: 1h, dead: 1000}
    evidence: [dead, neglected, insert_ratio, xid_ratio]
    remedy: vacuum
    summary: "{datname}.{schemaname}.{relname} has {dead} dead rows, {value} of what autovacuum waits for, and was not vacuumed for {neglected}"
    advice: "Vacuum it now, and see why autovacuum does not: switched off for the table, all workers busy, or cancelled again and again by locks."
  PostgresAutovacuumDisabled:
    value: heap_disabled
    at_least: {warning: 1}
    when: {neglected: 26h}
    evidence: [neglected, vacuum_ratio, insert_ratio, xid_ratio]
    summary: "Autovacuum is switched off for {datname}.{schemaname}.{relname}, which is due and was not vacuumed for {neglected}"
    advice: "Switch it on again with ALTER TABLE ... RESET (autovacuum_enabled), or vacuum the table every day."
---*/
-- On a standby there is no autovacuum, and its counters, taken over from when it was a primary or its copy, stand still.
-- relation_needs_vacanalyze() in SQL: a reltuples of -1 (never vacuumed) counts as 0; a scale factor or threshold of the table replaces the server's,
-- but -1 as insert threshold means "never"; freeze ages of the table can only lower the server's. A TOAST table without settings takes its
-- table's. A threshold below one is due with the first row. relallfrozen exists from PostgreSQL 18 on: where pg_class has no
-- such column, the name means the NULL of "before_18".
WITH options AS MATERIALIZED (
  SELECT c.oid,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_enabled')::boolean AS enabled,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_threshold')::double precision AS threshold,
    NULLIF(max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_max_threshold')::double precision, -2) AS max_threshold,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_scale_factor')::double precision AS scale_factor,
    NULLIF(max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_threshold')::double precision, -2) AS insert_threshold,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_vacuum_insert_scale_factor')::double precision AS insert_scale_factor,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_freeze_max_age')::double precision AS freeze_age,
    max(o.option_value) FILTER (WHERE o.option_name = 'autovacuum_multixact_freeze_max_age')::double precision AS multixact_age
  FROM pg_catalog.pg_class AS c
  CROSS JOIN LATERAL pg_catalog.pg_options_to_table(c.reloptions) AS o
  WHERE c.reloptions IS NOT NULL AND c.relkind IN ('r', 'm', 't')
  GROUP BY c.oid
),
server AS MATERIALIZED (
  SELECT pg_catalog.current_setting('autovacuum_vacuum_threshold')::double precision AS threshold,
    COALESCE(NULLIF(pg_catalog.current_setting('autovacuum_vacuum_max_threshold', true), ''), '-1')::double precision AS max_threshold,
    pg_catalog.current_setting('autovacuum_vacuum_scale_factor')::double precision AS scale_factor,
    pg_catalog.current_setting('autovacuum_vacuum_insert_threshold')::double precision AS insert_threshold,
    pg_catalog.current_setting('autovacuum_vacuum_insert_scale_factor')::double precision AS insert_scale_factor,
    pg_catalog.current_setting('autovacuum_freeze_max_age')::double precision AS freeze_age,
    pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::double precision AS multixact_age
),
relations AS MATERIALIZED (
  SELECT c.*
  FROM (SELECT NULL::integer AS relallfrozen) AS before_18
  CROSS JOIN LATERAL (
    SELECT r.oid, r.relnamespace, r.relname, r.relkind, r.reltoastrelid, r.relpages, GREATEST(r.reltuples, 0)::double precision AS reltuples,
      r.reloptions IS NOT NULL AS has_options, relallfrozen AS frozen_pages,
      CASE WHEN r.relfrozenxid <> '0'::pg_catalog.xid THEN pg_catalog.age(r.relfrozenxid) END::double precision AS xid_age,
      CASE WHEN r.relminmxid <> '0'::pg_catalog.xid THEN pg_catalog.mxid_age(r.relminmxid) END::double precision AS mxid_age,
      pg_catalog.pg_stat_get_dead_tuples(r.oid) AS dead,
      pg_catalog.pg_stat_get_ins_since_vacuum(r.oid) AS inserted
    FROM pg_catalog.pg_class AS r
    WHERE r.relkind IN ('r', 'm', 't') AND r.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace
  ) AS c
),
limits AS MATERIALIZED (
  SELECT r.*, COALESCE(o.enabled, true) AS enabled,
    r.dead / GREATEST(
      CASE WHEN COALESCE(o.max_threshold, s.max_threshold) >= 0
        THEN LEAST(COALESCE(o.threshold, s.threshold) + COALESCE(o.scale_factor, s.scale_factor) * r.reltuples, COALESCE(o.max_threshold, s.max_threshold))
        ELSE COALESCE(o.threshold, s.threshold) + COALESCE(o.scale_factor, s.scale_factor) * r.reltuples END, 0.5) AS vacuum_ratio,
    CASE WHEN COALESCE(o.insert_threshold, s.insert_threshold) >= 0 THEN
      r.inserted / GREATEST(COALESCE(o.insert_threshold, s.insert_threshold)
        + COALESCE(o.insert_scale_factor, s.insert_scale_factor) * r.reltuples
          * CASE WHEN r.relpages > 0 AND r.frozen_pages > 0 THEN 1 - LEAST(r.frozen_pages, r.relpages)::double precision / r.relpages ELSE 1 END, 0.5) END AS insert_ratio,
    r.xid_age / GREATEST(LEAST(o.freeze_age, s.freeze_age), 1) AS xid_ratio,
    r.mxid_age / GREATEST(LEAST(o.multixact_age, s.multixact_age), 1) AS mxid_ratio
  FROM relations AS r
  CROSS JOIN server AS s
  LEFT JOIN pg_catalog.pg_class AS owner ON r.relkind = 't' AND NOT r.has_options AND owner.reltoastrelid = r.oid
  LEFT JOIN options AS o ON o.oid = COALESCE(owner.oid, r.oid)
),
tables AS MATERIALIZED (
  SELECT t.oid, t.dead, n.nspname::pg_catalog.text AS schemaname, t.relname::pg_catalog.text AS relname, t.vacuum_ratio, t.insert_ratio,
    GREATEST(x.vacuum_ratio, x.insert_ratio) AS toast_ratio,
    GREATEST(t.xid_ratio, x.xid_ratio) AS xid_ratio, GREATEST(t.mxid_ratio, x.mxid_ratio) AS mxid_ratio,
    t.enabled, x.enabled AS toast_enabled
  FROM limits AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  LEFT JOIN limits AS x ON x.oid = t.reltoastrelid
  WHERE t.relkind <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
ranked AS (
  SELECT t.*, d.debt, pg_catalog.row_number() OVER (ORDER BY d.debt DESC, t.schemaname, t.relname) AS place
  FROM tables AS t
  CROSS JOIN LATERAL (SELECT GREATEST(t.vacuum_ratio, t.insert_ratio, t.toast_ratio, t.xid_ratio, t.mxid_ratio) AS debt) AS d
),
being_vacuumed AS MATERIALIZED (
  SELECT v.relid
  FROM pg_catalog.pg_stat_progress_vacuum AS v
  WHERE v.datname = pg_catalog.current_database()
)
SELECT (SELECT pg_catalog.current_database()) AS datname, r.schemaname, r.relname,
  r.vacuum_ratio, r.insert_ratio, r.toast_ratio, r.xid_ratio, r.mxid_ratio,
  CASE WHEN NOT r.enabled THEN 1 END AS heap_disabled, CASE WHEN NOT r.toast_enabled THEN 1 END AS toast_disabled,
  CASE
    WHEN r.debt < 1 THEN NULL
    WHEN r.oid IN (SELECT b.relid FROM being_vacuumed AS b) THEN 0
    ELSE GREATEST(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - GREATEST(
      pg_catalog.pg_postmaster_start_time(), pg_catalog.pg_stat_get_last_vacuum_time(r.oid), pg_catalog.pg_stat_get_last_autovacuum_time(r.oid))), 0)
  END AS neglected,
  r.dead,
  NULL::bigint AS vacuum_due, NULL::bigint AS insert_due, NULL::bigint AS toast_due, NULL::bigint AS freeze_due
FROM ranked AS r
WHERE r.place <= COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.autovacuum_debt_top', true), ''), '1000')::double precision::bigint
  OR NOT r.enabled OR NOT r.toast_enabled
UNION ALL
SELECT pg_catalog.current_database(), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  count(*) FILTER (WHERE t.enabled AND t.vacuum_ratio > 1), count(*) FILTER (WHERE t.enabled AND t.insert_ratio > 1),
  count(*) FILTER (WHERE t.toast_enabled AND t.toast_ratio > 1), count(*) FILTER (WHERE GREATEST(t.xid_ratio, t.mxid_ratio) > 1)
FROM tables AS t;
