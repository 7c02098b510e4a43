// SPDX-License-Identifier: GPL-3.0-or-later
// Data entry in the window: by keyboard, pasted, undone, committed with its token.
#include "gui/documents/document_area.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/entry/entry_commands.h"
#include "gui/entry/entry_document.h"
#include "gui/entry/entry_table.h"
#include "gui/views/stream_view.h"
#include "gui/widgets/banner.h"
#include "tests/gui/window_fixture.h"

#include <QClipboard>
#include <QLineEdit>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr const char* kProgram = "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n"
                                 "CREATE TABLE line (words VARCHAR);\n"
                                 "CREATE MATERIALIZED VIEW n AS SELECT COUNT(*) AS n FROM part;\n";

} // namespace

class TestEntryGrid : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QVERIFY(openWindow(api::Engine::open({}).value()));
        m_pipeline = m_engine->createPipeline(QStringLiteral("parts"), QString::fromLatin1(kProgram));
        m_window->openPipeline(m_pipeline)->focusContent();
        QVERIFY(m_pipeline->start());
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Running, kPatienceMs);
        m_entry = m_window->entryCommands().openTable(m_pipeline, QStringLiteral("part"));
        QTRY_VERIFY_WITH_TIMEOUT(m_entry->model().knowsRows(), kPatienceMs);
    }

    void cleanup()
    {
        if (m_entry != nullptr) {
            m_entry->model().discard(); // nothing to ask about
        }
        closeWindow();
    }

    void typesARowAndCommitsIt()
    {
        trigger(ActionId::AddRow);
        auto* editor = m_entry->table()->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, QStringLiteral("7"));
        QTest::keyClick(editor, Qt::Key_Tab);
        const QWidget* first = editor;
        QTRY_VERIFY(QApplication::focusWidget() != first);
        editor = qobject_cast<QLineEdit*>(QApplication::focusWidget()); // that of the next cell
        QVERIFY(editor != nullptr);
        QCOMPARE(m_entry->table()->currentIndex().column(), 2);
        QTest::keyClicks(editor, QStringLiteral("cog"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(m_entry->model().counts().numInserted, 1);
        QCOMPARE(m_entry->model().counts().numProblems, 0);
        QVERIFY(m_entry->title().contains(QChar(0x25CF)));
        trigger(ActionId::CommitRows);
        QTRY_VERIFY_WITH_TIMEOUT(m_entry->commit()->state() == models::CommitState::Complete, kPatienceMs);
        auto* banner = m_entry->findChild<Banner*>(QStringLiteral("commitBanner"));
        QVERIFY2(banner->sentence().startsWith(QStringLiteral("Complete")), qPrintable(banner->sentence()));
        QCOMPARE(banner->detail(), m_entry->commit()->token());
        QCOMPARE(m_entry->model().counts().total(), 0); // it cannot be sent twice
        QTRY_COMPARE_WITH_TIMEOUT(m_entry->model().rowCount(), 1, kPatienceMs);
        QCOMPARE(m_entry->model().index(0, 2).data().toString(), QStringLiteral("cog"));
    }

    /// On the right button and the menu key. Keys still work once: an action stands in two widgets.
    void theMenuOfTheGridHasItsCommands()
    {
        QCOMPARE(m_entry->table()->contextMenuPolicy(), Qt::ActionsContextMenu);
        QVERIFY(m_entry->table()->actions().contains(m_window->actions().action(ActionId::SetNull)));
        m_entry->table()->setFocus();
        QTest::keyClick(m_entry->table(), Qt::Key_Insert);
        QTRY_COMPARE(m_entry->model().counts().numInserted, 1);
    }

    void pastesUndoesAndRedoes()
    {
        QGuiApplication::clipboard()->setText(QStringLiteral("id,name\n1,a\n2,b\nx,c\n"));
        trigger(ActionId::AddRow);
        QTest::keyClick(m_entry->table()->findChild<QLineEdit*>(), Qt::Key_Escape);
        m_entry->table()->setFocus();
        trigger(ActionId::Paste);
        QCOMPARE(m_entry->model().counts().numInserted, 4);
        QVERIFY(!m_window->actions().action(ActionId::CommitRows)->isEnabled()); // x is no number
        trigger(ActionId::Undo);
        trigger(ActionId::Undo);
        QCOMPARE(m_entry->model().counts().total(), 0);
        trigger(ActionId::Redo);
        QCOMPARE(m_entry->model().counts().numInserted, 1);
    }

    void deleteIsAboutTheCurrentRow()
    {
        m_entry->generate(2);
        m_entry->commitRows();
        QTRY_COMPARE_WITH_TIMEOUT(m_entry->model().counts().total(), 0, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_entry->model().rowCount(), 2, kPatienceMs);
        m_entry->focusContent();
        QTest::keyClick(m_entry->table(), Qt::Key_End, Qt::ControlModifier);
        m_entry->table()->clearSelection();
        QVERIFY(m_window->actions().action(ActionId::DeleteRows)->isEnabled());
        trigger(ActionId::DeleteRows);
        QCOMPARE(m_entry->model().kindOf(0), models::StagedKind::Unchanged);
        QCOMPARE(m_entry->model().kindOf(1), models::StagedKind::Deleted);
    }

    void theStepOfACommitIsHighlighted_data()
    {
        QTest::addColumn<bool>("isBeside");
        QTest::newRow("beside the stream") << true;
        QTest::newRow("before the stream") << false;
    }
    void theStepOfACommitIsHighlighted()
    {
        QFETCH(bool, isBeside);
        trigger(isBeside ? ActionId::ArrangeSideBySide : ActionId::ArrangeTabs);
        m_window->streams().setTicked(m_pipeline, QStringLiteral("part"), true);
        StreamDocument* stream = m_window->streams().documentsOf(m_pipeline).value(0);
        m_window->documents().show(m_entry);
        QCOMPARE(stream->isVisible(), isBeside);
        for (int i = 0; i < 2; ++i) { // the second one is not the first that the stream has
            m_entry->generate(2);
            m_entry->commitRows();
            QTRY_COMPARE_WITH_TIMEOUT(m_entry->commit()->state(), models::CommitState::Complete, kPatienceMs);
            QTRY_VERIFY_WITH_TIMEOUT(m_entry->blockedReason() == QStringLiteral("Nothing is staged."), kPatienceMs);
        }
        m_window->documents().show(stream);
        QTRY_COMPARE_WITH_TIMEOUT(stream->view()->selectionModel()->selectedRows().size(), 2, kPatienceMs);
        const QModelIndex row = stream->view()->selectionModel()->selectedRows().value(0);
        QCOMPARE(row.data(models::ChangeStreamModel::StepRole).toULongLong(), m_entry->commit()->step().value());
        QVERIFY(!stream->followsWhileHidden());
    }

    void aTableWithoutAKeyTakesRowsOnly()
    {
        EntryDocument* lines = m_window->entryCommands().openTable(m_pipeline, QStringLiteral("line"));
        QVERIFY(!lines->model().knowsRows());
        lines->generate(3);
        QCOMPARE(lines->model().counts().numInserted, 3);
        lines->commitRows();
        QTRY_VERIFY_WITH_TIMEOUT(lines->commit()->state() == models::CommitState::Complete, kPatienceMs);
        QCOMPARE(lines->commit()->numRecords(), uint64_t{3});
        QCOMPARE(lines->model().rowCount(), 0);
    }

    void aStoppedPipelineSaysWhy()
    {
        m_entry->generate(2);
        m_pipeline->stop();
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Stopped, kPatienceMs);
        QCOMPARE(m_entry->blockedReason(), QStringLiteral("The pipeline is not running."));
        QVERIFY(!m_window->actions().action(ActionId::CommitRows)->isEnabled());
        QCOMPARE(m_entry->model().counts().numInserted, 2); // what was staged stays
    }

    void aNewRunJudgesStagedRowsAnew()
    {
        m_entry->generate(2);
        m_entry->commitRows();
        QTRY_COMPARE_WITH_TIMEOUT(m_entry->model().rowCount(), 2, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_entry->blockedReason() == QStringLiteral("Nothing is staged."), kPatienceMs);
        QVERIFY(m_entry->model().setData(m_entry->model().index(0, 2), QStringLiteral("cog")));
        QCOMPARE(m_entry->model().counts().numChanged, 1);
        m_pipeline->stop();
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Stopped, kPatienceMs);
        QCOMPARE(m_entry->model().rowCount(), 1); // the rows of the run are gone, what is staged is not
        auto* outcome = m_entry->findChild<Banner*>(QStringLiteral("commitBanner"));
        QVERIFY(outcome->isHidden()); // a token is one of its run
        QVERIFY(m_pipeline->start());
        QTRY_VERIFY_WITH_TIMEOUT(m_entry->model().knowsRows(), kPatienceMs);
        QCOMPARE(m_entry->model().counts().numChanged, 0);
        QCOMPARE(m_entry->model().counts().numInserted, 1); // there is nothing that it could change
        QVERIFY(outcome->isHidden());
        m_entry->commitRows();
        QTRY_VERIFY_WITH_TIMEOUT(m_entry->commit()->state() == models::CommitState::Complete, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_entry->model().rowCount(), 1, kPatienceMs);
        QCOMPARE(m_entry->model().index(0, 2).data().toString(), QStringLiteral("cog"));
    }

    void aStopIsNoError()
    {
        m_entry->reload(); // the stop meets a reader
        m_pipeline->stop();
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Stopped, kPatienceMs);
        QTest::qWait(300);
        QVERIFY(m_entry->findChild<Banner*>(QStringLiteral("entryBanner"))->isHidden());
        auto* empty = m_entry->findChild<QWidget*>(QStringLiteral("entryEmpty"));
        QVERIFY(empty != nullptr && !empty->isHidden()); // it says that the pipeline is not running
    }

private:
    void trigger(ActionId id) { m_window->actions().action(id)->trigger(); }

    models::PipelineBridge* m_pipeline = nullptr;
    QPointer<EntryDocument> m_entry;
};

QTEST_MAIN(TestEntryGrid)
#include "test_entry_grid.moc"
