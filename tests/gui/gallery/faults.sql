-- Connectors in every state there is.
CREATE TABLE sale (
    id BIGINT NOT NULL PRIMARY KEY,
    amount BIGINT,
    pieces BIGINT
) WITH ('materialized' = 'true', 'connectors' = '[{
    "name": "till",
    "transport": {"name": "file_input", "config": {"path": "torn.json"}},
    "format": {"name": "json"}
}, {
    "name": "archive",
    "transport": {"name": "file_input", "config": {"path": "missing/archive-of-the-year-2024.json"}},
    "format": {"name": "json"}
}, {
    "name": "generator",
    "labels": ["live"],
    "transport": {"name": "datagen", "config": {"plan": [{"rate": 2000}]}}
}, {
    "name": "corrections",
    "start_after": ["live"],
    "transport": {"name": "file_input", "config": {"path": "sale.json"}},
    "format": {"name": "json"}
}, {
    "name": "unused",
    "paused": true,
    "transport": {"name": "file_input", "config": {"path": "sale.json"}},
    "format": {"name": "json"}
}]');

CREATE MATERIALIZED VIEW turnover AS
SELECT pieces, COUNT(*) AS sales, SUM(amount) AS total
FROM sale
GROUP BY pieces;
