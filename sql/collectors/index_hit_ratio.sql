/*---
collector: index_hit_ratio
help: How often the blocks of an index were found in shared buffers, for the indexes that are read most.
scope: database
lane: fast
interval: 5m
labels: [datname, schemaname, relname, indexrelname]
parameters: {index_hit_ratio_top: "How many indexes get a hit ratio, those with the most block accesses first; 2000 unless set."}
metrics:
  pg_index_hit_ratio: {column: hit_ratio, type: gauge, unit: ratio, help: "Blocks of the index found in shared buffers, as a part of all that were asked for since the statistics were reset; an index that was never read has none."}
  pg_index_block_accesses_total: {column: accesses, type: counter, help: "Blocks of the index that were asked for since the statistics were reset."}
checks:
  PostgresIndexHitRatioLow:
    value: hit_ratio
    below: {warning: 0.8}
    when: {accesses: 1000000}
    evidence: [accesses]
    summary: "Only {value} of the blocks of {datname}.{schemaname}.{indexrelname} were found in shared buffers"
    advice: "See whether it is bloated or wider than its queries need, whether they read much of it at random, and whether shared_buffers is too small for what is in use."
---*/
WITH counted AS MATERIALIZED (
  SELECT i.indexrelid, i.indrelid, pg_catalog.pg_stat_get_blocks_fetched(i.indexrelid) AS blocks, pg_catalog.pg_stat_get_blocks_hit(i.indexrelid) AS hits
  FROM pg_catalog.pg_index AS i
),
busiest AS MATERIALIZED (
  SELECT x.indexrelid, n.nspname, t.relname, x.blocks, x.hits
  FROM counted AS x
  JOIN pg_catalog.pg_class AS t ON t.oid = x.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  WHERE x.blocks > 0 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  ORDER BY x.blocks DESC, x.indexrelid
  LIMIT COALESCE(NULLIF(pg_catalog.current_setting('pgmedic.index_hit_ratio_top', true), ''), '2000')::double precision::bigint
)
SELECT pg_catalog.current_database() AS datname, b.nspname AS schemaname, b.relname, c.relname AS indexrelname,
  LEAST(b.hits::double precision / b.blocks, 1) AS hit_ratio, b.blocks AS accesses
FROM busiest AS b
JOIN pg_catalog.pg_class AS c ON c.oid = b.indexrelid;
