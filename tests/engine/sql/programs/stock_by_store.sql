CREATE TABLE store (id INT NOT NULL PRIMARY KEY, name VARCHAR NOT NULL);
CREATE TABLE product (id INT NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, mass DECIMAL(38, 2) NOT NULL);
CREATE TABLE storage (store_id INT NOT NULL FOREIGN KEY REFERENCES store(id), product_id INT NOT NULL,
    available INT NOT NULL, updated_at TIMESTAMP NOT NULL, PRIMARY KEY (store_id, product_id));
CREATE MATERIALIZED VIEW stored AS
(
    SELECT   product.id, product.name, SUM(storage.available) AS available,
             SUM(storage.available * product.mass) AS total_mass
    FROM     product
             LEFT JOIN storage ON product.id = storage.product_id
             LEFT JOIN store ON storage.store_id = store.id
    GROUP BY (product.id, product.name)
);
CREATE MATERIALIZED VIEW overall AS
SELECT COUNT(*) AS products, MIN(stored.available) AS least, AVG(stored.available) AS mean FROM stored;
