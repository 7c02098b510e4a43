// SPDX-License-Identifier: GPL-3.0-or-later
// Streaming cells over the descriptive engine: rows that follow, bounds, the end, pauses, places of errors.
#include "models/bridge/frame_clock.h"
#include "models/query/query_cell.h"
#include "models/query/stream_query.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>

using namespace millrace;
using namespace millrace::models;
using namespace std::chrono_literals;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
const QString kFast = QStringLiteral("CREATE RANDOM STREAM fast(id int DEFAULT rand() % 4) SETTINGS eps = 0;\n"
                                     "SELECT id FROM fast;");

} // namespace

class TestStreamQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_host = std::make_unique<descriptive::QueryHost>();
        m_clock = std::make_unique<FrameClock>();
        m_cell = std::make_unique<QueryCell>(*m_host, QStringLiteral("orders ~ queries"), *m_clock);
        m_tester = std::make_unique<QAbstractItemModelTester>(&m_cell->result(), kFatal);
    }

    void cleanup()
    {
        m_tester.reset();
        m_cell.reset();
        m_clock.reset();
        m_host.reset();
    }

    void showsRowsAsTheyCome()
    {
        m_cell->run(QStringLiteral("CREATE RANDOM STREAM ticks(id int) SETTINGS eps = 200; -- a generator\n"
                                   "SELECT id, 'a;b' AS text FROM ticks"));
        QTRY_VERIFY_WITH_TIMEOUT(m_cell->result().rowCount() >= 20, kPatienceMs);
        QCOMPARE(m_cell->state(), QueryState::Running);
        QCOMPARE(m_cell->result().headerData(1, Qt::Horizontal).toString(), QStringLiteral("text"));
        QCOMPARE(m_cell->result().index(0, 1).data().toString(), QStringLiteral("a;b"));
        const auto tipOf = [this](int column) {
            return m_cell->result().headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
        };
        QCOMPARE(tipOf(0), QStringLiteral("id int32")); // as its dialect calls them
        QCOMPARE(tipOf(1), QStringLiteral("text string"));
        QCOMPARE(m_host->calls().size(), size_t{1});
        QCOMPARE(m_host->calls()[0].origin.pipeline, std::string("orders ~ queries"));
    }

    void endsWithItsQuery()
    {
        m_cell->run(QStringLiteral("SELECT 1 AS one"));
        QTRY_COMPARE_WITH_TIMEOUT(m_cell->state(), QueryState::Finished, kPatienceMs);
        QCOMPARE(m_cell->result().rowCount(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_host->numCalls(), size_t{0}, kPatienceMs);
    }

    void keepsTheNewestRows()
    {
        m_cell->run(kFast);
        QTRY_VERIFY_WITH_TIMEOUT(m_cell->progress().rowsOut > 50'000, kPatienceMs);
        // One step may be beyond what is kept, not more.
        QVERIFY(m_cell->result().rowCount() <= QueryCell::kMaxStreamRows + 10'000);
        QVERIFY(m_cell->result().rowCount() >= QueryCell::kMaxStreamRows);
        QVERIFY(!m_cell->result().index(m_cell->result().rowCount() - 1, 0).data().toString().isEmpty());
    }

    void cancelEndsItWithinATenthOfASecond()
    {
        m_cell->run(kFast);
        QTRY_VERIFY_WITH_TIMEOUT(m_cell->result().rowCount() > 0, kPatienceMs);
        QElapsedTimer since;
        since.start();
        m_cell->cancel();
        QTRY_COMPARE_WITH_TIMEOUT(m_cell->state(), QueryState::Cancelled, kPatienceMs);
        QVERIFY2(since.elapsed() < 100, qPrintable(QString::number(since.elapsed())));
        QTRY_COMPARE_WITH_TIMEOUT(m_host->numCalls(), size_t{0}, kPatienceMs);
    }

    void nothingRunsWhileNobodyLooks()
    {
        m_cell->run(kFast);
        QTRY_VERIFY_WITH_TIMEOUT(m_cell->result().rowCount() > 0, kPatienceMs);
        m_cell->setActive(false);
        QTest::qWait(100); // what was under way comes
        const uint64_t rows = m_cell->progress().rowsOut;
        QTest::qWait(200);
        QCOMPARE(m_cell->progress().rowsOut, rows);
        m_cell->setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_cell->progress().rowsOut > rows, kPatienceMs);
    }

    void aReaderThatIsSlowIsWaitedFor()
    {
        const auto stream = openStreamQuery(*m_host, kFast.toStdString(), "slow").value();
        QVERIFY(!stream->wait(10s).batches.empty());
        QTRY_VERIFY_WITH_TIMEOUT(stream->progress().rowsOut >= StreamQuery::kMaxWaitingRows, kPatienceMs);
        QTest::qWait(50);
        const uint64_t rows = stream->progress().rowsOut;
        QTest::qWait(50);
        QCOMPARE(stream->progress().rowsOut, rows);
        stream->take();
        QTRY_VERIFY_WITH_TIMEOUT(stream->progress().rowsOut > rows, kPatienceMs);
    }

    void goesWithItsOwner()
    {
        m_cell->run(kFast);
        QTRY_VERIFY_WITH_TIMEOUT(m_cell->result().rowCount() > 0, kPatienceMs);
        m_tester.reset();
        m_cell.reset();
        QTRY_COMPARE_WITH_TIMEOUT(m_host->numCalls(), size_t{0}, kPatienceMs);
    }

    void anErrorHasItsPlaceInTheText()
    {
        const QString text = QStringLiteral("DROP STREAM IF EXISTS a; -- ä\n"
                                            "/* ö */ DROP VIEW IF EXISTS b; SELECT 1 FROM nowhere");
        m_cell->run(text);
        QTRY_COMPARE_WITH_TIMEOUT(m_cell->state(), QueryState::Failed, kPatienceMs);
        const SourceSpan span = m_cell->error()->span;
        QCOMPARE(span.line, 2u);
        QCOMPARE(static_cast<qsizetype>(span.begin), text.left(text.indexOf(u"nowhere"_qs)).toUtf8().size());
        QCOMPARE(span.column, static_cast<uint32_t>(text.indexOf(u"nowhere"_qs) - text.indexOf(u'\n')));
        m_cell->run(QStringLiteral("-- nothing"));
        QTRY_COMPARE_WITH_TIMEOUT(m_cell->state(), QueryState::Failed, kPatienceMs);
        QVERIFY(!m_cell->error()->span.isKnown());
    }

private:
    std::unique_ptr<descriptive::QueryHost> m_host;
    std::unique_ptr<FrameClock> m_clock;
    std::unique_ptr<QueryCell> m_cell;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestStreamQuery)
#include "test_stream_query.moc"
