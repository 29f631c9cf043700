-- The login that pgmedic acts with, and the journal of what it does. PostgreSQL 13 and later. Only for targets whose remedies
-- are to do more than observe.
--
--   psql -d postgres -f maintenance.sql                           makes or repairs the role "pgmedic_maintainer" and the journal
--   psql -d postgres -v role=medic -f maintenance.sql             ... under another name
--
-- Run it as a superuser on the primary, in the database that the configuration calls remedies.audit_database ("postgres"). It
-- can be run again: it puts right what differs and keeps what the journal holds. It sets no password. Where pg_hba.conf asks
-- for one, set it afterwards with psql's \password, which sends only its hash:
--
--   psql -d postgres -c '\password pgmedic_maintainer'
--
-- The right to work on tables is given table by table, or owner by owner, and not here: see the end of this file.

\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role pgmedic_maintainer
\endif

SET client_min_messages = warning;
BEGIN;

SELECT pg_catalog.count(*) = 0 AS role_is_missing
FROM pg_catalog.pg_roles
WHERE rolname = :'role' \gset
\if :role_is_missing
  CREATE ROLE :"role" LOGIN;
\endif

-- A role with powers of its own is not repaired: somebody uses it for something else. pgmedic refuses to act as a superuser.
SELECT rolsuper OR rolreplication OR rolcreatedb OR rolcreaterole OR rolbypassrls AS role_is_powerful
FROM pg_catalog.pg_roles
WHERE rolname = :'role' \gset
\if :role_is_powerful
  \warn :role has powers that maintenance does not need; choose another name with -v role=NAME, nothing was changed
  ROLLBACK;
  -- psql ends here with an error, for scripts to see.
  DO $$ BEGIN RAISE EXCEPTION 'the role for maintenance must not have powers of its own'; END $$;
\endif

-- One session for the journal and for watching, one that acts; the same again for a second replica, and one for a person.
ALTER ROLE :"role" LOGIN INHERIT CONNECTION LIMIT 5;

-- Guards look at what other sessions do and at settings; bloat is measured with pgstattuple. pg_monitor is the right to do so.
GRANT pg_monitor TO :"role";

COMMENT ON ROLE :"role" IS 'Maintenance login of pgmedic; works on the tables that it was given rights on.';

-- The journal. It belongs to whoever runs this, and the role may only read and write rows: an owner could attach functions to
-- the tables, which would run with the powers of the next superuser who writes to them, as this script does.
SELECT pg_catalog.count(*) = 0 AS schema_is_missing
FROM pg_catalog.pg_namespace
WHERE nspname = 'pgmedic' \gset
\if :schema_is_missing
  CREATE SCHEMA pgmedic;
\endif
SELECT pg_catalog.count(*) > 0 AS journal_is_not_ours
FROM (
  SELECT n.nspowner AS owner FROM pg_catalog.pg_namespace AS n WHERE n.nspname = 'pgmedic'
  UNION ALL
  SELECT c.relowner FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = 'pgmedic' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
) AS o
JOIN pg_catalog.pg_roles AS r ON r.oid = o.owner
WHERE NOT r.rolsuper AND r.rolname <> CURRENT_USER \gset
\if :journal_is_not_ours
  \warn schema pgmedic, or something in it, belongs to a role that is no superuser; nothing was changed
  ROLLBACK;
  DO $$ BEGIN RAISE EXCEPTION 'look for triggers and rules that do not belong there, then give schema pgmedic and its tables to a superuser, or drop the schema'; END $$;
\endif
COMMENT ON SCHEMA pgmedic IS 'Journal of pgmedic: what it proposed and did, and why.';

-- One row for each action, from the nomination to its end.
CREATE TABLE IF NOT EXISTS pgmedic.action (
  id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
  target text NOT NULL,
  key bytea NOT NULL,                        -- of server, object and remedy, by name: an index gets a new OID when it is rebuilt
  remedy text NOT NULL,
  state text NOT NULL DEFAULT 'proposed',
  state_since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  reason text NOT NULL DEFAULT '',
  created timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  started timestamptz,
  ended timestamptz,
  system_identifier text NOT NULL,
  database text NOT NULL,
  schema text NOT NULL,
  "table" text NOT NULL,
  index text NOT NULL,
  database_oid oid NOT NULL DEFAULT 0,
  table_oid oid NOT NULL DEFAULT 0,
  index_oid oid NOT NULL DEFAULT 0,          -- before
  new_index_oid oid NOT NULL DEFAULT 0,      -- seen while it was built
  invalid_before oid[] NOT NULL DEFAULT '{}',
  definition text NOT NULL DEFAULT '',
  statement text NOT NULL DEFAULT '',
  trigger text NOT NULL CHECK (trigger IN ('alertmanager', 'finding', 'operator', 'schedule')),
  check_name text NOT NULL DEFAULT '',
  actor text NOT NULL DEFAULT '',
  approved_by text NOT NULL DEFAULT '',
  evidence jsonb NOT NULL DEFAULT '{}',
  guards jsonb NOT NULL DEFAULT '{}',
  predicted jsonb NOT NULL DEFAULT '{}',
  before jsonb NOT NULL DEFAULT '{}',
  after jsonb NOT NULL DEFAULT '{}',
  attempts integer NOT NULL DEFAULT 0,
  replica text NOT NULL DEFAULT '',          -- in whose hands it is
  held_until timestamptz,
  backend_pid integer NOT NULL DEFAULT 0,
  backend_start text NOT NULL DEFAULT '',
  postmaster_start text NOT NULL DEFAULT '',
  sqlstate text NOT NULL DEFAULT '',
  message text NOT NULL DEFAULT '',
  notices text[] NOT NULL DEFAULT '{}',
  quiet_until timestamptz,                   -- nominations of the same are not taken up before
  verify_at timestamptz                      -- when a success is looked at again
);

