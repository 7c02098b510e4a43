// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/nexmark/queries.h"

namespace millrace::bench {

namespace {

constexpr std::string_view kQ0 = R"(
CREATE VIEW q0 AS
SELECT auction, bidder, price, date_time, extra
FROM bid;
)";

// The price in another currency.
constexpr std::string_view kQ1 = R"(
CREATE VIEW q1 AS
SELECT auction, bidder, 0.908 * price AS price, date_time, extra
FROM bid;
)";

// Bids on a few auctions.
constexpr std::string_view kQ2 = R"(
CREATE VIEW q2 AS
SELECT auction, price
FROM bid
WHERE MOD(auction, 123) = 0;
)";

// Who sells in one category, in three states.
constexpr std::string_view kQ3 = R"(
CREATE VIEW q3 AS
SELECT seller.name, seller.city, seller.state, item.id
FROM auction AS item
JOIN person AS seller ON item.seller = seller.id
WHERE item.category = 10
  AND seller.state IN ('OR', 'ID', 'CA');
)";

// The average closing price of a category.
constexpr std::string_view kQ4 = R"(
CREATE VIEW q4 AS
SELECT category, AVG(closing) AS average
FROM (
    SELECT item.category, MAX(offer.price) AS closing
    FROM auction AS item
    JOIN bid AS offer ON item.id = offer.auction
    WHERE offer.date_time BETWEEN item.date_time AND item.expires
    GROUP BY item.id, item.category
) AS sold
GROUP BY category;
)";

// The auctions with the most bids in windows of 10 seconds, every 2 seconds.
constexpr std::string_view kQ5 = R"(
CREATE VIEW q5 AS
WITH counted AS (
    SELECT auction, window_start, window_end, COUNT(*) AS num
    FROM TABLE(HOP(TABLE bid, DESCRIPTOR(date_time), INTERVAL '2' SECOND, INTERVAL '10' SECOND))
    GROUP BY auction, window_start, window_end
), highest AS (
    SELECT window_start, window_end, MAX(num) AS num
    FROM counted
    GROUP BY window_start, window_end
)
SELECT counted.auction, counted.num
FROM counted
JOIN highest ON counted.window_start = highest.window_start
    AND counted.window_end = highest.window_end
    AND counted.num >= highest.num;
)";

// The highest bids of windows of 10 seconds, their ends included.
constexpr std::string_view kQ7 = R"(
CREATE VIEW q7 AS
SELECT offer.auction, offer.price, offer.bidder, offer.date_time, offer.extra
FROM bid AS offer
JOIN (
    SELECT MAX(price) AS price, TUMBLE_END(date_time, INTERVAL '10' SECOND) AS ending
    FROM bid
    GROUP BY TUMBLE(date_time, INTERVAL '10' SECOND)
) AS highest ON offer.price = highest.price
WHERE offer.date_time BETWEEN highest.ending - INTERVAL '10' SECOND AND highest.ending;
)";

// People who sell in the 10 seconds in which they came.
constexpr std::string_view kQ8 = R"(
CREATE VIEW q8 AS
SELECT newcomer.id, newcomer.name, newcomer.starting
FROM (
    SELECT id, name, TUMBLE_START(date_time, INTERVAL '10' SECOND) AS starting,
        TUMBLE_END(date_time, INTERVAL '10' SECOND) AS ending
    FROM person
    GROUP BY id, name, TUMBLE(date_time, INTERVAL '10' SECOND)
) AS newcomer
JOIN (
    SELECT seller, TUMBLE_START(date_time, INTERVAL '10' SECOND) AS starting,
        TUMBLE_END(date_time, INTERVAL '10' SECOND) AS ending
    FROM auction
    GROUP BY seller, TUMBLE(date_time, INTERVAL '10' SECOND)
) AS offering ON newcomer.id = offering.seller
    AND newcomer.starting = offering.starting
    AND newcomer.ending = offering.ending;
)";

// The winning bid of an auction.
constexpr std::string_view kQ9 = R"(
CREATE VIEW q9 AS
SELECT id, itemName, description, initialBid, reserve, date_time, expires, seller, category, extra,
    auction, bidder, price, bid_time, bid_extra
FROM (
    SELECT item.*, offer.auction, offer.bidder, offer.price, offer.date_time AS bid_time, offer.extra AS bid_extra,
        ROW_NUMBER() OVER (PARTITION BY item.id ORDER BY offer.price DESC, offer.date_time ASC) AS place
    FROM auction AS item
    JOIN bid AS offer ON item.id = offer.auction
    WHERE offer.date_time BETWEEN item.date_time AND item.expires
) AS ranked
WHERE place <= 1;
)";

