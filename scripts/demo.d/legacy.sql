-- Database legacy: nobody writes, somebody reads, and one index has never been used.
CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, city text NOT NULL);
INSERT INTO customers SELECT i, 'customer ' || i, (ARRAY['Berlin', 'Paris', 'Lagos', 'Osaka'])[1 + i % 4] FROM generate_series(1, 100000) AS i;
CREATE INDEX customers_city_idx ON customers (city);
VACUUM (ANALYZE) customers;
