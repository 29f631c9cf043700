-- The login that pgmedic watches a server with: member of pg_monitor and nothing else. PostgreSQL 13 and later.
--
--   psql -d postgres -f monitor_role.sql                          makes or repairs the role "pgmedic"
--   psql -d postgres -v role=watcher -f monitor_role.sql          ... under another name
--   psql -d postgres -v extensions=1 -f monitor_role.sql          ... and creates the optional extensions in this database
--
-- Run it as a superuser, or as a role with CREATEROLE that may grant pg_monitor; once per cluster, on the primary. It can
-- be run again: it puts right what differs. It sets no password. Where pg_hba.conf asks for one, set it afterwards with
-- psql's \password, which sends only its hash:
--
--   psql -d postgres -c '\password pgmedic'

\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role pgmedic
\endif
\if :{?extensions}
\else
  \set extensions 0
\endif

SET client_min_messages = warning;
BEGIN;

SELECT pg_catalog.count(*) = 0 AS role_is_missing
FROM pg_catalog.pg_roles
WHERE rolname = :'role' \gset
\if :role_is_missing
  CREATE ROLE :"role" LOGIN;
\endif

-- A role that can do more than watch is not repaired: somebody uses it for something else.
SELECT rolsuper OR rolreplication OR rolcreatedb OR rolcreaterole OR rolbypassrls AS role_is_powerful
FROM pg_catalog.pg_roles
WHERE rolname = :'role' \gset
\if :role_is_powerful
  \warn :role can do more than watch; choose another name with -v role=NAME, nothing was changed
  ROLLBACK;
  -- psql ends here with an error, for scripts to see.
  DO $$ BEGIN RAISE EXCEPTION 'the role for monitoring must not have powers of its own'; END $$;
\endif

-- pgmedic holds two sessions, and `pgmedic check` beside it takes two more for a moment; each may be opening one while the server
-- has not yet forgotten the one that it closed.
ALTER ROLE :"role" LOGIN CONNECTION LIMIT 6;

-- pg_monitor is pg_read_all_settings, pg_read_all_stats and pg_stat_scan_tables: it reads statistics, never rows of tables.
GRANT pg_monitor TO :"role";

-- pgmedic asks for all this itself in every session. Here it also holds for whoever else uses the login.
ALTER ROLE :"role" SET default_transaction_read_only = on;
ALTER ROLE :"role" SET search_path = pg_catalog;
ALTER ROLE :"role" SET statement_timeout = '60s';
ALTER ROLE :"role" SET lock_timeout = '2s';
ALTER ROLE :"role" SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE :"role" SET jit = off;

COMMENT ON ROLE :"role" IS 'Monitoring login of pgmedic; reads statistics only.';

COMMIT;

-- Optional, each for the metrics that need it:
--
-- * pg_stat_statements, in the main database: the dearest statements. It also has to be in shared_preload_libraries,
--   which takes a restart. In a schema of its own the login needs USAGE on that schema.
-- * pgstattuple, in every database whose indexes are to be measured for bloat.
--
-- With -v extensions=1 both are created in the database that psql is connected to, where the server has them.
\if :extensions
  SELECT pg_catalog.format('CREATE EXTENSION IF NOT EXISTS %I', e.name)
  FROM pg_catalog.pg_available_extensions AS e
  WHERE e.name IN ('pg_stat_statements', 'pgstattuple')
  ORDER BY e.name \gexec
\endif

-- Not granted, and why:
--
-- * pg_read_all_data would let the login read every row of every table. What needs it is reported as unsupported instead.
-- * pg_read_all_settings, pg_read_all_stats, pg_stat_scan_tables: inside pg_monitor.
-- * pg_signal_backend, pg_maintain, ownership of tables: watching needs none. Remedies use another login.
