// SPDX-License-Identifier: GPL-3.0-or-later
// The Catalog dock in a window: what its rows open and switch, and what commands are about.
#include "gui/docks/catalog_dock.h"
#include "gui/docks/catalog_tick_model.h"
#include "gui/docks/connectors_dock.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/window/catalog_undo.h"
#include "gui/window/docks.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QMessageBox>
#include <QPushButton>
#include <QTest>
#include <QTimer>
#include <QTreeView>
#include <QUndoStack>

using namespace millrace;
using namespace millrace::gui;
using models::CatalogModel;
using test::FakeEngine;
using test::FakePipeline;

class TestCatalog : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<FakeEngine>();
        RelationInfo table = test::fakePriceRelation("trade", sql::RelationKind::Table);
        table.connectors = {"market"};
        m_shop = engine->add("shop", {table, test::fakePriceRelation("best")});
        m_other = engine->add("other", {test::fakePriceRelation("stock", sql::RelationKind::Table)});
        QVERIFY(openWindow(std::move(engine)));
        m_window->openPipeline(m_engine->find(QStringLiteral("shop")));
        dock()->activate();
        QTRY_VERIFY(dock()->tree()->hasFocus());
    }

    void cleanup()
    {
        closeWindow();
        m_shop.reset();
        m_other.reset();
    }

    void enterShowsTheStreamOfATickedRelation()
    {
        models::PipelineBridge* shop = m_engine->find(QStringLiteral("shop"));
        press(QStringLiteral("best"), Qt::Key_Return);
        QVERIFY(m_window->streams().isTicked(shop, QStringLiteral("best")));
        const Document* stream = m_window->documents().current();
        QVERIFY(qobject_cast<const StreamDocument*>(stream) != nullptr);
        m_window->openPipeline(shop)->focusContent();
        QVERIFY(m_window->documents().current() != stream);
        dock()->activate();
        press(QStringLiteral("best"), Qt::Key_Return);
        QVERIFY(m_window->streams().isTicked(shop, QStringLiteral("best")));
        QCOMPARE(m_window->documents().current(), stream);
    }

    void spaceSwitchesAConnector()
    {
        QVERIFY(m_shop->start(false).ok());
        m_shop->changeStatus([](PipelineStatus& status) {
            InputStatus input;
            input.relation = "trade";
            input.name = "market";
            input.isActive = true;
            status.inputs.push_back(std::move(input));
        });
        QTRY_COMPARE(find(QStringLiteral("market")).data(CatalogModel::ActivityRole).toInt(),
                     static_cast<int>(models::ConnectorActivity::Running));
        press(QStringLiteral("market"), Qt::Key_Space);
        QCOMPARE(m_shop->numCalls("pauseConnector"), 1);
        press(QStringLiteral("market"), Qt::Key_Return);
        QTRY_VERIFY(m_window->docks().connectors()->hasFocusInside());
    }

    void errorsAreToldByAWord()
    {
        QVERIFY(m_shop->start(false).ok());
        m_shop->changeStatus([](PipelineStatus& status) {
            InputStatus input;
            input.relation = "trade";
            input.name = "market";
            input.numParseErrors = 3;
            status.inputs.push_back(std::move(input));
        });
        const auto detail = [this] { return find(QStringLiteral("trade")).siblingAtColumn(1).data().toString(); };
        QTRY_VERIFY2(detail().startsWith(QLatin1String("3 error")), qPrintable(detail()));
        QVERIFY(find(QStringLiteral("trade")).data(Qt::ToolTipRole).toString().contains(QLatin1String("table")));
    }

    /// F5 and its like act on the pipeline that is selected, until a document has the focus.
    void commandsAreAboutTheSelectedPipeline()
    {
        select(QStringLiteral("other"));
        QVERIFY(m_window->windowTitle().startsWith(QLatin1String("other")));
        m_window->actions().action(ActionId::Run)->trigger();
        QCOMPARE(m_other->numCalls("start"), 1);
        QCOMPARE(m_shop->numCalls("start"), 0);
        m_window->documents().current()->focusContent();
        QTRY_VERIFY(m_window->windowTitle().startsWith(QLatin1String("shop")));
    }

    void renamesAndDeletionsAreUndone()
    {
        const auto trigger = [this](ActionId id) { m_window->actions().action(id)->trigger(); };
        QVERIFY(m_engine->renamePipeline(m_engine->find(QStringLiteral("other")), QStringLiteral("third")));
        select(QStringLiteral("third"));
        trigger(ActionId::Undo);
        QVERIFY(m_engine->find(QStringLiteral("other")) != nullptr);
        trigger(ActionId::Redo);
        QVERIFY(m_engine->find(QStringLiteral("third")) != nullptr);
        QVERIFY(m_engine->removePipeline(m_engine->find(QStringLiteral("third"))));
        trigger(ActionId::Undo); // it is gone: there is nothing to take back
        QCOMPARE(m_engine->pipelines().size(), 1);

        QTimer::singleShot(0, this, [] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box != nullptr);
            for (QAbstractButton* button : box->buttons()) {
                if (box->buttonRole(button) == QMessageBox::DestructiveRole) {
                    button->click();
                }
            }
        });
        press(QStringLiteral("shop"), Qt::Key_Delete);
        QVERIFY(m_engine->pipelines().isEmpty());
        dock()->activate();
        trigger(ActionId::Undo);
        QTRY_VERIFY(m_engine->find(QStringLiteral("shop")) != nullptr);
        QVERIFY(!m_window->actions().action(ActionId::RestorePipeline)->isEnabled()); // it is there
    }

    /// Each deletion has its own way back.
    void severalDeletionsAreUndone()
    {
        CatalogUndo undo(*m_engine, m_stack);
        for (const char* name : {"shop", "other"}) {
            models::PipelineBridge* pipeline = m_engine->find(QString::fromLatin1(name));
            undo.noteDeletion(*pipeline);
            QVERIFY(m_engine->removePipeline(pipeline));
        }
        m_stack.undo();
        QVERIFY(m_engine->find(QStringLiteral("other")) != nullptr);
        QVERIFY(m_engine->find(QStringLiteral("shop")) == nullptr);
        m_stack.undo();
        QVERIFY(m_engine->find(QStringLiteral("shop")) != nullptr);
        m_stack.clear();
    }

    void namesAreFound()
    {
        QTest::keyClicks(m_window->findChild<QWidget*>(QStringLiteral("catalogFilter")), QStringLiteral("MARK"));
        QVERIFY(isShown(QStringLiteral("market")));
        QVERIFY(isShown(QStringLiteral("trade")));
        QVERIFY(!isShown(QStringLiteral("best")));
        QVERIFY(!isShown(QStringLiteral("other")));
        m_other->setRelations({test::fakePriceRelation("markets"), test::fakePriceRelation("stock")});
        ignoreError(m_other->setProgram("CREATE VIEW markets AS SELECT 1;"));
        QTRY_VERIFY(isShown(QStringLiteral("markets")));
        QVERIFY(!isShown(QStringLiteral("stock")));
        QTest::keyClick(m_window->findChild<QWidget*>(QStringLiteral("catalogFilter")), Qt::Key_Escape);
        QVERIFY(isShown(QStringLiteral("best")));
        QVERIFY(isShown(QStringLiteral("stock")));
    }