// How many bids each bidder makes in windows of 10 seconds.
constexpr std::string_view kQ12 = R"(
CREATE VIEW q12 AS
SELECT bidder, COUNT(*) AS bids, TUMBLE_START(date_time, INTERVAL '10' SECOND) AS starting,
    TUMBLE_END(date_time, INTERVAL '10' SECOND) AS ending
FROM bid
GROUP BY bidder, TUMBLE(date_time, INTERVAL '10' SECOND);
)";

// Prices of a middle range, the part of the day, how often a letter occurs.
constexpr std::string_view kQ14 = R"(
CREATE FUNCTION occurrences(text VARCHAR, letter CHAR) RETURNS INT
AS LENGTH(text) - LENGTH(REPLACE(text, letter, ''));
CREATE VIEW q14 AS
SELECT auction, bidder, 0.908 * price AS price,
    CASE
        WHEN HOUR(date_time) BETWEEN 8 AND 18 THEN 'dayTime'
        WHEN HOUR(date_time) <= 6 OR HOUR(date_time) >= 20 THEN 'nightTime'
        ELSE 'otherTime'
    END AS part_of_day,
    date_time, extra, occurrences(extra, 'c') AS letters
FROM bid
WHERE 0.908 * price > 1000000 AND 0.908 * price < 50000000;
)";

// A day's bids, bidders and auctions, by three classes of price.
constexpr std::string_view kQ15 = R"(
CREATE VIEW q15 AS
SELECT CAST(date_time AS DATE) AS bid_day,
    COUNT(*) AS bids,
    COUNT(*) FILTER (WHERE price < 10000) AS bids1,
    COUNT(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS bids2,
    COUNT(*) FILTER (WHERE price >= 1000000) AS bids3,
    COUNT(DISTINCT bidder) AS bidders,
    COUNT(DISTINCT bidder) FILTER (WHERE price < 10000) AS bidders1,
    COUNT(DISTINCT bidder) FILTER (WHERE price >= 10000 AND price < 1000000) AS bidders2,
    COUNT(DISTINCT bidder) FILTER (WHERE price >= 1000000) AS bidders3,
    COUNT(DISTINCT auction) AS auctions,
    COUNT(DISTINCT auction) FILTER (WHERE price < 10000) AS auctions1,
    COUNT(DISTINCT auction) FILTER (WHERE price >= 10000 AND price < 1000000) AS auctions2,
    COUNT(DISTINCT auction) FILTER (WHERE price >= 1000000) AS auctions3
FROM bid
GROUP BY CAST(date_time AS DATE);
)";

// The same for each channel, and when it was last heard of.
constexpr std::string_view kQ16 = R"(
CREATE VIEW q16 AS
SELECT channel,
    CAST(date_time AS DATE) AS bid_day,
    FORMAT_TIMESTAMP('%H:%M', MAX(date_time)) AS last_minute,
    COUNT(*) AS bids,
    COUNT(*) FILTER (WHERE price < 10000) AS bids1,
    COUNT(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS bids2,
    COUNT(*) FILTER (WHERE price >= 1000000) AS bids3,
    COUNT(DISTINCT bidder) AS bidders,
    COUNT(DISTINCT bidder) FILTER (WHERE price < 10000) AS bidders1,
    COUNT(DISTINCT bidder) FILTER (WHERE price >= 10000 AND price < 1000000) AS bidders2,
    COUNT(DISTINCT bidder) FILTER (WHERE price >= 1000000) AS bidders3,
    COUNT(DISTINCT auction) AS auctions,
    COUNT(DISTINCT auction) FILTER (WHERE price < 10000) AS auctions1,
    COUNT(DISTINCT auction) FILTER (WHERE price >= 10000 AND price < 1000000) AS auctions2,
    COUNT(DISTINCT auction) FILTER (WHERE price >= 1000000) AS auctions3
FROM bid
GROUP BY channel, CAST(date_time AS DATE);
)";

// An auction's day in figures.
constexpr std::string_view kQ17 = R"(
CREATE VIEW q17 AS
SELECT auction, CAST(date_time AS DATE) AS bid_day,
    COUNT(*) AS bids,
    COUNT(*) FILTER (WHERE price < 10000) AS bids1,
    COUNT(*) FILTER (WHERE price >= 10000 AND price < 1000000) AS bids2,
    COUNT(*) FILTER (WHERE price >= 1000000) AS bids3,
    MIN(price) AS lowest, MAX(price) AS highest, AVG(price) AS average, SUM(price) AS total
