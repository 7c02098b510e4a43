-- What each part costs at its cheapest vendor. Nothing in it changes after the files are read.
CREATE TABLE part (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR
) WITH ('materialized' = 'true', 'connectors' = '[{
    "name": "parts",
    "transport": {"name": "file_input", "config": {"path": "part.json"}},
    "format": {"name": "json"}
}]');

CREATE TABLE vendor (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR,
    address VARCHAR
) WITH ('materialized' = 'true', 'connectors' = '[{
    "name": "vendors",
    "transport": {"name": "file_input", "config": {"path": "vendor.json"}},
    "format": {"name": "json"}
}]');

CREATE TABLE price (
    part BIGINT NOT NULL,
    vendor BIGINT NOT NULL,
    price DECIMAL(10, 2),
    PRIMARY KEY (part, vendor)
) WITH ('materialized' = 'true', 'connectors' = '[{
    "name": "tutorial-price-s3",
    "transport": {"name": "file_input", "config": {"path": "price.json"}},
    "format": {"name": "json"}
}]');

CREATE VIEW low_price (part, price) AS
SELECT part, MIN(price)
FROM price
GROUP BY part;

CREATE MATERIALIZED VIEW preferred_vendor (part_id, part_name, vendor_id, vendor_name, price) AS
SELECT part.id, part.name, vendor.id, vendor.name, price.price
FROM price, part, vendor, low_price
WHERE price.part = low_price.part
  AND price.price = low_price.price
  AND part.id = price.part
  AND vendor.id = price.vendor;