private:
    CatalogDock* dock() const { return m_window->docks().catalog(); }

    QModelIndex find(const QString& name, const QModelIndex& parent = {}) const
    {
        const QAbstractItemModel* model = dock()->tree()->model();
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const QModelIndex index = model->index(row, 0, parent);
            if (index.data().toString() == name) {
                return index;
            }
            if (const QModelIndex below = find(name, index); below.isValid()) {
                return below;
            }
        }
        return {};
    }

    bool isShown(const QString& name) const
    {
        const QModelIndex index = find(name);
        for (QModelIndex at = index; at.isValid(); at = at.parent()) {
            if (dock()->tree()->isRowHidden(at.row(), at.parent())) {
                return false;
            }
        }
        return index.isValid();
    }

    void select(const QString& name)
    {
        const QModelIndex index = find(name);
        QVERIFY(index.isValid());
        dock()->tree()->expand(index.parent());
        dock()->tree()->setCurrentIndex(index);
    }

    void press(const QString& name, Qt::Key key)
    {
        select(name);
        QTest::keyClick(dock()->tree(), key);
    }

    QUndoStack m_stack;
    std::shared_ptr<FakePipeline> m_shop;
    std::shared_ptr<FakePipeline> m_other;
};

QTEST_MAIN(TestCatalog)
#include "test_catalog.moc"
