// SPDX-License-Identifier: GPL-3.0-or-later
// The Connectors dock in a window: several at once, details, errors.
#include "gui/docks/connector_details_pane.h"
#include "gui/docks/connectors_dock.h"
#include "gui/window/docks.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace millrace;
using namespace millrace::gui;
using models::ConnectorModel;
using test::FakeEngine;
using test::FakePipeline;

class TestConnectors : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<FakeEngine>();
        RelationInfo table = test::fakePriceRelation("price", sql::RelationKind::Table);
        table.connectors = {"first", "second"};
        m_pipeline = engine->add("shop", {table});
        QVERIFY(openWindow(std::move(engine)));
        m_window->openPipeline(m_engine->find(QStringLiteral("shop")));
        QVERIFY(m_pipeline->start(false).ok());
        m_pipeline->changeStatus([](PipelineStatus& status) {
            for (const char* name : {"first", "second"}) {
                InputStatus input;
                input.relation = "price";
                input.name = name;
                input.isActive = true;
                input.configJson = "{\"name\": \"" + input.name + "\"}";
                status.inputs.push_back(std::move(input));
            }
        });
        dock()->activate();
        QTRY_COMPARE(dock()->model().rowCount(dock()->model().index(0, 0)), 2);
        QTRY_VERIFY(dock()->model().index(0, 0).data(ConnectorModel::ActivityRole).toInt() ==
                    static_cast<int>(models::ConnectorActivity::Running));
    }

    void cleanup()
    {
        closeWindow();
        m_pipeline.reset();
    }

    /// All selected ones go to what the first of them is not, whatever each was.
    void spaceSwitchesAllSelected()
    {
        m_pipeline->changeStatus([](PipelineStatus& status) { status.inputs[1].requested = ConnectorState::Paused; });
        QTRY_VERIFY(dock()->model().requested(connector(1)) == ConnectorState::Paused);
        select({0, 1});
        QTest::keyClick(dock()->tree(), Qt::Key_Space);
        QTRY_VERIFY(requestedOf(0) == ConnectorState::Paused && requestedOf(1) == ConnectorState::Paused);
        QTest::keyClick(dock()->tree(), Qt::Key_Space);
        QTRY_VERIFY(requestedOf(0) == ConnectorState::Running && requestedOf(1) == ConnectorState::Running);
    }

    void actionsSwitchSeveral()
    {
        select({0, 1});
        m_window->actions().action(ActionId::PauseConnectors)->trigger();
        QTRY_VERIFY(requestedOf(0) == ConnectorState::Paused && requestedOf(1) == ConnectorState::Paused);
        m_window->actions().action(ActionId::StartConnectors)->trigger();
        QTRY_VERIFY(requestedOf(0) == ConnectorState::Running && requestedOf(1) == ConnectorState::Running);
        dock()->tree()->clearSelection();
        QVERIFY(!m_window->actions().action(ActionId::PauseConnectors)->isEnabled());
    }

    void detailsFollowTheSelection()
    {
        select({1});
        QCOMPARE(dock()->details()->configText(), QStringLiteral("{\"name\": \"second\"}"));
        m_window->actions().action(ActionId::ConnectorDetails)->trigger();
        QVERIFY(!dock()->details()->isVisible());
        m_window->actions().action(ActionId::ConnectorDetails)->trigger();
        QVERIFY(dock()->details()->isVisible());
    }

    /// Why a connector failed takes the lines that it needs, in whatever width.
    void aReasonIsNotCut()
    {
        select({0});
        const auto* facts = dock()->findChild<QTableView*>(QStringLiteral("connectorFactsTable"));
        QTRY_VERIFY(facts->model()->rowCount() > 3);
        const int usual = facts->rowHeight(0);
        const std::string path(300, 'x');
        m_pipeline->changeStatus([&](PipelineStatus& status) {
            status.inputs[0].isActive = false;
            status.inputs[0].fatalError = makeError(ErrorCode::kIoOpen, "No such file: a b c d e f " + path);
        });
        const auto highest = [facts] {
            int height = 0;
            for (int row = 0; row < facts->model()->rowCount(); ++row) {
                height = std::max(height, facts->rowHeight(row));
            }
            return height;
        };
        QTRY_VERIFY(highest() > usual);
    }

    void enterLeadsToTheErrorAndItsRecord()
    {
        m_pipeline->changeStatus([](PipelineStatus& status) {
            ConnectorError error;
            error.index = 1;
            error.kind = "parse";
            error.error = makeError(ErrorCode::kSqlUnknownColumn, "Not a number: abc");
            error.recordNumber = 7;
            error.raw = "{\"id\": abc}";
            status.inputs[0].errors = {error};
            status.inputs[0].numParseErrors = 1;
        });
        select({0});
        QTRY_COMPARE(dock()->details()->errors().rowCount(), 1);
        QTest::keyClick(dock()->tree(), Qt::Key_Return);
        auto* table = dock()->findChild<QTableView*>(QStringLiteral("connectorErrorsTable"));
        QTRY_VERIFY(table->hasFocus());
        const QString text = dock()->findChild<QPlainTextEdit*>(QStringLiteral("connectorErrorText"))->toPlainText();
        QVERIFY2(text.contains(QLatin1String("{\"id\": abc}")), qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("record 7")), qPrintable(text));
        QVERIFY2(text.contains(QLatin1String("Not a number: abc")), qPrintable(text));
    }

private:
    ConnectorsDock* dock() const { return m_window->docks().connectors(); }
    QModelIndex connector(int row) const { return dock()->model().index(row, 0, dock()->model().index(0, 0)); }
    ConnectorState requestedOf(size_t input) const { return m_pipeline->status()->inputs[input].requested; }
    void select(const QList<int>& rows)
    {
        QTreeView* tree = dock()->tree();
        tree->setFocus();
        tree->setCurrentIndex(connector(rows.first()));
        for (const int row : rows) {
            tree->selectionModel()->select(connector(row), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
    }

    std::shared_ptr<FakePipeline> m_pipeline;
};

QTEST_MAIN(TestConnectors)
#include "test_connectors.moc"
