/*---
collector: prepared_xacts
help: Prepared transactions, which hold locks and the xmin horizon until somebody ends them, from pg_prepared_xacts.
scope: cluster
labels: [oldest]
metrics:
  pg_prepared_xacts_count: {column: transactions, labels: [], type: gauge, help: "Prepared transactions of all databases."}
  pg_prepared_xacts_oldest_age_seconds: {column: oldest_age, labels: [], type: gauge, unit: seconds, help: "Seconds since the oldest of them was prepared, 0 without one."}
checks:
  PostgresPreparedTransactionOld:
    value: oldest_age
    above: {warning: 10m, critical: 1h}
    evidence: [transactions]
    summary: "Prepared transaction {oldest} has waited for its end for {value}; there are {transactions} in all"
    advice: "Find it in pg_prepared_xacts, ask its transaction manager what became of it, and end it with COMMIT PREPARED or ROLLBACK PREPARED."
---*/
SELECT
    pg_catalog.count(*) AS transactions,
    (pg_catalog.array_agg(pg_catalog.format('%L of database %I', p.gid, p.database) ORDER BY p.prepared))[1] AS oldest,
    GREATEST(EXTRACT(epoch FROM pg_catalog.now() - pg_catalog.min(p.prepared))::double precision, 0) AS oldest_age
FROM pg_catalog.pg_prepared_xacts AS p;
