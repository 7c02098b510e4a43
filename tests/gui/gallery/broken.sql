CREATE TABLE sale (
    id BIGINT NOT NULL PRIMARY KEY,
    city VARCHAR,
    amount DECIMAL(10, 2)
) WITH ('materialized' = 'true');

CREATE VIEW turnover AS
SELECT city, COUNT(*) AS sales, SUM(amuont) AS total
FROM sale
GROUP BY city;

CREATE VIEW best AS
SELECT city FROM turnovers WHERE total > 1000;
