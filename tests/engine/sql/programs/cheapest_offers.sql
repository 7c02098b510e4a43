-- Offers of shops; the cheapest of each article.
SET FELDERA_IGNORE_WARNING_UNUSED_COLUMN = 1;
CREATE TABLE SHOP (
    id BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR,   -- shown to people
    address VARCHAR
) WITH ('connectors' = '[{
    "name": "shop",
    "transport": {"name": "url_input", "config": {"path": "https://example.org/it''s/shop.json"}},
    "format": {"name": "json"}
}]');
CREATE TABLE article (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR) WITH ('materialized' = 'true');
CREATE TABLE offer (
    article BIGINT NOT NULL,
    shop BIGINT NOT NULL,
    price DECIMAL
);
CREATE VIEW lowest (article, price) AS
    SELECT    article, MIN(price) AS price
    FROM      offer
    GROUP BY  article;
CREATE MATERIALIZED VIEW best_offer (
    article_id,
    article_name,
    shop_name,
    price
) WITH (
    -- where it goes
    'connectors' = '[{"transport": {"name": "file_output", "config": {"path": "out.json"}}, "format": {"name": "json"}}]'
) AS (
    SELECT article.id AS article_id, article.name AS article_name, shop.name AS shop_name, offer.price
    FROM offer, article, shop, lowest
    WHERE offer.price = lowest.price AND offer.article = lowest.article
      AND article.id = offer.article AND shop.id = offer.shop
);
