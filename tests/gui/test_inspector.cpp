// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector in the window: follows what is worked in, stays when it is pinned, rests while it is hidden.
#include "gui/documents/document_area.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/views/stream_view.h"
#include "gui/window/docks.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QComboBox>
#include <QTest>
#include <QTreeView>

using namespace millrace;
using namespace millrace::gui;

class TestInspector : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<test::FakeEngine>();
        m_pipeline = engine->add("shop", {test::fakePriceRelation("prices")});
        QVERIFY(openWindow(std::move(engine)));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        models::PipelineBridge* shop = m_engine->find(QStringLiteral("shop"));
        m_window->openPipeline(shop);
        QVERIFY(m_pipeline->start(false).ok());
        m_window->streams().setTicked(shop, QStringLiteral("prices"), true);
        m_pipeline->publish("prices", 1, {test::fakeBatch(20, 100)});
        QTRY_COMPARE(stream()->model().rowCount(), 20);
    }
    void cleanup()
    {
        closeWindow();
        m_pipeline.reset();
    }

    void followsTheCellThatIsWorkedIn()
    {
        QVERIFY(inspector()->isHidden());
        m_window->actions().action(ActionId::ShowInspector)->trigger();
        QTRY_VERIFY(inspector()->isOnScreen());
        QVERIFY(inspector()->facts().isEmpty());
        select(3);
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("103"));
        QVERIFY(inspector()->sums().isEmpty());
        select(5);
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("105"));
        stream()->view()->selectAll();
        QTRY_VERIFY(inspector()->sums().contains(QStringLiteral("sum")));
        auto* form = inspector()->findChild<QComboBox*>(QStringLiteral("inspectorForm"));
        form->setCurrentIndex(1);
        QVERIFY(inspector()->valueText().startsWith(QStringLiteral("000000  31 30 35")));
        form->setCurrentIndex(2); // no JSON: as text
        QCOMPARE(inspector()->valueText(), QStringLiteral("105"));
    }

    void staysWhenItIsPinned()
    {
        m_window->actions().action(ActionId::ShowInspector)->trigger();
        select(3);
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("103"));
        QAction* pin = m_window->actions().action(ActionId::PinInspector);
        pin->trigger();
        select(5);
        QTest::qWait(100);
        QCOMPARE(inspector()->valueText(), QStringLiteral("103"));
        pin->trigger();
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("105"));
    }

    void restsWhileItIsHidden()
    {
        m_window->actions().action(ActionId::ShowInspector)->trigger();
        select(3);
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("103"));
        inspector()->close();
        select(5);
        QTest::qWait(100);
        QCOMPARE(inspector()->valueText(), QStringLiteral("103"));
        inspector()->show();
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("105"));
    }

    void tellsTheColumnsOfARelation()
    {
        m_window->actions().action(ActionId::ShowInspector)->trigger();
        QTreeView* tree = m_window->docks().catalog()->tree();
        tree->setFocus();
        const QModelIndex shop = tree->model()->index(0, 0);
        tree->expand(shop);
        tree->setCurrentIndex(tree->model()->index(0, 0, shop));
        QTRY_COMPARE(inspector()->summary(), QStringLiteral("prices"));
        QCOMPARE(inspector()->facts().first().name, QStringLiteral("id"));
        select(2);
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("102"));
    }

    void outlivesTheTableThatItFollows()
    {
        m_window->actions().action(ActionId::ShowInspector)->trigger();
        select(3);
        QTRY_COMPARE(inspector()->valueText(), QStringLiteral("103"));
        m_window->streams().setTicked(m_engine->find(QStringLiteral("shop")), QStringLiteral("prices"), false);
        QTRY_VERIFY(inspector()->facts().isEmpty());
    }

private:
    InspectorDock* inspector() { return m_window->docks().inspector(); }
    StreamDocument* stream() const { return m_window->streams().active(); }
    void select(int row)
    {
        StreamView* view = stream()->view();
        view->setFocus();
        view->selectionModel()->setCurrentIndex(
            stream()->model().index(row, stream()->model().columnOf(models::ChangeStreamModel::ColumnKind::Data)),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }

    std::shared_ptr<test::FakePipeline> m_pipeline;
};

QTEST_MAIN(TestInspector)
#include "test_inspector.moc"
