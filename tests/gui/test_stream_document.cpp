// SPDX-License-Identifier: GPL-3.0-or-later
// The change stream document in a window: modes, filter field, filters below columns, pins, marks, brush, by keyboard.
#include "gui/actions/blocked_keys.h"
#include "gui/documents/document_area.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/views/filter_edit.h"
#include "gui/views/filter_header.h"
#include "gui/views/stream_view.h"
#include "gui/widgets/fitted_line.h"
#include "gui/window/docks.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QClipboard>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolTip>
#include <QUndoView>

using namespace millrace;
using namespace millrace::gui;
using test::FakeEngine;
using test::FakePipeline;

class TestStreamDocument : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<FakeEngine>();
        RelationInfo prices = test::fakePriceRelation("prices");
        prices.schema.primaryKey = {0};
        m_pipeline = engine->add("shop", {prices, test::fakePriceRelation("offers")}); // offers have no key
        QVERIFY(openWindow(std::move(engine)));
        models::PipelineBridge* pipeline = m_engine->find(QStringLiteral("shop"));
        m_window->openPipeline(pipeline);
        QVERIFY(m_pipeline->start(false).ok());
        m_window->streams().setTicked(pipeline, QStringLiteral("prices"), true);
        QVERIFY(stream() != nullptr);
        m_pipeline->publish("prices", 1, {test::fakeBatch(20)});
        QTRY_COMPARE(stream()->model().rowCount(), 20);
        stream()->focusContent();
    }

    void cleanup()
    {
        closeWindow();
        m_pipeline.reset();
    }

    void enterAppliesTheFilter()
    {
        trigger(ActionId::Find);
        FilterEdit* edit = stream()->filterBar()->edit();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, QStringLiteral("id > 17 "));
        QVERIFY(stream()->filterBar()->isRight());
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        QTRY_COMPARE(stream()->filterBar()->statusText(), QStringLiteral("2 of 20 kept changes, and all that come"));
        QCOMPARE(edit->history(), QStringList{QStringLiteral("id > 17")});
        QTest::keyClicks(edit, QStringLiteral("nonsense "));
        QVERIFY(!stream()->filterBar()->isRight());
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(stream()->model().rowCount(), 2); // a wrong one changes nothing
        edit->clear();
        QTRY_COMPARE(stream()->model().rowCount(), 20);
    }

    /// What matters most stays: the number of changes.
    void theHeaderSaysLessWhereThereIsLessRoom()
    {
        FittedLine line;
        line.setParts({{{{QStringLiteral("Following"), 2}, {}}, QString()},
                       {{{QStringLiteral("1,234 changes"), 3}, {QStringLiteral("1,234")}}, QString()},
                       {{{QStringLiteral("complete"), 1}, {}}, QStringLiteral("nothing is missing")}});
        const auto shown = [&line](int width) {
            line.resize(width, 20);
            return line.shownTexts();
        };
        QCOMPARE(shown(1000), (QStringList{"Following", "1,234 changes", "complete"}));
        const int all = line.fontMetrics().horizontalAdvance(QStringLiteral("Following1,234 changescomplete")) + 24;
        QCOMPARE(shown(all - 4), (QStringList{"Following", "1,234 changes"}));
        const int counts = line.fontMetrics().horizontalAdvance(QStringLiteral("1,234 changes"));
        QCOMPARE(shown(counts + 2), QStringList{"1,234 changes"});
        QCOMPARE(shown(10), QStringList{"1,234"});
        QCOMPARE(line.text(), QStringLiteral("Following, 1,234 changes, complete"));
        m_window->resize(1280, 720);
        QTRY_VERIFY(stream()->line().width() > 0);
        QVERIFY2(stream()->line().shownTexts().contains(QStringLiteral("20 changes")),
                 qPrintable(stream()->line().shownTexts().join(u'|')));
    }

    /// A part of a number is another number, so a longer one that comes later is not cut.
    void laterNumbersHaveRoom()
    {
        const int column = stream()->model().columnOf(models::ChangeStreamModel::ColumnKind::Data);
        stream()->view()->setColumnWidth(column, 20);
        QTRY_VERIFY(stream()->view()->columnWidth(column) > 20);
        QHeaderView* header = stream()->view()->horizontalHeader();
        const QPoint edge(header->sectionPosition(column) + header->sectionSize(column) - 1, header->height() / 2);
        QTest::mousePress(header->viewport(), Qt::LeftButton, {}, edge);
        QTest::mouseMove(header->viewport(), edge - QPoint(10, 0));
        QTest::mouseMove(header->viewport(), edge - QPoint(60, 0));
        QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, edge - QPoint(60, 0));
        const int dragged = header->sectionSize(column);
        QTest::qWait(100);
        QCOMPARE(header->sectionSize(column), dragged); // the user wants it narrow
    }

    void pinnedRowsStandAboveTheScrollBar()
    {
        select(5, 4);
        trigger(ActionId::PinKey);
        QTableView* pinned = stream()->pinnedTable();
        QTRY_VERIFY(pinned->isVisible());
        pinned->setColumnWidth(models::PinnedRowsModel::FirstData, 3000);
        QTRY_VERIFY(pinned->horizontalScrollBar()->isVisible());
        const auto room = [pinned] { return pinned->viewport()->height(); };
        QTRY_VERIFY2(room() >= pinned->rowHeight(0), qPrintable(QString::number(room())));
        pinned->setColumnWidth(models::PinnedRowsModel::FirstData, 40);
        QTRY_VERIFY(!pinned->horizontalScrollBar()->isVisible());
        QTRY_COMPARE(room(), pinned->rowHeight(0));
    }

    /// A key that cannot do anything now says why.
    void aBlockedKeySaysWhy()
    {
        QKeyEvent pin(QEvent::KeyPress, Qt::Key_D, Qt::ControlModifier);
        const auto* keys = m_window->findChild<BlockedKeys*>();
        QVERIFY(keys != nullptr);
        QCOMPARE(keys->reasonFor(pin), QString());
        models::PipelineBridge* pipeline = m_engine->find(QStringLiteral("shop"));
        m_window->streams().setTicked(pipeline, QStringLiteral("prices"), false);
        m_window->streams().setTicked(pipeline, QStringLiteral("offers"), true);
        QTRY_COMPARE(m_window->actions().reason(ActionId::PinKey),
                     QStringLiteral("Choose the key columns first (Ctrl+Alt+K)."));
        stream()->focusContent();
        QCOMPARE(keys->reasonFor(pin), QStringLiteral("Pin key of row: Choose the key columns first (Ctrl+Alt+K)."));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(QToolTip::isVisible());
        QVERIFY(QToolTip::text().startsWith(QStringLiteral("Pin key of row: ")));
        QToolTip::hideText();
    }

    /// The sentence of a gap runs over the whole line: it makes no column wider.
    void aGapWidensNoColumn()
    {
        stream()->model().clear();
        m_window->streams().setTicked(m_engine->find(QStringLiteral("shop")), QStringLiteral("prices"), false);
        m_pipeline->publish("prices", 2, {test::fakeBatch(2)});
        m_window->streams().setTicked(m_engine->find(QStringLiteral("shop")), QStringLiteral("prices"), true);
        m_pipeline->publish("prices", 3, {test::fakeBatch(2)});
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        const int column = stream()->model().columnOf(models::ChangeStreamModel::ColumnKind::Data);
        const int before = stream()->view()->columnWidth(column);
        stream()->model().setActivity(models::ChangeStreamModel::Activity::Hidden);
        m_pipeline->publish("prices", 4, {test::fakeBatch(2)});
        stream()->model().setActivity(models::ChangeStreamModel::Activity::Active);
        m_pipeline->publish("prices", 5, {test::fakeBatch(2)});
        QTRY_COMPARE(stream()->model().rowCount(), 5);
        QCOMPARE(stream()->view()->columnWidth(column), before);
    }

    /// The list does not look as if it began with its first row; Ctrl+[ leads there.
    void aListThatLetGoOfRowsSaysSoAtItsTop()
    {
        const auto* older = stream()->findChild<QLabel*>(QStringLiteral("streamOlder"));
        QVERIFY(older != nullptr && older->isHidden());
        stream()->model().setLimits({.maxRows = 120, .maxBytes = 1 << 20});
        for (uint64_t step = 2; step <= 12; ++step) {
            m_pipeline->publish("prices", step, {test::fakeBatch(20)});
        }
        QTRY_COMPARE(stream()->model().counters().received, 240U);
        QVERIFY(stream()->model().counters().trimmed > 0);
        QVERIFY(older->isHidden()); // the list follows its newest row
        trigger(ActionId::PreviousGap);
        QTRY_VERIFY(older->isVisible());
        QCOMPARE(stream()->view()->currentIndex().row(), 0);
        QVERIFY(older->text().startsWith(QString::number(stream()->model().counters().trimmed)));
        trigger(ActionId::StreamSummary);
        QTRY_VERIFY(older->isHidden());
        trigger(ActionId::StreamLog);
        trigger(ActionId::FollowStream);
        QTRY_VERIFY(older->isHidden());
    }

    void columnsThatAreKeptStayInSight()
    {
        StreamView* view = stream()->view();
        for (int column = 0; column < view->model()->columnCount(); ++column) {
            view->setColumnWidth(column, 400); // more than fits
        }
        view->setColumnWidth(0, 90);
        view->setColumnWidth(1, 110);
        select(3, 1);
        QTest::keyClick(view, Qt::Key_F, Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(view->numKeptColumns(), 2);
        FilterHeader* header = view->filterHeader();
        QCOMPARE(header->keptWidth(), 0); // all stands where it is
        QTRY_VERIFY(view->horizontalScrollBar()->maximum() > 500);
        view->horizontalScrollBar()->setValue(500);
        QCOMPARE(header->keptWidth(), 200);
        const int y = view->rowViewportPosition(4) + 3;
        QCOMPARE(view->indexAt({30, y}).column(), 0);
        QCOMPARE(view->indexAt({150, y}).column(), 1);
        QVERIFY(view->indexAt({250, y}).column() >= 2);
        // A click there is one on the kept cell, and leaves the others where they are.
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, {150, y});
        QCOMPARE(view->currentIndex().column(), 1);
        QCOMPARE(view->horizontalScrollBar()->value(), 500);
        // Where one goes to is not hidden below.
        view->horizontalScrollBar()->setValue(view->horizontalScrollBar()->maximum());
        view->setCurrentIndex(view->model()->index(4, 4));
        QCOMPARE(view->columnViewportPosition(4), 200);
        const QImage kept = view->grab().toImage();
        const StreamLook look = stream()->look();
        QCOMPARE(look.numKept, 2);
        trigger(ActionId::FreezeColumns);
        QCOMPARE(view->numKeptColumns(), 0);
        QVERIFY(view->grab().toImage() != kept);
        stream()->setLook(look);
        QCOMPARE(view->numKeptColumns(), 2);
    }

    void theHistoryLeadsToAnyFilterBefore()
    {
        filterBy(QStringLiteral("id > 17"));
        filterBy(QStringLiteral("id > 18"));
        QTRY_COMPARE(stream()->model().rowCount(), 1);
        trigger(ActionId::EditHistory);
        auto* dialog = m_window->findChild<QDialog*>(QStringLiteral("editHistory"));
        QVERIFY(dialog != nullptr);
        auto* list = dialog->findChild<QUndoView*>(QStringLiteral("filterHistory"));
        QCOMPARE(list->model()->rowCount(), 3);
        QCOMPARE(list->model()->index(1, 0).data().toString(), QStringLiteral("filter: id > 17"));
        list->setCurrentIndex(list->model()->index(1, 0));
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        list->setCurrentIndex(list->model()->index(0, 0));
        QTRY_COMPARE(stream()->model().rowCount(), 20);
        QVERIFY(dialog->findChild<QUndoView*>(QStringLiteral("windowHistory")) != nullptr);
        dialog->close();
    }

    void theFormOfACopyIsChosenAtTheRow()
    {
        select(3, 3);
        trigger(ActionId::CopyAsChosen);
        QMenu* menu = m_window->actions().menu(MenuId::CopyAs);
        QTRY_VERIFY(menu->isVisible());
        menu->close();
        m_window->actions().action(ActionId::CopyAsCsv)->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QLatin1Char(',')));
    }

    void filtersByCellAreTakenBackOneByOne()
    {
        select(5, 4);
        trigger(ActionId::ExcludeCell);
        QTRY_COMPARE(stream()->model().rowCount(), 19);
        select(5, 4);
        trigger(ActionId::FilterByCell);
        QTRY_COMPARE(stream()->model().rowCount(), 1);
        trigger(ActionId::PopFilter);
        QTRY_COMPARE(stream()->model().rowCount(), 19);
        trigger(ActionId::PopFilter);
        QTRY_COMPARE(stream()->model().rowCount(), 20);
        QVERIFY(!stream()->filterBar()->pop());
    }

    void filtersAreUndoneAndRedone()
    {
        stream()->filterBar()->add(QStringLiteral("id > 9"));
        trigger(ActionId::FilterColumns);
        stream()->filterHeader()->setText(stream()->model().columnOf(models::ChangeStreamModel::ColumnKind::Data),
                                          QStringLiteral("<12"));
        Q_EMIT stream()->filterHeader()->filtersEdited();
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        stream()->filterBar()->setSteps(std::pair<quint64, quint64>(7, 9));
        QTRY_COMPARE(stream()->model().rowCount(), 0);
        stream()->view()->setFocus();
        trigger(ActionId::Undo);
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        trigger(ActionId::Undo);
        QTRY_COMPARE(stream()->model().rowCount(), 10);
        trigger(ActionId::Undo);
        QTRY_COMPARE(stream()->model().rowCount(), 20);
        QCOMPARE(stream()->filterBar()->edit()->text(), QString());
        trigger(ActionId::Redo);
        trigger(ActionId::Redo);
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        QCOMPARE(stream()->filterBar()->edit()->text(), QStringLiteral("id > 9"));
        trigger(ActionId::ClearFilter);
        QTRY_COMPARE(stream()->model().rowCount(), 20);
        trigger(ActionId::Undo);
        QTRY_COMPARE(stream()->model().rowCount(), 2);
    }

    void filtersAreRememberedFromWindowToWindow()
    {
        stream()->filterBar()->add(QStringLiteral("id > 3"));
        models::PipelineBridge* pipeline = m_engine->find(QStringLiteral("shop"));
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        m_window->openPipeline(pipeline);
        m_window->streams().setTicked(pipeline, QStringLiteral("prices"), true);
        QCOMPARE(stream()->filterBar()->edit()->history(), QStringList{QStringLiteral("id > 3")});
    }

    void theStateIsSortedByItsHeader()
    {
        trigger(ActionId::StreamState);
        m_pipeline->publish("prices", 2, {test::fakeBatch(5)});
        QAbstractItemModel* rows = stream()->stateTable()->model();
        QTRY_COMPARE(rows->rowCount(), 5);
        constexpr int kId = models::RelationStateModel::FirstData;
        const auto first = [rows] { return rows->index(0, kId).data().toString(); };
        stream()->stateTable()->setCurrentIndex(rows->index(2, kId));
        trigger(ActionId::SortByColumn);
        QTRY_VERIFY(stream()->stateTable()->horizontalHeader()->isSortIndicatorShown());
        trigger(ActionId::SortByColumn);
        QTRY_COMPARE(first(), QStringLiteral("4"));
        trigger(ActionId::SortByColumn);
        QTRY_COMPARE(first(), QStringLiteral("0"));
        QVERIFY(!stream()->stateTable()->horizontalHeader()->isSortIndicatorShown());
    }

    /// The same filter holds for log and state, whichever it was typed in.
    void theStateIsFilteredAsTheLog()
    {
        stream()->filterBar()->add(QStringLiteral("id > 2"));
        trigger(ActionId::StreamState);
        m_pipeline->publish("prices", 2, {test::fakeBatch(5)});
        QAbstractItemModel* rows = stream()->stateTable()->model();
        QTRY_COMPARE(rows->rowCount(), 2);
        trigger(ActionId::Find);
        QTRY_VERIFY(stream()->filterBar()->edit()->hasFocus());
        stream()->stateTable()->setFocus();
        stream()->stateTable()->setCurrentIndex(rows->index(0, models::RelationStateModel::FirstData));
        trigger(ActionId::ExcludeCell);
        QTRY_COMPARE(rows->rowCount(), 1);
        trigger(ActionId::Undo);
        QTRY_COMPARE(rows->rowCount(), 2);
        trigger(ActionId::FilterColumns);
        auto* field = stream()->stateTable()->findChild<QLineEdit*>(QStringLiteral("columnFilter_id"));
        QTRY_VERIFY(field != nullptr && field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("4"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(rows->rowCount(), 1);
        trigger(ActionId::StreamLog);
        const int column = stream()->model().columnOf(models::ChangeStreamModel::ColumnKind::Data);
        QCOMPARE(stream()->filterHeader()->text(column), QStringLiteral("4"));
        trigger(ActionId::ClearFilter);
        QTRY_COMPARE(field->text(), QString());
    }

    void aStateThatIsFilteredAwaySaysSo()
    {
        trigger(ActionId::StreamState);
        m_pipeline->publish("prices", 2, {test::fakeBatch(5)});
        QTRY_COMPARE(stream()->stateTable()->model()->rowCount(), 5);
        stream()->filterBar()->add(QStringLiteral("id > 100"));
        QTRY_COMPARE(stream()->emptyText(), QStringLiteral("No row passes the filter"));
        trigger(ActionId::ClearFilter);
        QTRY_COMPARE(stream()->emptyText(), QString());
        stream()->filterBar()->add(QStringLiteral("10 / id > 1"));
        QTRY_COMPARE(stream()->filterBar()->edit()->property("verdict").toString(), QStringLiteral("wrong"));
    }

    void rowsOfTheStateAreCopied()
    {
        trigger(ActionId::StreamState);
        m_pipeline->publish("prices", 2, {test::fakeBatch(5)});
        QTRY_COMPARE(stream()->stateTable()->model()->rowCount(), 5);
        stream()->stateTable()->setFocus();
        stream()->stateTable()->selectRow(3);
        trigger(ActionId::CopyAsCsv);
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 2); // the names, and the row
        stream()->stateTable()->selectAll();
        trigger(ActionId::Copy); // in the same format
        QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 6);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("id,")));
    }

    void theMenuOfRowsFiltersByTheCell()
    {
        select(5, stream()->model().columnOf(models::ChangeStreamModel::ColumnKind::Data));
        QTimer::singleShot(0, this, [this] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu != nullptr);
            QVERIFY(menu->actions().contains(m_window->actions().action(ActionId::PinKey)));
            m_window->actions().action(ActionId::FilterByCell)->trigger();
            menu->close();
        });
        Q_EMIT stream()->view()->customContextMenuRequested(QPoint(10, 10));
        QTRY_COMPARE(stream()->model().rowCount(), 1);
    }

    void aClosedTabComesBackAsItWas()
    {
        stream()->filterBar()->add(QStringLiteral("id > 17"));
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        stream()->focusContent();
        QVERIFY(!m_window->actions().action(ActionId::ReopenTab)->isEnabled());
        trigger(ActionId::CloseTab);
        QTRY_VERIFY(stream() == nullptr);
        trigger(ActionId::ReopenTab);
        QTRY_VERIFY(stream() != nullptr);
        QCOMPARE(stream()->filterBar()->edit()->text(), QStringLiteral("id > 17"));
        QVERIFY(!m_window->actions().action(ActionId::ReopenTab)->isEnabled());
    }

    /// Who filters by one cell after the other stays in his column.
    void theCellStaysCurrentBehindAFilter()
    {
        const int column = stream()->model().columnOf(models::ChangeStreamModel::ColumnKind::Data);
        select(5, column);
        trigger(ActionId::ExcludeCell);
        QTRY_COMPARE(stream()->model().rowCount(), 19);
        QTRY_COMPARE(stream()->view()->currentIndex().column(), column);
        QCOMPARE(stream()->view()->follower().state(), models::StreamFollower::State::Follow);
        trigger(ActionId::FilterByCell);
        QTRY_COMPARE(stream()->model().rowCount(), 1);
        stream()->view()->setCurrentIndex(stream()->model().index(0, 0)); // the step is no value of the relation
        trigger(ActionId::FilterByCell);
        QVERIFY(QToolTip::isVisible());
        QToolTip::hideText();
    }

    void theMarkOfFreezeGoesWithIt()
    {
        const QAction* freeze = m_window->actions().action(ActionId::FreezeStream);
        trigger(ActionId::FreezeStream);
        QVERIFY(freeze->isChecked());
        QTest::keyClick(stream()->view(), Qt::Key_Space);
        QVERIFY(!stream()->isFrozen());
        QVERIFY(!freeze->isChecked());
    }

    /// What stands in the first rows has room, and counters take no more than they need.
    void theStateHasSaneWidths()
    {
        trigger(ActionId::StreamState);
        m_pipeline->publish("prices", 2, {test::fakeBatch(5)});
        const QTableView* table = stream()->stateTable();
        QTRY_COMPARE(table->model()->rowCount(), 5);
        constexpr int kName = models::RelationStateModel::FirstData + 1;
        const QFontMetrics metrics(ThemeController::monospaceFont());
        QVERIFY(table->columnWidth(kName) >
                metrics.horizontalAdvance(table->model()->index(0, kName).data().toString()));
        QVERIFY(table->columnWidth(models::RelationStateModel::Weight) < 120);
    }

    void textsGrowInTables()
    {
        const int before = stream()->stateTable()->verticalHeader()->defaultSectionSize();
        m_window->actions().action(ActionId::ZoomIn)->trigger();
        m_window->actions().action(ActionId::ZoomIn)->trigger();
        QVERIFY(stream()->stateTable()->verticalHeader()->defaultSectionSize() > before);
        m_window->actions().action(ActionId::ZoomReset)->trigger();
        QCOMPARE(stream()->stateTable()->verticalHeader()->defaultSectionSize(), before);
    }

    void fieldsBelowTheColumnsFilterToo()
    {
        trigger(ActionId::FilterColumns);
        auto* field = stream()->findChild<QLineEdit*>(QStringLiteral("columnFilter_id"));
        QVERIFY(field != nullptr && field->isVisible());
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral(">=18"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(stream()->model().rowCount(), 2);
        trigger(ActionId::ClearFilter);
        QTRY_COMPARE(stream()->model().rowCount(), 20);
        QVERIFY(field->text().isEmpty());
    }

    void aFieldThatIsLeftIsApplied()
    {
        trigger(ActionId::FilterColumns);
        auto* field = stream()->findChild<QLineEdit*>(QStringLiteral("columnFilter_id"));
        QTRY_VERIFY(field->hasFocus()); // the first one
        QTest::keyClicks(field, QStringLiteral(">=18"));
        QTest::keyClick(field, Qt::Key_Tab);
        QTRY_COMPARE(stream()->model().rowCount(), 2);
    }

    void fieldsOverNoRowsLeaveTheNamesFree()
    {
        trigger(ActionId::FilterColumns);
        stream()->filterBar()->add(QStringLiteral("id > 100"));
        QTRY_COMPARE(stream()->view()->emptyText(),
                     QStringLiteral("No change passes the filter. Ctrl+Shift+Backspace clears it."));
        QVERIFY(stream()->view()->isVisible());
        const auto* field = stream()->findChild<QLineEdit*>(QStringLiteral("columnFilter_id"));
        QTRY_COMPARE(field->y(), stream()->filterHeader()->viewport()->geometry().bottom() + 1);
        QVERIFY(field->y() >= stream()->fontMetrics().height());
    }

    void aFilterThatFailsAtARowLooksWrong()
    {
        stream()->filterBar()->add(QStringLiteral("id / 0 = 1"));
        QTRY_VERIFY(stream()->model().siftError());
        QTRY_COMPARE(stream()->filterBar()->edit()->property("verdict").toString(), QStringLiteral("wrong"));
        QVERIFY(stream()->filterBar()->edit()->toolTip().startsWith(QStringLiteral("The filter failed at a row. ")));
        QCOMPARE(stream()->view()->emptyText(), stream()->filterBar()->statusText());
        stream()->filterBar()->clear();
        QTRY_COMPARE(stream()->model().rowCount(), 20);
        QCOMPARE(stream()->filterBar()->edit()->property("verdict").toString(), QString());
    }

    /// The buttons are about the stream that one sees, also when the program of another pipeline is current.
    void modeButtonsAreAboutTheStreamInSight()
    {
        trigger(ActionId::ArrangeSideBySide);
        trigger(ActionId::StreamState);
        m_window->openPipeline(m_engine->createPipeline(QStringLiteral("other"), QString()));
        QVERIFY(stream() != nullptr && stream()->isVisible());
        QVERIFY(m_window->actions().action(ActionId::StreamState)->isChecked());
        QVERIFY(m_pipeline->stop().ok());
        QTRY_VERIFY(stream()->line().text().startsWith(QStringLiteral("Stopped")));
        QVERIFY(m_window->actions().action(ActionId::StreamState)->isChecked());
    }

    void modesShowTheSameChanges()
    {
        trigger(ActionId::StreamSummary);
        QTRY_COMPARE(stream()->summaryTable()->model()->rowCount(), 1);
        QVERIFY(stream()->summaryTable()->isVisible());
        trigger(ActionId::StreamState);
        QVERIFY(!m_window->actions().action(ActionId::MarkRow)->isEnabled());
        m_pipeline->publish("prices", 2, {test::fakeBatch(3)});
        QTRY_COMPARE(stream()->stateTable()->model()->rowCount(), 3);
        QVERIFY(stream()->stateTable()->isVisible());
        trigger(ActionId::FreezeStream);
        QVERIFY(stream()->isFrozen());
        trigger(ActionId::FreezeStream);
        trigger(ActionId::StreamLog);
        QVERIFY(stream()->view()->isVisible());
        QTRY_VERIFY(stream()->view()->hasFocus());
    }

    void pinsAndMarksStay()
    {
        select(3, 4);
        trigger(ActionId::PinKey);
        QTRY_VERIFY(stream()->pinnedTable()->isVisible());
        select(7, 4);
        QTest::keyClick(stream()->view(), Qt::Key_M);
        select(0, 4);
        QTest::keyClick(stream()->view(), Qt::Key_N);
        QCOMPARE(stream()->view()->currentIndex().row(), 7);
        trigger(ActionId::UnpinKeys);
        QTRY_VERIFY(!stream()->pinnedTable()->isVisible());
    }

    void rowsAreCopiedInTheFormatChosenLast()
    {
        select(1, 4);
        trigger(ActionId::CopyAsMarkdown);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QLatin1String("| step |")));
        select(2, 4);
        trigger(ActionId::Copy);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QLatin1String("| 1 | 1 | 2 |")));
    }

    void brushedStepsAreShownAlone()
    {
        m_pipeline->publish("prices", 2, {test::fakeBatch(5)});
        QTRY_COMPARE(stream()->model().rowCount(), 25);
        Q_EMIT m_window->docks().runtime()->stepsChosen(m_engine->find(QStringLiteral("shop")), 2, 2);
        QTRY_COMPARE(stream()->model().rowCount(), 5);
        auto* chip = stream()->findChild<QWidget*>(QStringLiteral("streamSteps"));
        QVERIFY(chip->isVisible());
        QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_COMPARE(stream()->model().rowCount(), 25);
    }

    void updatesAreOneLine()
    {
        trigger(ActionId::PairUpdates);
        m_pipeline->publish("prices", 2, {test::fakeBatch(5, 0, -1), test::fakeBatch(5)});
        QTRY_COMPARE(stream()->model().rowCount(), 25);
        QVERIFY(m_window->actions().action(ActionId::PairUpdates)->isChecked());
    }

    void completionOffersColumns()
    {
        FilterEdit* edit = stream()->filterBar()->edit();
        edit->setFocus();
        QTest::keyClicks(edit, QStringLiteral("pri"));
        QTest::keyClick(QApplication::activePopupWidget() != nullptr ? QApplication::activePopupWidget() : edit,
                        Qt::Key_Return);
        QCOMPARE(edit->text(), QStringLiteral("price "));
    }

private:
    StreamDocument* stream() const { return m_window->streams().active(); }
    void trigger(ActionId id)
    {
        QAction* action = m_window->actions().action(id);
        QVERIFY2(action->isEnabled(), qPrintable(action->toolTip()));
        action->trigger();
    }
    void filterBy(const QString& condition)
    {
        FilterEdit* edit = stream()->filterBar()->edit();
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, condition + QLatin1Char(' '));
        QTest::keyClick(edit, Qt::Key_Return);
    }
    void select(int row, int column)
    {
        stream()->view()->setFocus();
        stream()->view()->selectionModel()->setCurrentIndex(
            stream()->model().index(row, column), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }

    std::shared_ptr<FakePipeline> m_pipeline;
};

QTEST_MAIN(TestStreamDocument)
#include "test_stream_document.moc"
