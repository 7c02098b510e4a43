-- Supply chain: who sells each part for the least?
--
-- Three tables are fed by connectors, two views are kept up to date with every change. Tick a view in the change
-- stream and watch: a row that leaves it shows with weight -1, one that enters it with +1.

CREATE TABLE PART (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR
) WITH (
    'materialized' = 'true',
    'connectors' = '[{
        "name": "parts",
        "transport": {"name": "file_input", "config": {"path": "part.json"}},
        "format": {"name": "json"}
    }]'
);

CREATE TABLE VENDOR (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR,
    address VARCHAR
) WITH (
    'materialized' = 'true',
    'connectors' = '[{
        "name": "vendors",
        "transport": {"name": "file_input", "config": {"path": "vendor.json"}},
        "format": {"name": "json"}
    }]'
);

-- One price a part and vendor: a new one replaces the one before.
-- The file brings the prices of parts 1 to 3; the market keeps changing those of parts 4 to 9.
CREATE TABLE PRICE (
    part BIGINT NOT NULL,
    vendor BIGINT NOT NULL,
    price DECIMAL(10, 2),
    PRIMARY KEY (part, vendor)
) WITH (
    'materialized' = 'true',
    'connectors' = '[{
        "name": "tutorial-price-s3",
        "transport": {"name": "file_input", "config": {"path": "price.json"}},
        "format": {"name": "json"}
    }, {
        "name": "market",
        "transport": {"name": "datagen", "config": {"plan": [{
            "rate": 4,
            "fields": {
                "part": {"strategy": "uniform", "range": [4, 10]},
                "vendor": {"strategy": "uniform", "range": [1, 6]},
                "price": {"strategy": "uniform", "range": [20, 400]}
            }
        }]}}
    }]'
);

-- The lowest price of each part over all vendors.
CREATE VIEW LOW_PRICE (part, price) AS
SELECT part, MIN(price)
FROM PRICE
GROUP BY part;

-- Who asks that price. Vendors with the same lowest price all show.
CREATE MATERIALIZED VIEW PREFERRED_VENDOR (part_id, part_name, vendor_id, vendor_name, price) AS
SELECT PART.id, PART.name, VENDOR.id, VENDOR.name, PRICE.price
FROM PRICE, PART, VENDOR, LOW_PRICE
WHERE PRICE.part = LOW_PRICE.part
  AND PRICE.price = LOW_PRICE.price
  AND PART.id = PRICE.part
  AND VENDOR.id = PRICE.vendor;