-- What came later, for a journal that an earlier version made.
ALTER TABLE pgmedic.action ADD COLUMN IF NOT EXISTS stop_wanted text NOT NULL DEFAULT '';  -- by whom, while it is at work; who watches it obeys

-- At most one open action for each object and remedy.
CREATE UNIQUE INDEX IF NOT EXISTS action_open ON pgmedic.action (key)
  WHERE state IN ('proposed', 'approved', 'queued', 'guarded', 'starting', 'running', 'verifying', 'cancelling', 'cleaning', 'unknown');
CREATE INDEX IF NOT EXISTS action_key ON pgmedic.action (key, created);
CREATE INDEX IF NOT EXISTS action_created ON pgmedic.action (created);
CREATE INDEX IF NOT EXISTS action_state ON pgmedic.action (target, state, remedy, ended);
CREATE INDEX IF NOT EXISTS action_started ON pgmedic.action (target, started);

-- One row for each step, written before the step is taken.
CREATE TABLE IF NOT EXISTS pgmedic.action_event (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  action_id uuid NOT NULL REFERENCES pgmedic.action ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  event text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  reason text NOT NULL DEFAULT '',
  data jsonb NOT NULL DEFAULT '{}',
  replica text NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS action_event_action ON pgmedic.action_event (action_id, number);

-- What a healthy index weighs, learned right after it was rebuilt.
CREATE TABLE IF NOT EXISTS pgmedic.baseline (
  key bytea PRIMARY KEY,
  target text NOT NULL,
  database text NOT NULL,
  schema text NOT NULL,
  index text NOT NULL,
  bytes_per_row double precision NOT NULL,
  measured timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  regrowths integer NOT NULL DEFAULT 0
);

-- What people have ordered: a row "paused" keeps pgmedic from starting anything.
CREATE TABLE IF NOT EXISTS pgmedic.control (
  name text PRIMARY KEY,
  value text NOT NULL,
  actor text NOT NULL DEFAULT '',
  since timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
INSERT INTO pgmedic.control (name, value) VALUES ('journal_version', '2') ON CONFLICT (name) DO UPDATE SET value = excluded.value;

GRANT USAGE ON SCHEMA pgmedic TO :"role";
GRANT SELECT, INSERT, UPDATE, DELETE ON pgmedic.action, pgmedic.action_event, pgmedic.baseline, pgmedic.control TO :"role";

COMMENT ON TABLE pgmedic.action IS 'Actions of pgmedic, one row each; never written by hand.';
COMMENT ON TABLE pgmedic.action_event IS 'Every step of every action, written before it was taken.';
COMMENT ON TABLE pgmedic.baseline IS 'What healthy indexes weigh.';
COMMENT ON TABLE pgmedic.control IS 'Orders of people: paused.';

-- Whoever may watch the server may read what was done to it.
GRANT USAGE ON SCHEMA pgmedic TO pg_monitor;
GRANT SELECT ON ALL TABLES IN SCHEMA pgmedic TO pg_monitor;

COMMIT;

-- The right to work on tables. Give it for the tables that the configuration allows, no more: the guard "privilege" says
-- clearly where it is missing, and nothing is done there.
--
-- PostgreSQL 17 and later, for each table (VACUUM, ANALYZE, REINDEX):
--
--   GRANT MAINTAIN ON TABLE app.orders TO pgmedic_maintainer;
--
-- PostgreSQL 13 to 16 know no such right: only an owner may rebuild indexes and vacuum. Membership in the owning role is the only way, and it also
-- lets the login drop the table; pgmedic has nothing but fixed statements, but guard its password as you guard the owner's:
--
--   GRANT app_owner TO pgmedic_maintainer;
--
-- Dropping what an interrupted rebuild left behind (DROP INDEX CONCURRENTLY) takes ownership on every major. Without it pgmedic
-- could not clean up after itself: such indexes are rebuilt only when a person has released the action.
--
-- In the databases whose indexes are to be rebuilt, bloat is measured by an extension that a superuser creates:
--
--   CREATE EXTENSION IF NOT EXISTS pgstattuple;
--
-- Not granted, and why:
--
-- * pg_maintain (17+) would allow VACUUM FULL and CLUSTER of every table.
-- * pg_signal_backend: pgmedic cancels its own statements only, which takes no right.
-- * superuser: maintenance runs functions of indexes; a superuser must not do that for others.
