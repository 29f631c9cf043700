/*---
guard: wraparound
help: How near one table is to the autovacuum that prevents transaction ID wraparound.
parameters:
  table_oid: OID of the table.
numbers:
  xid_age: Age of the oldest transaction ID in the table and its TOAST table.
  limit: Age at which autovacuum must freeze it, with the table's own setting.
---*/
WITH relations AS MATERIALIZED (
  SELECT c.oid, c.relfrozenxid, c.reloptions
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_class AS t ON t.oid = $1::pg_catalog.text::pg_catalog.oid
  WHERE c.oid = t.oid OR c.oid = t.reltoastrelid
)
SELECT COALESCE(max(pg_catalog.age(r.relfrozenxid)) FILTER (WHERE r.relfrozenxid <> '0'::pg_catalog.xid), 0) AS xid_age,
  LEAST(pg_catalog.current_setting('autovacuum_freeze_max_age')::double precision, min((
    SELECT o.option_value::double precision FROM pg_catalog.pg_options_to_table(r.reloptions) AS o WHERE o.option_name = 'autovacuum_freeze_max_age'))) AS "limit"
FROM relations AS r;
