/*---
guard: server
help: Which server this is, and whether it takes writes.
numbers:
  in_recovery: 1 on a standby.
texts:
  system_identifier: The cluster's, from its control file.
---*/
SELECT pg_catalog.pg_is_in_recovery()::integer AS in_recovery, c.system_identifier::pg_catalog.text AS system_identifier
FROM pg_catalog.pg_control_system() AS c;
