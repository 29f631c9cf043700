/*---
collector: cluster_identity
help: Which cluster the server belongs to, from pg_control_system(); a primary and its standbys say the same.
scope: cluster
interval: 1m
labels: [system_identifier]
metrics:
  pg_cluster_info: {column: one, type: gauge, help: "1; the label tells the system identifier, which a primary and its standbys share."}
---*/
SELECT
    c.system_identifier::pg_catalog.text AS system_identifier,
    1 AS one
FROM pg_catalog.pg_control_system() AS c;
