// SPDX-License-Identifier: GPL-3.0-or-later
// The log dock: follows at its end, is searched, copied and saved.
#include "gui/docks/log_dock.h"
#include "gui/views/view_setup.h"

#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMainWindow>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;

class TestLogDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<QMainWindow>();
        m_dock = new LogDock(m_actions, m_window.get());
        m_window->addDockWidget(Qt::BottomDockWidgetArea, m_dock);
        m_window->resize(900, 300);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_log = std::make_shared<PipelineLog>();
        m_dock->model().setLog(m_log);
        for (int i = 0; i < 200; ++i) {
            m_log->add(0, i == 40 ? LogLevel::Error : LogLevel::Info, "line " + std::to_string(i));
        }
        QTRY_COMPARE(m_dock->model().rowCount(), 200);
    }
    void cleanup() { m_window.reset(); }

    void followsAtItsEndOnly()
    {
        QScrollBar* bar = m_dock->table()->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
        m_log->add(0, LogLevel::Info, "newest");
        QTRY_COMPARE(m_dock->model().rowCount(), 201);
        QTRY_COMPARE(bar->value(), bar->maximum());
        bar->setValue(3);
        m_log->add(0, LogLevel::Info, "unseen");
        QTRY_COMPARE(m_dock->model().rowCount(), 202);
        QCOMPARE(bar->value(), 3);
    }

    void holdsAlsoWhereWhatComesIsLeftOut()
    {
        for (int i = 0; i < 60; ++i) {
            m_log->add(0, LogLevel::Error, "error " + std::to_string(i));
        }
        QTRY_COMPARE(m_dock->model().rowCount(), 260);
        m_dock->findChild<QComboBox*>(QStringLiteral("logLevel"))->setCurrentIndex(2);
        QCOMPARE(m_dock->model().rowCount(), 61);
        QScrollBar* bar = m_dock->table()->verticalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
        bar->setValue(2);
        m_log->add(0, LogLevel::Info, "left out");
        QTRY_COMPARE(m_dock->model().numLines(), 261U);
        QCOMPARE(bar->value(), 2);
    }

    void costsNothingWhileItIsHidden()
    {
        m_dock->close();
        m_log->add(0, LogLevel::Info, "unseen");
        QTest::qWait(150);
        QCOMPARE(m_dock->model().rowCount(), 200);
        m_dock->show();
        QTRY_COMPARE(m_dock->model().rowCount(), 201);
    }

    void isSearchedAndFiltered()
    {
        auto* search = m_dock->findChild<QLineEdit*>(QStringLiteral("logSearch"));
        QTest::keyClicks(search, QStringLiteral("LINE 4"));
        QVERIFY(m_dock->summary().contains(QStringLiteral("11 found")));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(m_dock->currentRow(), 4);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(m_dock->currentRow(), 40);
        QTest::keyClick(search, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(m_dock->selectedRows(), QList<int>{4});
        m_dock->findChild<QComboBox*>(QStringLiteral("logLevel"))->setCurrentIndex(2);
        QCOMPARE(m_dock->model().rowCount(), 1);
        QVERIFY(m_dock->summary().startsWith(QStringLiteral("1 of 200")));
    }

    void isCopiedAndSaved()
    {
        selectOnlyRow(m_dock->table(), 40);
        m_dock->copyLines();
        QCOMPARE(QGuiApplication::clipboard()->text().mid(25), QStringLiteral("ERROR  line 40\n"));
        const QTemporaryDir folder;
        QVERIFY(m_dock->save(folder.filePath(QStringLiteral("demo.log"))));
        QFile file(folder.filePath(QStringLiteral("demo.log")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 200);
        QSignalSpy failed(m_dock, &LogDock::failed);
        QVERIFY(!m_dock->save(folder.filePath(QStringLiteral("none/demo.log"))));
        QCOMPARE(failed.size(), 1);
    }

private:
    ActionRegistry m_actions;
    std::unique_ptr<QMainWindow> m_window;
    LogDock* m_dock = nullptr;
    std::shared_ptr<PipelineLog> m_log;
};

QTEST_MAIN(TestLogDock)
#include "test_log_dock.moc"
