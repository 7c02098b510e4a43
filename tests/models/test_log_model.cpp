// SPDX-License-Identifier: GPL-3.0-or-later
// The log of a pipeline as a table: what comes while it is seen and while not, levels, bounds, text.
#include "models/pipeline/log_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <thread>

using namespace millrace;
using models::LogModel;

class TestLogModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_log = std::make_shared<PipelineLog>();
        m_log->add(kNow, LogLevel::Info, "started");
        m_model = std::make_unique<LogModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void hasWhatIsKeptAndWhatComes()
    {
        m_model->setLog(m_log);
        QCOMPARE(m_model->rowCount(), 0); // nobody sees it
        m_model->setActive(true);
        QCOMPARE(m_model->rowCount(), 1);
        std::thread([this] { m_log->add(kNow, LogLevel::Error, "connector t.a failed"); }).join();
        QTRY_COMPARE(m_model->rowCount(), 2);
        QCOMPARE(textAt(1), QStringLiteral("connector t.a failed"));
        m_model->setActive(false);
        m_log->add(kNow, LogLevel::Info, "stopped");
        QTest::qWait(150);
        QCOMPARE(m_model->rowCount(), 2);
        m_model->setActive(true);
        QCOMPARE(m_model->rowCount(), 3);
        m_model->setLog(nullptr);
        QCOMPARE(m_model->rowCount(), 0);
    }

    void showsWhatIsSevereEnough()
    {
        m_model->setActive(true);
        m_model->setLog(m_log);
        m_log->add(kNow, LogLevel::Warning, "slow");
        m_log->add(kNow, LogLevel::Error, "broken");
        QTRY_COMPARE(m_model->rowCount(), 3);
        m_model->setLeastLevel(LogLevel::Warning);
        QCOMPARE(m_model->rowCount(), 2);
        m_log->add(kNow, LogLevel::Info, "again");
        m_log->add(kNow, LogLevel::Error, "broken again");
        QTRY_COMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->numLines(), 5U);
        QCOMPARE(textAt(2), QStringLiteral("broken again"));
        m_model->setLeastLevel(LogLevel::Info);
        QCOMPARE(m_model->rowCount(), 5);
    }

    void keepsTheNewestAndTellsHowManyAreGone()
    {
        m_model->setActive(true);
        m_model->setLog(m_log);
        m_model->setLeastLevel(LogLevel::Warning);
        for (size_t i = 1; i <= LogModel::kMaxLines; ++i) {
            m_log->add(kNow, i % 2 == 0 ? LogLevel::Warning : LogLevel::Info, std::to_string(i));
            if (i % 1000 == 0) {
                QTRY_COMPARE(m_model->numLines() + m_model->numLost(), quint64(i + 1));
            }
        }
        QCOMPARE(m_model->numLost(), 1U);
        QCOMPARE(m_model->numLines(), quint64(LogModel::kMaxLines));
        QCOMPARE(m_model->rowCount(), static_cast<int>(LogModel::kMaxLines / 2));
        for (size_t i = 0; i < 600; ++i) {
            m_log->add(kNow, LogLevel::Warning, "late");
        }
        QTRY_COMPARE(m_model->numLost(), 601U);
        QCOMPARE(textAt(0), QStringLiteral("602"));
    }

    void findsAndTells()
    {
        m_model->setActive(true);
        m_model->setLog(m_log);
        m_log->add(kNow, LogLevel::Warning, "Output v.file is slow");
        m_log->add(kNow, LogLevel::Info, "stopped");
        QTRY_COMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->numRowsWith(QStringLiteral("ST")), 2);
        QCOMPARE(m_model->nextRowWith(QStringLiteral("st"), 0, 1), 2);
        QCOMPARE(m_model->nextRowWith(QStringLiteral("st"), 2, 1), 0);
        QCOMPARE(m_model->nextRowWith(QStringLiteral("slow"), 0, -1), 1);
        QCOMPARE(m_model->nextRowWith(QStringLiteral("none"), 0, 1), -1);
        QVERIFY(m_model->textOf({1}).endsWith(QStringLiteral("  WARN   Output v.file is slow\n")));
        QCOMPARE(m_model->wholeText().count(u'\n'), 3);
    }

private:
    static constexpr TimestampMicros kNow = 1'700'000'000'000'000;

    QString textAt(int row) const
    {
        return m_model->index(row, static_cast<int>(LogModel::Column::Text)).data().toString();
    }

    std::shared_ptr<PipelineLog> m_log;
    std::unique_ptr<LogModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_MAIN(TestLogModel)
#include "test_log_model.moc"
