// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the text of a statement, a call opens and streams or tells an error; it never crashes or hangs.
#include "tests/engine/descriptive/stream_driver.h"

#include <QTest>

#include <random>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

const std::vector<std::string> kWords = {
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "HAVING",
    "ORDER BY",
    "LIMIT",
    "BY",
    "EMIT",
    "PERIODIC",
    "ON UPDATE",
    "AFTER",
    "WATERMARK",
    "WINDOW CLOSE",
    "WITH",
    "DELAY",
    "TIMEOUT",
    "SETTINGS",
    "eps",
    "=",
    "==",
    "CREATE",
    "RANDOM",
    "STREAM",
    "VIEW",
    "DROP",
    "IF",
    "EXISTS",
    "NOT",
    "INSERT INTO",
    "VALUES",
    "OR",
    "REPLACE",
    "AS",
    "DEFAULT",
    "devices",
    "s",
    "v",
    "i",
    "k",
    "device",
    "_tp_time",
    "window_start",
    "window_end",
    "tumble",
    "hop",
    "table",
    "session",
    "(",
    ")",
    ",",
    ".",
    ";",
    "*",
    "+",
    "-",
    "/",
    "%",
    "||",
    "::",
    "?",
    ":",
    "[",
    "]",
    "1",
    "0",
    "-1",
    "255",
    "18446744073709551615",
    "1.5",
    "1e308",
    "'x'",
    "''",
    "'2024-01-24 10:00:00'",
    "`q`",
    "1s",
    "5m",
    "-1h",
    "1M",
    "9999999999999h",
    "INTERVAL 5 SECOND",
    "null",
    "true",
    "count",
    "count()",
    "sum(i)",
    "max(k)",
    "p99(i)",
    "quantile(i, 0.5)",
    "arg_max(k, i)",
    "rand()",
    "now()",
    "now64(3)",
    "to_string(i)",
    "if(i > 1, 2, 3)",
    "multi_if",
    "abs",
    "date_trunc('hour', _tp_time)",
    "int32",
    "float",
    "string",
    "nullable(int8)",
    "decimal(10, 2)",
    "datetime64(3, 'UTC')",
    "array(int32)",
    "BETWEEN",
    "AND",
    "IN",
    "LIKE",
    "CASE WHEN",
    "THEN",
    "ELSE",
    "END",
    "IS NULL",
    "UNION ALL",
    "JOIN",
    "PARTITION BY",
    "DISTINCT",
    "CHANGELOG",
    "REPEAT",
};

const std::vector<std::string> kValid = {
    "SELECT device, temperature * 2 AS t FROM devices WHERE temperature > 50 LIMIT 3",
    "SELECT window_start, count(*) AS c, p99(temperature) FROM tumble(devices, 1s) GROUP BY window_start",
    "SELECT window_start, device, avg(temperature) FROM hop(devices, 1s, 5s) GROUP BY window_start, device EMIT ON "
    "UPDATE",
    "SELECT k, count(), max(i) FROM s GROUP BY k HAVING count() > 1 EMIT PERIODIC 1s REPEAT",
    "SELECT sum(i) FROM table(s) WHERE k LIKE 'a%' ORDER BY 1 LIMIT 2 SETTINGS seek_to = 'earliest'",
    "CREATE RANDOM STREAM r(a int32 DEFAULT rand() % 10, b string) SETTINGS eps = 10, interval_time = 20",
    "CREATE OR REPLACE VIEW v AS SELECT i, k || 'x' AS kx FROM s WHERE i BETWEEN 1 AND 5",
    "INSERT INTO s(i, k, _tp_time) VALUES (1, 'a', '2024-01-24 10:00:00'), (2, 'b', now64())",
    "WITH a AS (SELECT i FROM s) SELECT if(i % 2 == 0, 'even', 'odd'), i::float / 3 FROM a",
};

