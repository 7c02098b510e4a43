CREATE TABLE transaction (id BIGINT, "User" VARCHAR, time TIMESTAMP, day DATE, value DECIMAL(12, 2), state CHAR(2));
CREATE LOCAL VIEW recent AS
    SELECT *, CASE state WHEN 'OK' THEN 1 WHEN 'NO' THEN 0 END AS good, value * 0.19 AS tax
    FROM transaction
    WHERE day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' AND time >= '2024-01-01 00:00:00'
      AND day >= DATE '1998-12-01' - INTERVAL '90' DAY AND state IN ('OK', 'NO') AND "User" NOT LIKE 'test%';
CREATE VIEW summary AS
    WITH per_day AS (
        SELECT EXTRACT(MONTH FROM day) AS 'month', SUM(CASE WHEN good = 1 THEN value ELSE 0 END) AS sum,
               COUNT(*) FILTER (WHERE tax > 10) AS count
        FROM recent GROUP BY 1
    )
    SELECT month, COALESCE(sum, 0)::DECIMAL(20, 2) AS total, count, total / NULLIF(count, 0) AS mean
    FROM per_day WHERE count > 0 OR sum IS NULL
    ORDER BY month;
