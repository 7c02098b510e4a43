// SPDX-License-Identifier: GPL-3.0-or-later
// The query notebook by keyboard: run, cancel, history, watching, a query that becomes a view.
#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/editor/sql_editor.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_cell_widget.h"
#include "gui/query/query_commands.h"
#include "gui/query/result_table.h"
#include "gui/widgets/picker.h"
#include "tests/gui/window_fixture.h"

#include <QClipboard>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::gui;
using models::QueryState;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr const char* kProgram = "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n"
                                 "CREATE MATERIALIZED VIEW named AS SELECT id FROM part WHERE name IS NOT NULL;\n";

} // namespace

class TestNotebook : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QVERIFY(openWindow(api::Engine::open({m_folder->filePath(QStringLiteral("data")).toStdString()}).value()));
        m_pipeline = m_engine->createPipeline(QStringLiteral("parts"), QString::fromLatin1(kProgram));
        m_window->openPipeline(m_pipeline)->focusContent();
        m_window->actions().action(ActionId::OpenNotebook)->trigger();
        m_notebook = m_window->findChild<NotebookDocument*>();
        QVERIFY(m_notebook != nullptr);
        QTRY_VERIFY(m_notebook->current()->editor()->hasFocus());
    }

    void cleanup() { closeWindow(); }

    void saysWhenNothingRuns()
    {
        QVERIFY(m_notebook->findChild<QWidget*>(QStringLiteral("notebookBanner"))->isVisible());
        type(QStringLiteral("SELECT 1 AS one"));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(cell()->cell().state(), QueryState::Failed);
        QVERIFY(!cell()->footer().isEmpty());
        QVERIFY(!cell()->table()->isVisible());
        start();
        QVERIFY(!m_notebook->findChild<QWidget*>(QStringLiteral("notebookBanner"))->isVisible());
    }

    void runsByKeyboard()
    {
        start();
        insertTwo();
        QCOMPARE(m_notebook->cells().size(), 2); // Shift+Enter went on to a new one
        type(QStringLiteral("SELECT id, name FROM part ORDER BY id; SELECT 2 AS two"));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(cell()->cell().state(), QueryState::Finished);
        QCOMPARE(cell()->cell().result().headerData(0, Qt::Horizontal).toString(), QStringLiteral("two"));
        cell()->editor()->setCursorPosition(0, 3);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(cell()->cell().result().rowCount(), 2);
        QVERIFY(cell()->table()->isVisible());
        QVERIFY2(cell()->footer().startsWith(QStringLiteral("2 rows")), qPrintable(cell()->footer()));
        cell()->table()->setFocus();
        m_window->actions().action(ActionId::Copy)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("id\tname\n1\tbolt\n2\t\n"));
        m_window->actions().action(ActionId::CopyResultJson)->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("{\"id\":1,")));
    }

    void anErrorIsAtItsPlace()
    {
        start();
        cell()->setText(QStringLiteral("SELECT 1 AS fine;\nSELECT colour FROM part"));
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(cell()->cell().state(), QueryState::Failed);
        QCOMPARE(cell()->editor()->diagnostics().size(), size_t{1});
        QCOMPARE(cell()->editor()->diagnostics()[0].span.begin, 25u); // in the text of the cell
        press(Qt::Key_X, Qt::ControlModifier | Qt::ShiftModifier);    // EXPLAIN
        QTRY_COMPARE(cell()->cell().sql(), QStringLiteral("EXPLAIN SELECT colour FROM part"));
        QTRY_COMPARE(cell()->cell().state(), QueryState::Failed);
        QCOMPARE(cell()->editor()->diagnostics()[0].span.begin, 25u);
        type(QStringLiteral(" ")); // typing takes the mark away
        QVERIFY(cell()->editor()->diagnostics().empty());
    }

    /// The editor goes on calling it selected until the cursor moves.
    void whatWasTypedOverASelectionRuns()
    {
        start();
        type(QStringLiteral("SELECT nothing"));
        press(Qt::Key_A, Qt::ControlModifier);
        type(QStringLiteral("SELECT 7 AS seven"));
        QVERIFY(!cell()->editor()->hasSelectedText());
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(cell()->cell().state(), QueryState::Finished);
        QCOMPARE(cell()->cell().sql(), QStringLiteral("SELECT 7 AS seven"));
    }

    void selectedStatementsRunInOrder()
    {
        start();
        cell()->setText(QStringLiteral("-- ä\nINSERT INTO part VALUES (5, 'nut'); SELECT id FROM part; SELECT colour "
                                       "FROM part; SELECT 1 AS never"));
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(cell()->cell().state(), QueryState::Failed); // the third one
        QVERIFY2(cell()->footer().endsWith(QStringLiteral("statement 3 of 4")), qPrintable(cell()->footer()));
        const QByteArray text = cell()->text().toUtf8();
        QCOMPARE(cell()->editor()->diagnostics()[0].span.begin, static_cast<uint32_t>(text.indexOf("colour")));
        cell()->setText(QStringLiteral("SELECT 1 AS one; SELECT id FROM part"));
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(cell()->cell().result().headerData(0, Qt::Horizontal).toString(), QStringLiteral("id"));
        QTRY_COMPARE(cell()->cell().result().rowCount(), 1); // the first one before was run
    }

    void escapeCancels()
    {
        start();
        QString joins;
        for (int i = 0; i < 30; ++i) {
            joins += QStringLiteral(", part p%1").arg(i);
        }
        insertTwo();
        cell()->setText(QStringLiteral("SELECT COUNT(*) FROM (SELECT p.id FROM part p%1) x").arg(joins));
        press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(cell()->cell().state(), QueryState::Running);
        QTRY_VERIFY(m_window->actions().action(ActionId::CancelQuery)->isEnabled());
        press(Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(cell()->cell().state(), QueryState::Cancelled, kPatienceMs);
    }

    void historyIsRecalledAndFound()
    {
        start();
        insertTwo();
        type(QStringLiteral("draft"));
        press(Qt::Key_Up, Qt::AltModifier);
        QVERIFY(cell()->text().startsWith(QStringLiteral("INSERT INTO part")));
        press(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(cell()->text(), QStringLiteral("draft"));
        press(Qt::Key_R, Qt::ControlModifier);
        auto* picker = m_window->findChild<Picker*>(QStringLiteral("historyPicker"));
        QVERIFY(picker != nullptr);
        QTest::keyClicks(picker->line(), QStringLiteral("insrt"));
        QTest::keyClick(picker->line(), Qt::Key_Return);
        QTRY_VERIFY(cell()->text().startsWith(QStringLiteral("INSERT INTO part")));
    }

    void textsOutliveTheTab()
    {
        type(QStringLiteral("SELECT 42 AS answer"));
        m_notebook->addCell(CellKind::Query, QStringLiteral("SELECT 43 AS other"));
        m_window->documents().remove(m_notebook);
        QTRY_VERIFY(m_window->findChild<NotebookDocument*>() == nullptr);
        const NotebookDocument* again = m_window->queryCommands().openNotebook(m_pipeline);
        QCOMPARE(again->cells().size(), 2);
        QCOMPARE(again->cells()[0]->text(), QStringLiteral("SELECT 42 AS answer"));
    }

    /// Also cells that came with their text, none of it typed.
    void givenTextsOutliveTheTab()
    {
        m_notebook->runText(QStringLiteral("SELECT 1 AS one"));
        m_window->documents().remove(m_notebook);
        QTRY_VERIFY(m_window->findChild<NotebookDocument*>() == nullptr);
        m_window->queryCommands().openNotebook(m_pipeline)->runText(QStringLiteral("SELECT 2 AS two"));
        m_window->documents().remove(m_window->findChild<NotebookDocument*>());
        QTRY_VERIFY(m_window->findChild<NotebookDocument*>() == nullptr);
        const NotebookDocument* again = m_window->queryCommands().openNotebook(m_pipeline);
        QCOMPARE(again->cells().size(), 2);
        QCOMPARE(again->cells()[1]->text(), QStringLiteral("SELECT 2 AS two"));
    }

    void aTokenIsShortAndCopiedWhole()
    {
        start();
        insertTwo();
        const QueryCellWidget* inserted = m_notebook->cells()[0];
        auto* token = inserted->findChild<QToolButton*>(QStringLiteral("queryToken"));
        QTRY_VERIFY(token->isVisible());
        QVERIFY(token->text().size() < 30);
        token->click();
        QVERIFY(token->toolTip().startsWith(QGuiApplication::clipboard()->text()));
        QVERIFY(QGuiApplication::clipboard()->text().size() > 12);
    }

    void aQueryBecomesAView()
    {
        start();
        type(QStringLiteral("SELECT name FROM part"));
        QStringList told;
        connect(&m_window->queryCommands(), &QueryCommands::failed, this,
                [&](const QString&, const QString& why) { told.append(why); });
        m_window->queryCommands().promote(QStringLiteral("named"));
        m_window->queryCommands().promote(QStringLiteral("1st"));
        QCOMPARE(told.size(), 2);
        m_window->queryCommands().promote(QStringLiteral("names"));
        QCOMPARE(told.size(), 2);
        PipelineDocument* program = m_window->openPipeline(m_pipeline);
        QVERIFY(program->text().endsWith(
            QStringLiteral("\n\nCREATE MATERIALIZED VIEW names AS\nSELECT name FROM part;\n")));
        QVERIFY(program->isModified());
        QVERIFY(program->editor()->isReadOnly()); // it still runs
        m_pipeline->stop();
        QTRY_COMPARE(m_pipeline->state(), PipelineState::Stopped);
        QVERIFY(program->save());
        QTRY_VERIFY(m_pipeline->findRelation(QStringLiteral("names")) != nullptr);
    }

    void runsAtTheCursorOfTheProgram()
    {
        start();
        insertTwo();
        PipelineDocument* program = m_window->openPipeline(m_pipeline);
        program->editor()->setCursorPosition(1, 5);
        program->focusContent();
        m_window->actions().action(ActionId::RunAtCursor)->trigger();
        QTRY_COMPARE(cell()->cell().state(), QueryState::Finished);
        QCOMPARE(cell()->cell().sql(), QStringLiteral("SELECT id FROM part WHERE name IS NOT NULL"));
        QCOMPARE(cell()->cell().result().rowCount(), 1);
    }

    void watchingIsSwitchedByItsAction()
    {
        start();
        type(QStringLiteral("SELECT COUNT(*) AS n FROM part"));
        press(Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(cell()->cell().result().index(0, 0).data().toString(), QStringLiteral("0"));
        QVERIFY(m_window->actions().action(ActionId::WatchQuery)->isChecked());
        QueryCellWidget* watched = cell();
        m_notebook->addCell();
        QVERIFY(!m_window->actions().action(ActionId::WatchQuery)->isChecked());
        cell()->focusEditor();
        insertTwo();
        QTRY_COMPARE_WITH_TIMEOUT(watched->cell().result().index(0, 0).data().toString(), QStringLiteral("2"),
                                  kPatienceMs);
    }

    void aStreamingCellFollowsUntilEscape()
    {
        m_window->actions().action(ActionId::AddStreamCell)->trigger();
        QTRY_VERIFY(cell()->editor()->hasFocus());
        QVERIFY(!m_notebook->findChild<QWidget*>(QStringLiteral("notebookBanner"))->isVisible()); // needs no pipeline
        QVERIFY(!m_window->actions().action(ActionId::WatchQuery)->isEnabled());
        cell()->setText(QStringLiteral("CREATE RANDOM STREAM ticks(id int) SETTINGS eps = 500; "
                                       "SELECT id FROM ticks"));
        press(Qt::Key_Return, Qt::ControlModifier);
        models::QueryCell& stream = cell()->cell();
        QTRY_VERIFY_WITH_TIMEOUT(stream.result().rowCount() > 50, kPatienceMs);
        QVERIFY2(cell()->footer().contains(QStringLiteral("Esc")), qPrintable(cell()->footer()));
        const ResultTable* table = cell()->table();
        QTRY_COMPARE(table->verticalScrollBar()->value(), table->verticalScrollBar()->maximum());
        table->verticalScrollBar()->triggerAction(QScrollBar::SliderToMinimum);
        const int rows = stream.result().rowCount();
        QTRY_VERIFY_WITH_TIMEOUT(stream.result().rowCount() > rows, kPatienceMs);
        QCOMPARE(table->verticalScrollBar()->value(), 0); // who scrolls up reads
        press(Qt::Key_Escape);
        QTRY_COMPARE(stream.state(), QueryState::Cancelled);
    }

    void aStreamStandsStillBehindAnotherTab()
    {
        m_notebook->addCell(CellKind::Stream, QStringLiteral("CREATE RANDOM STREAM hidden(id int) SETTINGS eps = 500; "
                                                             "SELECT id FROM hidden"));
        cell()->run();
        models::QueryCell& stream = cell()->cell();
        QTRY_VERIFY_WITH_TIMEOUT(stream.result().rowCount() > 0, kPatienceMs);
        m_notebook->hide();
        QTest::qWait(100);
        const uint64_t rows = stream.progress().rowsOut;
        QTest::qWait(100);
        QCOMPARE(stream.progress().rowsOut, rows);
        m_notebook->show();
        QTRY_VERIFY_WITH_TIMEOUT(stream.progress().rowsOut > rows, kPatienceMs);
    }

    void aStreamingCellComesBackAsOne()
    {
        m_notebook->addCell(CellKind::Stream)->setText(QStringLiteral("SELECT 1"));
        m_window->documents().remove(m_notebook);
        QTRY_VERIFY(m_window->findChild<NotebookDocument*>() == nullptr);
        const NotebookDocument* again = m_window->queryCommands().openNotebook(m_pipeline);
        QCOMPARE(again->cells().size(), 2);
        QVERIFY(again->cells()[1]->cell().isStreaming());
        QCOMPARE(again->cells()[1]->text(), QStringLiteral("SELECT 1"));
        QVERIFY(!again->cells()[0]->cell().isStreaming());
    }

    void theLastCellStays()
    {
        m_notebook->addCell(CellKind::Query, QStringLiteral("x"));
        m_window->actions().action(ActionId::RemoveCell)->trigger();
        m_window->actions().action(ActionId::RemoveCell)->trigger();
        QCOMPARE(m_notebook->cells().size(), 1);
        QVERIFY(cell()->text().isEmpty());
    }

    void goesWithItsPipeline()
    {
        start();
        m_engine->removePipeline(m_pipeline);
        QTRY_VERIFY(m_window->findChild<NotebookDocument*>() == nullptr);
    }

private:
    QueryCellWidget* cell() const { return m_notebook->current(); }

    void start()
    {
        QVERIFY(m_pipeline->start());
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Running, kPatienceMs);
    }

    void type(const QString& text) { QTest::keyClicks(cell()->editor(), text); }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(cell()->editor(), key, modifiers);
    }

    /// Rows 1 'bolt' and 2 NULL, by Shift+Enter.
    void insertTwo()
    {
        QueryCellWidget* inserting = cell();
        inserting->setText(QStringLiteral("INSERT INTO part VALUES (1, 'bolt'), (2, NULL)"));
        press(Qt::Key_Return, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(inserting->cell().state(), QueryState::Finished, kPatienceMs);
    }

    models::PipelineBridge* m_pipeline = nullptr;
    NotebookDocument* m_notebook = nullptr;
};

QTEST_MAIN(TestNotebook)
#include "test_notebook.moc"
