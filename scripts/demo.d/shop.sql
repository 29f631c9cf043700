-- Database shop: the busy one. Beside pgbench's tables it has what goes wrong with indexes.

-- Nine of ten orders were archived; the indexes kept their size.
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer_id bigint NOT NULL,
  number text NOT NULL,
  state text NOT NULL,
  placed_at timestamptz NOT NULL
);
INSERT INTO orders
SELECT i, i * 7919::bigint % 100003, 'N' || lpad((i % 590000)::text, 8, '0'), (ARRAY['new', 'paid', 'sent', 'returned'])[1 + i % 4],
       now() - i * interval '5 seconds'
FROM generate_series(1, 600000) AS i;
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE INDEX orders_placed_at_idx ON orders (placed_at);
DELETE FROM orders WHERE id % 10 <> 0;
VACUUM (ANALYZE) orders;

-- The same columns twice, and a prefix of another index.
CREATE INDEX orders_customer_again_idx ON orders (customer_id);
CREATE INDEX orders_customer_state_idx ON orders (customer_id, state);

-- A foreign key that no index supports: every deleted order reads all of order_items.
CREATE TABLE order_items (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  article text NOT NULL
);
INSERT INTO order_items (order_id, article) SELECT id, 'article ' || id % 50 FROM orders;
VACUUM (ANALYZE) order_items;

-- Two rows with one number, so that the unique index below cannot be finished and stays behind, invalid.
CREATE TABLE invoices (number text NOT NULL, amount numeric NOT NULL);
INSERT INTO invoices SELECT 'I' || i % 9999, i FROM generate_series(1, 10000) AS i;
VACUUM (ANALYZE) invoices;
