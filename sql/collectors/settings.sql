/*---
collector: settings
help: Boolean and numeric server settings in base units, from pg_settings.
scope: cluster
interval: 1m
labels: [name]
metrics:
  pg_settings_{name}: {column: value, type: gauge, help: "Server setting {name}; times in seconds, sizes in bytes, on is 1; -1 has the meaning that the setting gives it."}
---*/
SELECT DISTINCT ON (n.name)
    n.name,
    CASE
        WHEN s.vartype = 'bool' THEN (s.setting = 'on')::int::double precision
        WHEN s.setting::double precision = -1 THEN -1
        ELSE s.setting::double precision * n.factor
    END AS value
FROM pg_catalog.pg_settings AS s
JOIN (VALUES
    ('', '', 1::double precision),
    ('us', '_seconds', 0.000001),
    ('ms', '_seconds', 0.001),
    ('s', '_seconds', 1),
    ('min', '_seconds', 60),
    ('h', '_seconds', 3600),
    ('d', '_seconds', 86400),
    ('B', '_bytes', 1),
    ('kB', '_bytes', 1024),
    ('MB', '_bytes', 1048576),
    ('GB', '_bytes', 1073741824),
    ('TB', '_bytes', 1099511627776)
) AS u (unit, suffix, multiple)
    ON u.unit = pg_catalog.ltrim(COALESCE(s.unit, ''), '0123456789')
CROSS JOIN LATERAL (
    SELECT
        pg_catalog.regexp_replace(s.name, '[^a-zA-Z0-9_]', '_', 'g') || u.suffix AS name,
        u.multiple * COALESCE(NULLIF(pg_catalog.regexp_replace(s.unit, '[^0-9]', '', 'g'), '')::double precision, 1) AS factor
) AS n
WHERE s.vartype = 'bool'
    OR (s.vartype IN ('integer', 'real') AND s.setting ~ '^[-+]?[0-9.]+(e[-+]?[0-9]+)?$')
ORDER BY n.name, s.name;
