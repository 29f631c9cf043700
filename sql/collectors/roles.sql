/*---
collector: roles
help: Connection limits, password expiry and superusers, from pg_roles.
scope: cluster
interval: 1m
labels: [rolname]
limit: {series: 10000, order: limit_order desc, rest: drop}
metrics:
  pg_roles_connection_limit: {column: connection_limit, type: gauge, help: "Sessions that the role may have at a time; -1 is no limit."}
  pg_role_password_valid_until_timestamp_seconds: {column: valid_until, type: gauge, unit: seconds, help: "When the role's password stops working, in Unix seconds; absent when it never does."}
  pg_role_password_expires_seconds: {column: expires, type: gauge, unit: seconds, help: "Seconds until the password of a role that can log in stops working, negative when it has; absent when it never does, and when it did longer than a week ago."}
  pg_role_superusers: {column: superusers, labels: [], type: gauge, help: "Superusers that can log in."}
checks:
  PostgresPasswordExpiring:
    value: expires
    below: {warning: 14d, critical: 2d}
    for: 12h
    summary: "The password of role {rolname} stops working in {value}"
    advice: "Give the role a new password and VALID UNTIL date, and its applications the new password, before then."
---*/
SELECT
    r.rolname::pg_catalog.text AS rolname,
    r.rolconnlimit AS connection_limit,
    CASE WHEN pg_catalog.isfinite(r.rolvaliduntil) THEN EXTRACT(epoch FROM r.rolvaliduntil)::double precision END AS valid_until,
    CASE
        WHEN r.rolcanlogin AND pg_catalog.isfinite(r.rolvaliduntil) AND r.rolvaliduntil > pg_catalog.now() - interval '7 days'
            THEN EXTRACT(epoch FROM r.rolvaliduntil - pg_catalog.now())::double precision
    END AS expires,
    NULL::bigint AS superusers,
    r.rolconnlimit::bigint AS limit_order
FROM pg_catalog.pg_roles AS r
UNION ALL
SELECT
    NULL,
    NULL,
    NULL,
    NULL,
    pg_catalog.count(*),
    9223372036854775807
FROM pg_catalog.pg_roles AS r
WHERE r.rolsuper AND r.rolcanlogin;