class Soup {
public:
    explicit Soup(uint32_t seed)
        : m_random(seed)
    {
    }
    std::string statement() { return below(2) == 0 ? words() : mutated(kValid[below(kValid.size())]); }

private:
    size_t below(size_t end) { return m_random() % end; }
    const std::string& word() { return kWords[below(kWords.size())]; }
    std::string words()
    {
        std::string text = below(2) == 0 ? "SELECT" : word();
        for (size_t i = below(16); i != 0; --i) {
            text += " " + word();
        }
        return text;
    }
    /// A valid statement with pieces put in, taken out or changed.
    std::string mutated(std::string text)
    {
        for (size_t i = below(3); i != 0; --i) {
            const size_t place = below(text.size() + 1);
            switch (below(4)) {
            case 0: text.insert(place, " " + word() + " "); break;
            case 1: text.erase(place, below(8)); break;
            case 2: text.insert(place, 1, static_cast<char>(below(256))); break;
            default: text = text.substr(0, place) + text.substr(std::min(text.size(), place + below(20))); break;
            }
        }
        return text;
    }

    std::mt19937 m_random;
};

} // namespace

class TestStreamRobustness : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tokenSoup()
    {
        const int numStatements = qEnvironmentVariableIntValue("MILLRACE_STATEMENTS");
        const auto seed = static_cast<uint32_t>(qEnvironmentVariableIntValue("MILLRACE_SEED"));
        Soup soup(seed + 1);
        int numOpened = 0;
        for (int i = 0; i < std::max(numStatements, 3'000); ++i) {
            StreamCatalog catalog;
            const std::string statement = soup.statement();
            const std::vector<std::string> statements = {
                "CREATE RANDOM STREAM devices(device string default 'device'||to_string(rand()%4), "
                "temperature float default rand()%1000/10)",
                "CREATE STREAM s(i int32, k string)", "INSERT INTO s(i, k) VALUES (1, 'a'), (2, 'b')",
                "CREATE VIEW v AS SELECT i FROM s", statement};
            const std::vector<StatementError> failures = checkStatements(catalog, statements);
            const OpenedStreamCall opened = openStreamCall(catalog, statements, kTen);
            // The check and the call agree; only what is no query at all passes neither.
            QCOMPARE(opened.ok(), failures.empty());
            if (!opened.ok()) {
                QCOMPARE(opened.failure.statement, size_t{4});
                const SourceSpan& span = opened.failure.error.span;
                QVERIFY2(span.isKnown() && span.begin <= span.end && span.end <= statement.size(), statement.c_str());
                continue;
            }
            ++numOpened;
            for (Instant now = kTen; now < kTen + 3 * kSecond; now += kSecond / 2) {
                const StreamProgress progress = opened.call->advance(now, 1'000);
                for (const BatchPtr& batch : progress.rows) {
                    QCOMPARE(batch->columns.size(), opened.call->columns().size());
                }
                if (progress.isEnd) {
                    break;
                }
            }
        }
        QVERIFY(numOpened > 100);
    }

    void deepAndLongTextIsRefused()
    {
        StreamCatalog catalog;
        const auto fails = [&](const std::string& text) {
            const std::vector<std::string> statements = {text};
            return !openStreamCall(catalog, statements, kTen).ok();
        };
        std::string nots;
        std::string sums = "1";
        for (int i = 0; i < 20'000; ++i) {
            nots += "NOT ";
            sums += "+1";
        }
        QVERIFY(fails("SELECT " + std::string(20'000, '(') + "1" + std::string(20'000, ')')));
        QVERIFY(fails("SELECT " + nots + "1"));
        QVERIFY(fails("SELECT " + sums));
        QVERIFY(fails("SELECT 1::" + std::string(20'000, 'x')));
        std::string nested = "SELECT 1 AS a";
        for (int i = 0; i < 200; ++i) {
            nested = "SELECT a FROM (" + nested + ")";
        }
        QVERIFY(fails(nested));
        std::string common = "WITH a0 AS (SELECT 1 AS x)";
        for (int i = 1; i < 40; ++i) {
            const std::string before = "a" + std::to_string(i - 1);
            common += ", a" + std::to_string(i) + " AS (SELECT x + x AS x FROM " + before + ")";
        }
        QVERIFY(fails(common + " SELECT x FROM a39"));
    }
};

QTEST_APPLESS_MAIN(TestStreamRobustness)
#include "test_stream_robustness.moc"
