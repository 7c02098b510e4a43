CREATE TABLE sale (
    id BIGINT NOT NULL PRIMARY KEY,
    amount BIGINT,
    pieces BIGINT
) WITH ('materialized' = 'true', 'connectors' = '[{
    "name": "till",
    "transport": {"name": "file_input", "config": {"path": "sale.json"}},
    "format": {"name": "json"}
}]');

CREATE MATERIALIZED VIEW price_of_a_piece AS
SELECT id, amount / pieces AS price
FROM sale;
