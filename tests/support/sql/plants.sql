-- Plants, for every database-scope collector, objects that it must find and objects that it must leave alone. Run as a superuser in an empty
-- database with psql, with autovacuum off. The one error (CREATE UNIQUE INDEX CONCURRENTLY on duplicates) is meant to happen: do not set
-- ON_ERROR_STOP. A session hands in its counters at most once a second, and what it hands in after a VACUUM or ANALYZE counts as
-- changed since: therefore the sleeps. Counters are complete a moment after the session has ended.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgstattuple;
CREATE SCHEMA plants;
SET search_path = plants, public;

-- table_stats, index_stats: 100 rows inserted, 10 updated, 5 deleted, one index scan, one sequential scan.
CREATE TABLE counted (id integer PRIMARY KEY, v integer);
INSERT INTO counted SELECT i, i FROM generate_series(1, 100) AS i;
UPDATE counted SET v = 0 WHERE id <= 10;
DELETE FROM counted WHERE id > 95;

-- index_bloat: bloated_v is two thirds empty (2 of 3 rows deleted, vacuumed, so that leaf pages stay one third full), dense_v is not, each
-- above a megabyte. partial_long must not be taken for bloated either.
CREATE TABLE bloated (id integer, v integer);
INSERT INTO bloated SELECT i, i FROM generate_series(1, 200000) AS i;
CREATE INDEX bloated_v ON bloated (v);
DELETE FROM bloated WHERE id % 3 <> 0;
CREATE TABLE dense (id integer, v integer, note text);
INSERT INTO dense SELECT i, i, CASE WHEN i % 100 = 0 THEN repeat('long ', 100) ELSE 'x' END FROM generate_series(1, 200000) AS i;
CREATE INDEX dense_v ON dense (v);
CREATE INDEX dense_partial_long ON dense (note) WHERE length(note) > 10;

