-- Fills the current database with many small tables, for measurements. Variables (psql -v NAME=VALUE):
--   tables   how many tables      S 50, M 1000, L 10000
--   indexes  how many indexes in all, the primary keys included: a multiple of tables, at most 6 times as many   S 100, M 3000, L 30000
--   rows     rows in each table   default 20
-- Every table has a TOAST table. It commits after each hundred tables, so that no server runs out of locks; best on a server with fsync off.
-- The tables lie in schema "bench", which must not exist before.
\set ON_ERROR_STOP on
\if :{?tables}
\else
\set tables 50
\endif
\if :{?indexes}
\else
\set indexes 100
\endif
\if :{?rows}
\else
\set rows 20
\endif
SET client_min_messages = warning;
SET synchronous_commit = off;
SET jit = off;
CREATE SCHEMA bench;

CREATE PROCEDURE bench.make(tables integer, per_table integer, row_count integer)
LANGUAGE plpgsql AS $$
DECLARE
  columns constant text[] := ARRAY['customer', 'created', 'status, customer', 'amount', 'created, status'];
  name text;
BEGIN
  FOR t IN 1 .. tables LOOP
    name := 'orders_' || to_char(t, 'FM00000');
    EXECUTE format('CREATE TABLE bench.%I (id bigint PRIMARY KEY, customer integer, status smallint,
                    amount numeric, created timestamptz, note text)', name);
    EXECUTE format('INSERT INTO bench.%I SELECT i, i %% 7, i %% 3, i * 1.5, timestamptz ''2026-01-01 00:00Z'' + i * interval ''1 minute'', ''note '' || i
                    FROM generate_series(1, %s) AS i', name, row_count);
    FOR i IN 2 .. per_table LOOP
      EXECUTE format('CREATE INDEX %I ON bench.%I (%s)', name || '_i' || i, name, columns[i - 1]);
    END LOOP;
    EXECUTE format('ANALYZE bench.%I', name);
    IF t % 100 = 0 THEN
      COMMIT;
    END IF;
  END LOOP;
END $$;

CALL bench.make(:tables, :indexes / :tables, :rows);
DROP PROCEDURE bench.make(integer, integer, integer);

-- Gives every table and index counters to read: one pass of reads and a few changes.
CREATE PROCEDURE bench.touch() LANGUAGE plpgsql AS $$
DECLARE
  name text;
  done integer := 0;
BEGIN
  SET LOCAL enable_seqscan = off;
  FOR name IN SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'bench'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('UPDATE bench.%I SET note = note || ''!'' WHERE id = 1', name);
    EXECUTE format('DELETE FROM bench.%I WHERE id = 2', name);
    EXECUTE format('SELECT count(*) FROM bench.%I WHERE customer = 3', name);
    done := done + 1;
    IF done % 100 = 0 THEN
      COMMIT;
      SET LOCAL enable_seqscan = off;
    END IF;
  END LOOP;
END $$;
CALL bench.touch();
DROP PROCEDURE bench.touch();
CHECKPOINT;
