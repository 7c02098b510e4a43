// SPDX-License-Identifier: GPL-3.0-or-later
// What the window takes up again: how streams were looked at, and which documents stood in front.
#include "gui/documents/document_area.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/entry/entry_commands.h"
#include "gui/entry/entry_document.h"
#include "gui/views/filter_edit.h"
#include "gui/views/filter_header.h"
#include "gui/views/stream_view.h"
#include "models/stream/pin_text.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fake_pipeline.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QTableView>
#include <QTest>

using namespace millrace;
using namespace millrace::gui;
using models::PinnedRowsModel;
using test::FakeEngine;
using test::FakePipeline;

class TestSession : public test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto engine = std::make_unique<FakeEngine>();
        m_pipeline = engine->add("shop", {test::fakePriceRelation("prices"), test::fakePriceRelation("offers")});
        QVERIFY(openWindow(std::move(engine)));
        m_window->openPipeline(pipeline());
    }

    void cleanup()
    {
        closeWindow();
        m_pipeline.reset();
    }

    void aStreamIsLookedAtAsBefore()
    {
        m_window->streams().setTicked(pipeline(), QStringLiteral("prices"), true);
        QVERIFY(m_pipeline->start(false).ok());
        m_pipeline->publish("prices", 1, {test::fakeBatch(20)});
        QTRY_COMPARE(stream(QStringLiteral("prices"))->model().rowCount(), 20);
        StreamDocument* before = stream(QStringLiteral("prices"));
        before->model().setKey({0});
        QVERIFY(before->model().pin(3));
        before->setPairsUpdates(true);
        FilterState filter;
        filter.text = QStringLiteral("id > 17");
        filter.columns.insert(before->model().columnOf(models::ChangeStreamModel::ColumnKind::Data),
                              QStringLiteral("<30"));
        before->filterBar()->show(filter);
        before->view()->setColumnWidth(1, 222);
        before->view()->setColumnShown(2, false);
        before->setMode(StreamDocument::Mode::Summary);
        QVERIFY(m_pipeline->stop().ok());
        QTRY_VERIFY(!pipeline()->isActive());

        reopen();
        StreamDocument* after = stream(QStringLiteral("prices"));
        QVERIFY(after != nullptr);
        QCOMPARE(after->look(), m_look);
        QCOMPARE(after->mode(), StreamDocument::Mode::Summary);
        QCOMPARE(after->filterBar()->edit()->text(), QStringLiteral("id > 17"));
        QCOMPARE(after->view()->columnWidth(1), 222);
        QVERIFY(after->view()->isColumnHidden(2));
        const QAbstractItemModel* pinned = after->pinnedTable()->model();
        QCOMPARE(pinned->rowCount(), 1);
        QCOMPARE(pinned->index(0, PinnedRowsModel::FirstData).data().toString(), QStringLiteral("3"));
        QCOMPARE(pinned->index(0, PinnedRowsModel::State).data().toString(), QStringLiteral("no change"));

        // All of it holds for the next run.
        QVERIFY(m_pipeline->start(false).ok());
        m_pipeline->publish("prices", 1, {test::fakeBatch(20)});
        QTRY_COMPARE(after->model().rowCount(), 2);
        QTRY_COMPARE(pinned->index(0, PinnedRowsModel::State).data().toString(), QStringLiteral("there"));
        QCOMPARE(after->view()->columnWidth(1), 222);
        QVERIFY(after->view()->isColumnHidden(2));
        after->view()->setColumnShown(2, true);
        QVERIFY(after->view()->columnWidth(2) > 0);
        for (int column = 0; column < after->model().columnCount(); ++column) {
            after->view()->setColumnShown(column, false);
        }
        QCOMPARE(after->view()->horizontalHeader()->hiddenSectionCount(), after->model().columnCount() - 1);
    }

    /// A key of columns that the program has no more.
    void aKeyOfColumnsThatAreGoneIsLeftOut()
    {
        m_window->streams().setTicked(pipeline(), QStringLiteral("prices"), true);
        StreamDocument* document = stream(QStringLiteral("prices"));
        document->model().setKey({0, 1});
        RelationInfo narrow = test::fakePriceRelation("prices");
        narrow.schema.columns.resize(1);
        m_pipeline->setRelations({narrow});
        ignoreError(m_pipeline->setProgram("CREATE VIEW prices AS SELECT 1 AS id;"));
        QTRY_COMPARE(document->model().schemas()[0].columns.size(), size_t(1));
        QCOMPARE(document->look().key.size(), 1);
    }

    void theSameDocumentsStandInFront()
    {
        m_window->streams().setAllTicked(pipeline(), {QStringLiteral("prices"), QStringLiteral("offers")});
        m_window->documents().show(stream(QStringLiteral("prices")));
        stream(QStringLiteral("prices"))->focusContent();
        QTRY_COMPARE(m_window->documents().current(), stream(QStringLiteral("prices")));
        reopen();
        QTRY_COMPARE(m_window->documents().current(), stream(QStringLiteral("prices")));
        QVERIFY(!m_window->documents().isInFront(stream(QStringLiteral("offers"))));
    }

    void gridsComeBackAndTabsStandOnTheirSide()
    {
        const auto grid = [this]() -> EntryDocument* {
            for (Document* document : m_window->documents().documents()) {
                if (auto* found = qobject_cast<EntryDocument*>(document)) {
                    return found;
                }
            }
            return nullptr;
        };
        m_window->documents().setArrangement(DocumentArrangement::SideBySide);
        m_window->entryCommands().openTable(pipeline(), QStringLiteral("offers"));
        m_window->streams().setTicked(pipeline(), QStringLiteral("prices"), true);
        m_window->documents().moveToOtherSide(stream(QStringLiteral("prices")));
        reopen();
        QVERIFY(grid() != nullptr);
        QCOMPARE(grid()->relation(), QStringLiteral("offers"));
        QVERIFY(m_window->documents().isMoved(stream(QStringLiteral("prices"))));
        QVERIFY(!m_window->documents().isMoved(grid()));
        m_window->documents().moveToOtherSide(stream(QStringLiteral("prices")));
        QVERIFY(!m_window->documents().isMoved(stream(QStringLiteral("prices"))));
    }

    void aClosedProgramStaysClosed()
    {
        m_window->streams().setTicked(pipeline(), QStringLiteral("offers"), true);
        m_window->documents().remove(m_window->openPipeline(pipeline()));
        reopen();
        QCOMPARE(m_window->documents().documents().size(), 1);
    }

    /// Columns of another program, or a file that somebody edited.
    void whatDoesNotFitIsLeftOut()
    {
        const Schema schema = test::fakePriceRelation("prices").schema;
        QVERIFY(models::readPins(schema, {QStringLiteral("{\"other\": [1]}"), QStringLiteral("nonsense")}).empty());
        m_window->streams().setTicked(pipeline(), QStringLiteral("prices"), true);
        QJsonObject look{{QStringLiteral("mode"), 7},
                         {QStringLiteral("key"), QJsonArray{QStringLiteral("gone")}},
                         {QStringLiteral("pins"), QJsonArray{QStringLiteral("{"), 3}},
                         {QStringLiteral("header"), QStringLiteral("AAAA")}};
        m_window->streams().setLooks(pipeline(), {{QStringLiteral("prices"), look}});
        const StreamDocument* document = stream(QStringLiteral("prices"));
        QCOMPARE(document->mode(), StreamDocument::Mode::Log);
        QCOMPARE(document->pinnedTable()->model()->rowCount(), 0);
    }

private:
    models::PipelineBridge* pipeline() { return m_engine->find(QStringLiteral("shop")); }

    StreamDocument* stream(const QString& relation)
    {
        for (StreamDocument* document : m_window->streams().documentsOf(pipeline())) {
            if (document->kind() == StreamDocument::Kind::Relation && document->relations().value(0) == relation) {
                return document;
            }
        }
        return nullptr;
    }

    /// As the next start of the program.
    void reopen()
    {
        if (StreamDocument* prices = stream(QStringLiteral("prices"))) {
            m_look = prices->look();
        }
        m_window->close();
        m_window.reset();
        m_window = std::make_unique<MainWindow>(*m_engine, *m_theme, *m_settings);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->restoreDocuments(loadDocuments(*m_engine).documents);
    }

    std::shared_ptr<FakePipeline> m_pipeline;
    StreamLook m_look;
};

QTEST_MAIN(TestSession)
#include "test_session.moc"