FROM bid
GROUP BY auction, CAST(date_time AS DATE);
)";

// The last bid of each bidder on each auction.
constexpr std::string_view kQ18 = R"(
CREATE VIEW q18 AS
SELECT auction, bidder, price, channel, url, date_time, extra
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY bidder, auction ORDER BY date_time DESC) AS place
    FROM bid
) AS ranked
WHERE place <= 1;
)";

// The ten highest bids of each auction.
constexpr std::string_view kQ19 = R"(
CREATE VIEW q19 AS
SELECT *
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY auction ORDER BY price DESC) AS place
    FROM bid
) AS ranked
WHERE place <= 10;
)";

// Bids with all about their auction, for one category.
constexpr std::string_view kQ20 = R"(
CREATE VIEW q20 AS
SELECT offer.auction, offer.bidder, offer.price, offer.channel, offer.url, offer.date_time, offer.extra,
    item.itemName, item.description, item.initialBid, item.reserve, item.date_time AS item_time, item.expires,
    item.seller, item.category, item.extra AS item_extra
FROM bid AS offer
JOIN auction AS item ON offer.auction = item.id
WHERE item.category = 10;
)";

// The channel as a number: known ones by name, others from the page they were on.
constexpr std::string_view kQ21 = R"(
CREATE FUNCTION re_extract(text VARCHAR, pattern VARCHAR, number INTEGER) RETURNS VARCHAR;
CREATE LOCAL VIEW lowered AS
SELECT auction, bidder, price, channel, url, LOWER(channel) AS lower_channel
FROM bid;
CREATE VIEW q21 AS
SELECT auction, bidder, price, channel,
    CASE
        WHEN lower_channel = 'apple' THEN '0'
        WHEN lower_channel = 'google' THEN '1'
        WHEN lower_channel = 'facebook' THEN '2'
        WHEN lower_channel = 'baidu' THEN '3'
        ELSE re_extract(url, '(&|^)channel_id=([^&]*)', 2)
    END AS channel_id
FROM lowered
WHERE lower_channel IN ('apple', 'google', 'facebook', 'baidu')
   OR re_extract(url, '(&|^)channel_id=([^&]*)', 2) IS NOT NULL;
)";

// The folders of a page's address.
constexpr std::string_view kQ22 = R"(
CREATE FUNCTION part_of(text VARCHAR, separator CHAR, place INT) RETURNS VARCHAR
AS SPLIT(text, CAST(separator AS VARCHAR))[place + 1];
CREATE VIEW q22 AS
SELECT auction, bidder, price, channel,
    part_of(url, '/', 3) AS dir1, part_of(url, '/', 4) AS dir2, part_of(url, '/', 5) AS dir3
FROM bid;
)";

constexpr NexmarkQuery kQueries[] = {
    {"q0", "pass", kQ0, makeQ0Floor},
    {"q1", "multiply", kQ1, makeQ1Floor},
    {"q2", "filter", kQ2, makeQ2Floor},
    {"q3", "join", kQ3, makeQ3Floor},
    {"q4", "join_max_average", kQ4, makeQ4Floor},
    {"q5", "hop", kQ5, makeQ5Floor},
    {"q7", "tumble_join", kQ7, makeQ7Floor},
    {"q8", "window_join", kQ8, makeQ8Floor},
    {"q9", "join_top1", kQ9, makeQ9Floor},
    {"q12", "tumble", kQ12, makeQ12Floor},
    {"q14", "functions", kQ14, makeQ14Floor},
    {"q15", "distinct_day", kQ15, makeQ15Floor},
    {"q16", "distinct_channel", kQ16, makeQ16Floor},
    {"q17", "group", kQ17, makeQ17Floor},
    {"q18", "top1", kQ18, makeQ18Floor},
    {"q19", "top10", kQ19, makeQ19Floor},
    {"q20", "wide_join", kQ20, makeQ20Floor},
    {"q21", "regex", kQ21, makeQ21Floor},
    {"q22", "split", kQ22, makeQ22Floor},
};

} // namespace

std::span<const NexmarkQuery> nexmarkQueries()
{
    return kQueries;
}

} // namespace millrace::bench
