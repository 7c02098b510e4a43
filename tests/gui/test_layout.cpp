// SPDX-License-Identifier: GPL-3.0-or-later
// The window's layout: what comes back with a session, sizes of docks, and what was dragged is undone.
#include "gui/documents/document_area.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/views/stream_view.h"
#include "gui/window/docks.h"
#include "gui/window/layout_drags.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QHeaderView>
#include <QScreen>
#include <QTabBar>
#include <QTest>
#include <QUndoStack>

#include <utility>

using namespace millrace;
using namespace millrace::gui;

class TestLayout : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<test::FakeEngine>();
        engine->add("shop", {test::fakePriceRelation("v")});
        QVERIFY(openWindow(std::move(engine)));
        m_window->resize(1440, 900);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->openPipeline(m_engine->find(QStringLiteral("shop")));
    }

    void cleanup() { closeWindow(); }

    void comesBackOnTheScreen()
    {
        const QRect screen(0, 0, 1280, 720);
        QCOMPARE(fittedTo({100, 100, 800, 500}, screen, 20), QRect(100, 100, 800, 500));
        QCOMPARE(fittedTo({-100, -80, 1500, 900}, screen, 20), QRect(0, 20, 1280, 700));
        QCOMPARE(fittedTo({900, 500, 1000, 600}, screen, 20), QRect(280, 120, 1000, 600));
        QCOMPARE(fittedTo({5000, 0, 800, 500}, QRect(1920, 0, 1280, 720), 20), QRect(2400, 20, 800, 500));
        const QRect available = m_window->screen()->availableGeometry();
        m_window->setGeometry(QRect(available.topLeft() - QPoint(300, 200), available.size() + QSize(400, 300)));
        m_window->close();
        m_window = std::make_unique<gui::MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QVERIFY(available.adjusted(-2, -2, 2, 2).contains(m_window->geometry())); // but for its frame
    }

    void aTabStandsInItsOwnWindowUntilThatIsClosed()
    {
        DocumentArea& area = m_window->documents();
        models::PipelineBridge* shop = m_engine->find(QStringLiteral("shop"));
        m_window->streams().setTicked(shop, QStringLiteral("v"), true);
        StreamDocument* stream = m_window->streams().active();
        area.show(stream);
        QAction* tear = m_window->actions().action(ActionId::TearOffTab);
        tear->trigger();
        QVERIFY(area.isTornOff(stream));
        QWidget* own = stream->window();
        QVERIFY(own != m_window.get());
        QVERIFY(QTest::qWaitForWindowActive(own));
        QVERIFY(own->windowTitle().startsWith(QLatin1Char('v')));
        QCOMPARE(area.current(), stream);
        QCOMPARE(stream->model().activity(), models::ChangeStreamModel::Activity::Active);
        // Keys do what they do in the main window.
        QTest::keyClick(stream->view(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(own->isAncestorOf(QApplication::focusWidget()));
        area.setArrangement(DocumentArrangement::Tabs);
        area.setArrangement(DocumentArrangement::SideBySide);
        QCOMPARE(stream->window(), own);
        own->close();
        QTRY_VERIFY(!area.isTornOff(stream));
        QCOMPARE(stream->window(), m_window.get());
        QVERIFY(area.isInFront(stream));
        tear->trigger();
        QPointer<QWidget> second = stream->window();
        m_window->streams().setTicked(shop, QStringLiteral("v"), false); // its document goes, and the window with it
        QTRY_VERIFY(second.isNull());
        m_window->streams().setTicked(shop, QStringLiteral("v"), true);
        area.show(m_window->streams().active());
        tear->trigger(); // the main window takes it along
    }

    void namedLayoutsPlaceTheDocksAndAreUndone()
    {
        const Docks& docks = m_window->docks();
        const auto trigger = [this](ActionId id) { m_window->actions().action(id)->trigger(); };
        trigger(ActionId::LayoutExplore);
        QVERIFY(m_window->tabifiedDockWidgets(docks.connectors()).contains(docks.runtime()));
        const int before = docks.connectors()->height();
        trigger(ActionId::LayoutMonitor);
        QTRY_VERIFY(docks.connectors()->height() > before + 60);
        QVERIFY(docks.runtime()->isOnScreen() && docks.connectors()->isOnScreen());
        QVERIFY(docks.runtime()->x() > docks.connectors()->x() + docks.connectors()->width() / 2);
        QVERIFY(docks.tutorial()->isHidden() && docks.catalog()->isHidden());
        QTRY_VERIFY(docks.runtime()->width() > m_window->width() / 3);
        trigger(ActionId::LayoutTutorial);
        QTRY_VERIFY(docks.tutorial()->isVisible());
        QVERIFY(m_window->tabifiedDockWidgets(docks.connectors()).contains(docks.runtime()));
        trigger(ActionId::Undo);
        QTRY_VERIFY(docks.runtime()->x() > docks.connectors()->x());
        QVERIFY(docks.tutorial()->isHidden());
    }

    void docksGetTheirSizeBack()
    {
        CatalogDock* catalog = m_window->docks().catalog();
        ConnectorsDock* connectors = m_window->docks().connectors();
        QTRY_COMPARE(catalog->width(), 288);
        const int height = connectors->height();
        m_window->resize(800, 560);
        QTRY_VERIFY(catalog->width() < 240);
        m_window->close(); // and over a restart
        m_window = std::make_unique<gui::MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->resize(1440, 900);
        QTRY_COMPARE(m_window->docks().catalog()->width(), 288);
        QTRY_COMPARE(m_window->docks().connectors()->height(), height);
    }

    /// An edge between docks is dragged, and back by undo.
    void draggingAnEdgeIsUndone()
    {
        CatalogDock* catalog = m_window->docks().catalog();
        QTRY_COMPARE(catalog->width(), 288);
        const QPoint edge(catalog->geometry().right() + 3, catalog->geometry().center().y());
        QTest::mousePress(m_window.get(), Qt::LeftButton, {}, edge);
        QTest::mouseMove(m_window.get(), edge + QPoint(80, 0));
        QTest::qWait(20); // Qt moves an edge by a timer
        QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, edge + QPoint(80, 0));
        QTest::qWait(20);
        QTRY_VERIFY(catalog->width() > 340);
        const int dragged = catalog->width();
        m_window->resize(1300, 900);
        m_window->resize(1440, 900);
        QTRY_COMPARE(catalog->width(), dragged); // it is the user's now
        catalog->activate();
        m_window->actions().action(ActionId::Undo)->trigger();
        QTRY_COMPARE(catalog->width(), 288);
        m_window->actions().action(ActionId::Redo)->trigger();
        QTRY_COMPARE(catalog->width(), dragged);
    }

    void tabsMoveToTheOtherSide()
    {
        m_window->streams().setTicked(m_engine->find(QStringLiteral("shop")), QStringLiteral("v"), true);
        DocumentArea& area = m_window->documents();
        StreamDocument* stream = m_window->streams().active();
        Document* program = area.documents().first();
        QVERIFY(area.isInFront(program) && area.isInFront(stream));
        area.show(stream);
        trigger(ActionId::MoveTab);
        QVERIFY(!area.isInFront(program));
        QCOMPARE(area.current(), stream);
        trigger(ActionId::MoveTab);
        QVERIFY(area.isInFront(program) && area.isInFront(stream));
        trigger(ActionId::ArrangeTabs);
        QVERIFY(!m_window->actions().action(ActionId::MoveTab)->isEnabled());
        trigger(ActionId::ArrangeSideBySide);
        QVERIFY(m_window->actions().action(ActionId::MoveTab)->isEnabled());
    }

    void tabsCloseAtOnceAndByTheMiddleButton()
    {
        models::PipelineBridge* shop = m_engine->find(QStringLiteral("shop"));
        m_window->streams().setTicked(shop, QStringLiteral("v"), true);
        DocumentArea& area = m_window->documents();
        area.show(area.documents().first());
        trigger(ActionId::CloseOtherTabs);
        QCOMPARE(area.documents().size(), 1);
        QVERIFY(!m_window->streams().isTicked(shop, QStringLiteral("v")));
        QVERIFY(!m_window->actions().action(ActionId::CloseOtherTabs)->isEnabled());
        auto* bar = m_window->findChild<QTabBar*>(QStringLiteral("programsTabBar"));
        QTest::mouseClick(bar, Qt::MiddleButton, {}, bar->tabRect(0).center());
        QVERIFY(area.documents().isEmpty());
    }

    void draggedColumnsAreUndone()
    {
        m_window->streams().setTicked(m_engine->find(QStringLiteral("shop")), QStringLiteral("v"), true);
        StreamDocument* stream = m_window->streams().active();
        QHeaderView* header = stream->view()->horizontalHeader();
        const int width = header->sectionSize(1);
        const QPoint edge(header->sectionPosition(1) + width - 1, header->height() / 2);
        QWidget* port = header->viewport();
        QTest::mousePress(port, Qt::LeftButton, {}, edge);
        QTest::mouseMove(port, edge + QPoint(20, 0));
        QTest::mouseMove(port, edge + QPoint(40, 0));
        QTest::mouseRelease(port, Qt::LeftButton, {}, edge + QPoint(40, 0));
        QCOMPARE(header->sectionSize(1), width + 40);
        QTRY_COMPARE(stream->filterBar()->undoStack().count(), 1);
        ColumnLayout swapped = columnLayoutOf(*header);
        std::swap(swapped.order[1], swapped.order[2]);
        setColumnLayout(*header, swapped);
        QCOMPARE(columnLayoutOf(*header), swapped);
        stream->filterBar()->undoStack().undo();
        QCOMPARE(header->sectionSize(1), width);
        QCOMPARE(header->visualIndex(1), 1);
        stream->filterBar()->undoStack().redo();
        QCOMPARE(header->sectionSize(1), width + 40);
    }

private:
    void trigger(ActionId id) { m_window->actions().action(id)->trigger(); }
};

QTEST_MAIN(TestLayout)
#include "test_layout.moc"