-- index_redundant must find exactly r_a, r_a2, r_t, r_lower2, r_part2 and r_desc2.
CREATE TABLE redundant (id integer PRIMARY KEY, a integer NOT NULL, b integer, t text, j text, UNIQUE (t));
CREATE INDEX r_ab ON redundant (a, b);
CREATE INDEX r_a ON redundant (a);                                       -- found: prefix of r_ab
CREATE INDEX r_a2 ON redundant (a);                                      -- found: prefix of r_ab (and the same as r_a)
CREATE INDEX r_t ON redundant (t);                                       -- found: the same columns as the unique constraint's index
CREATE INDEX r_lower ON redundant (lower(t));
CREATE INDEX r_lower2 ON redundant (lower(  t ));                        -- found: the same expression, written elsewhere in its statement
CREATE INDEX r_upper ON redundant (upper(t));                            -- another expression: kept
CREATE INDEX r_part ON redundant (b) WHERE a > 5;
CREATE INDEX r_part2 ON redundant (b)    WHERE   a > 5;                  -- found: the same predicate
CREATE INDEX r_part3 ON redundant (b) WHERE a > 6;                       -- another predicate: kept
CREATE INDEX r_desc ON redundant (b DESC, a);
CREATE INDEX r_desc2 ON redundant (b DESC, a);                           -- found: the same
CREATE INDEX r_pattern ON redundant (t text_pattern_ops);                -- another operator class: kept
CREATE INDEX r_coll ON redundant (t COLLATE "C");                        -- another collation (unless that is the database's own): kept
CREATE INDEX r_nulls ON redundant (b NULLS FIRST);                       -- another order of nulls: kept
CREATE INDEX r_hash ON redundant USING hash (a);                         -- another access method: kept
CREATE INDEX r_include ON redundant (a) INCLUDE (t);                     -- another INCLUDE: kept
CREATE INDEX r_brin ON redundant USING brin (a);
CREATE INDEX r_brin2 ON redundant USING brin (a, b);                     -- BRIN has no prefixes: r_brin is kept
CREATE UNIQUE INDEX r_unique_a ON redundant (a, id);                     -- unique: kept, though it can cover others
CREATE TABLE identity_only (k integer NOT NULL, v integer);
CREATE UNIQUE INDEX identity_k ON identity_only (k);
CREATE UNIQUE INDEX identity_k2 ON identity_only (k);                    -- the same as identity_k, but unique: kept
ALTER TABLE identity_only REPLICA IDENTITY USING INDEX identity_k;
CREATE TABLE r_parted (a integer, b integer) PARTITION BY RANGE (a);
CREATE TABLE r_parted_1 PARTITION OF r_parted FOR VALUES FROM (0) TO (10);
CREATE INDEX r_parted_a ON r_parted (a);                                 -- parts of a partitioned index cannot be dropped alone: kept
CREATE INDEX r_parted_ab ON r_parted (a, b);

-- index_invalid must find dup_v_key (a failed unique build), the three leftovers told apart as new and old, and child_p9 of below; not the
-- partitioned parent.
CREATE TABLE dup (v integer);
INSERT INTO dup VALUES (1), (1);
CREATE UNIQUE INDEX CONCURRENTLY dup_v_key ON dup (v);                   -- fails: invalid, leftover ""
CREATE TABLE leftover (v integer);
CREATE INDEX leftover_v ON leftover (v);
CREATE INDEX leftover_v_ccnew ON leftover (v);                           -- leftover "new"
CREATE INDEX leftover_v_ccold1 ON leftover (v);                          -- leftover "old"
UPDATE pg_catalog.pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'leftover_v_ccnew'::regclass;
UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'leftover_v_ccold1'::regclass;
CREATE TABLE a_name_as_long_as_a_name_can_possibly_get_in_postgresql_without_ (v integer);
CREATE INDEX an_index_name_as_long_as_a_name_can_possibly_get_without_cutting ON a_name_as_long_as_a_name_can_possibly_get_in_postgresql_without_ (v);
CREATE INDEX an_index_name_as_long_as_a_name_can_possibly_get_withou_ccnew12 ON a_name_as_long_as_a_name_can_possibly_get_in_postgresql_without_ (v);
UPDATE pg_catalog.pg_index SET indisvalid = false
WHERE indexrelid = 'an_index_name_as_long_as_a_name_can_possibly_get_withou_ccnew12'::regclass;     -- leftover "new", of the 63-byte name
CREATE TABLE parted_invalid (a integer) PARTITION BY RANGE (a);
CREATE TABLE parted_invalid_1 PARTITION OF parted_invalid FOR VALUES FROM (0) TO (10);
CREATE INDEX parted_invalid_a ON ONLY parted_invalid (a);                -- invalid by right until its parts are attached

-- foreign_key_indexes must find fk_none, fk_partial, fk_second_column and fk_invalid; not the others.
CREATE TABLE parent (a integer, b integer, PRIMARY KEY (a, b), u integer UNIQUE);
CREATE TABLE child (
  id integer PRIMARY KEY, p1 integer, p2 integer, p3 integer, p4 integer, p5 integer, p6 integer, p7 integer, p8 integer, p9 integer,
  CONSTRAINT fk_none FOREIGN KEY (p1) REFERENCES parent (u),                       -- found: no index
  CONSTRAINT fk_indexed FOREIGN KEY (p2) REFERENCES parent (u),
  CONSTRAINT fk_any_order FOREIGN KEY (p3, p4) REFERENCES parent (a, b),           -- index on (p4, p3): fine
  CONSTRAINT fk_partial FOREIGN KEY (p5) REFERENCES parent (u),                    -- found: only a partial index
  CONSTRAINT fk_not_null_index FOREIGN KEY (p6) REFERENCES parent (u),             -- partial index WHERE p6 IS NOT NULL: fine
  CONSTRAINT fk_second_column FOREIGN KEY (p7) REFERENCES parent (u),              -- found: second column of an index only
  CONSTRAINT fk_leading FOREIGN KEY (p8) REFERENCES parent (u),                    -- leading column of a wider index: fine
  CONSTRAINT fk_invalid FOREIGN KEY (p9) REFERENCES parent (u)                     -- found: its index is invalid
);
CREATE INDEX child_p2 ON child (p2);
CREATE INDEX child_p43 ON child (p4, p3);
CREATE INDEX child_p5 ON child (p5) WHERE p5 > 100;
CREATE INDEX child_p6 ON child (p6) WHERE p6 IS NOT NULL;
CREATE INDEX child_id_p7 ON child (id, p7);
CREATE INDEX child_p8 ON child (p8, id);
CREATE INDEX child_p9 ON child (p9);
UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'child_p9'::regclass;

-- table_statistics: never_analyzed has rows and was never analyzed; changed has 300 changed rows of 1000 since.
CREATE TABLE never_analyzed (v integer);
INSERT INTO never_analyzed SELECT generate_series(1, 1000);
CREATE TABLE changed (v integer);
INSERT INTO changed SELECT generate_series(1, 1000);

-- partition_statistics: stale_parent was analyzed and its leaves (one below a second level) then changed 500 rows; never_parent never was.
CREATE TABLE stale_parent (a integer) PARTITION BY RANGE (a);
CREATE TABLE stale_parent_1 PARTITION OF stale_parent FOR VALUES FROM (0) TO (1000);
CREATE TABLE stale_parent_2 PARTITION OF stale_parent FOR VALUES FROM (1000) TO (2000) PARTITION BY RANGE (a);
CREATE TABLE stale_parent_2_1 PARTITION OF stale_parent_2 FOR VALUES FROM (1000) TO (2000);
INSERT INTO stale_parent SELECT generate_series(0, 1999);
CREATE TABLE never_parent (a integer) PARTITION BY LIST (a);
CREATE TABLE never_parent_1 PARTITION OF never_parent FOR VALUES IN (1);
INSERT INTO never_parent SELECT 1 FROM generate_series(1, 700);
CREATE TABLE empty_parent (a integer) PARTITION BY LIST (a);             -- has no partitions: nothing to say

-- autovacuum_debt: vacuum_due is above autovacuum_vacuum_threshold + scale factor x reltuples = 50 + 0.2 x 1000 (300 dead rows: ratio 1.2),
-- own_threshold has its own (10 + 0, 40 dead rows: ratio 4), insert_due 2000 rows of 1000 + 0.2 x 0, switched_off has autovacuum disabled.
CREATE TABLE vacuum_due (v integer);
INSERT INTO vacuum_due SELECT generate_series(1, 1000);
CREATE TABLE own_threshold (v integer) WITH (autovacuum_vacuum_threshold = 10, autovacuum_vacuum_scale_factor = 0);
INSERT INTO own_threshold SELECT generate_series(1, 1000);
CREATE TABLE insert_due (v integer);
INSERT INTO insert_due SELECT generate_series(1, 2000);
CREATE TABLE switched_off (v integer) WITH (autovacuum_enabled = off);
INSERT INTO switched_off SELECT generate_series(1, 100);
CREATE TABLE toast_switched_off (v text) WITH (toast.autovacuum_enabled = off);
CREATE TABLE frozen_soon (v integer) WITH (autovacuum_freeze_max_age = 100000);

-- Names and kinds that must not trip anybody.
CREATE SCHEMA "odd ""schema'";
CREATE TABLE "odd ""schema'"."a
table" ("col ""umn" integer);
CREATE INDEX "in	dex; DROP TABLE x; --" ON "odd ""schema'"."a
table" ("col ""umn");
CREATE INDEX "emoji 🐘" ON "odd ""schema'"."a
table" (("col ""umn" + 1));
CREATE UNLOGGED TABLE unlogged (v integer PRIMARY KEY);
CREATE MATERIALIZED VIEW matview AS SELECT v FROM changed;
CREATE INDEX matview_v ON matview (v);
CREATE TABLE excluded (during int4range, EXCLUDE USING gist (during WITH &&));
CREATE TABLE no_columns ();
CREATE TABLE big_toast (v text);
ALTER TABLE big_toast ALTER v SET STORAGE EXTERNAL;
INSERT INTO big_toast SELECT repeat('x', 20000) FROM generate_series(1, 100);
CREATE TEMPORARY TABLE temporary (v integer PRIMARY KEY);                -- only as long as this session lives

-- Everything so far is handed in, then counted from 0, then changed again.
SELECT pg_catalog.pg_sleep(1.2);
SELECT 1;
VACUUM ANALYZE bloated, dense, vacuum_due, own_threshold;
ANALYZE changed;
ANALYZE stale_parent;
SELECT pg_catalog.pg_sleep(1.2);
UPDATE changed SET v = v + 1 WHERE v <= 300;
INSERT INTO stale_parent SELECT generate_series(0, 299);
INSERT INTO stale_parent SELECT generate_series(1000, 1199);
DELETE FROM vacuum_due WHERE v <= 300;
DELETE FROM own_threshold WHERE v <= 40;

-- One scan of counted_pkey, and one sequential scan of counted.
SET enable_seqscan = off;
SELECT count(*) FROM counted WHERE id = 50;
SET enable_seqscan = on;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
SELECT count(*) FROM counted WHERE v = 50;
