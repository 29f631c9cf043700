-- Database telemetry: partitions, and statistics that nobody keeps.

-- Autovacuum analyzes partitions, never their parent: the planner knows nothing about events as a whole.
CREATE TABLE events (at timestamptz NOT NULL, device integer NOT NULL, value double precision) PARTITION BY RANGE (at);
DO $$
BEGIN
  FOR day IN -6..1 LOOP
    EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
                   to_char(current_date + day, 'YYYYMMDD'), current_date + day, current_date + day + 1);
  END LOOP;
END
$$;
INSERT INTO events SELECT now() - i * interval '2 seconds', i % 500, random() FROM generate_series(1, 200000) AS i;
CREATE INDEX events_device_idx ON events (device);

-- Nine of ten samples were thinned out; the index kept its size. Nobody holds this table: pgmedic can rebuild it.
CREATE TABLE samples (at timestamptz NOT NULL, value double precision NOT NULL);
INSERT INTO samples SELECT now() - i * interval '1 second', i % 10 FROM generate_series(1, 400000) AS i;
CREATE INDEX samples_at_idx ON samples (at);
DELETE FROM samples WHERE value <> 0;
VACUUM (ANALYZE) samples;

-- Analyzed once, then rewritten, with autovacuum switched off.
CREATE TABLE devices (id integer PRIMARY KEY, state text NOT NULL, seen_at timestamptz NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO devices SELECT i, 'offline', now() FROM generate_series(1, 50000) AS i;
ANALYZE devices;
UPDATE devices SET state = 'online';

-- Never analyzed at all.
CREATE TABLE readings (device integer NOT NULL, value double precision NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO readings SELECT i % 500, random() FROM generate_series(1, 50000) AS i;
