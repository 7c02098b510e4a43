// SPDX-License-Identifier: GPL-3.0-or-later
// The graph of a program, and what the editor knows of names.
#include "engine/api/engine.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/program_companions.h"
#include "gui/editor/sql_editor.h"
#include "gui/graph/graph_layout.h"
#include "gui/graph/graph_pane.h"
#include "gui/graph/graph_view.h"
#include "gui/theme/theme_controller.h"
#include "gui/widgets/fact_table.h"
#include "models/bridge/engine_bridge.h"

#include <QTest>

using namespace millrace;
using namespace millrace::gui;

namespace {

constexpr const char* kProgram = "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY, x INT);\n"
                                 "CREATE MATERIALIZED VIEW v AS SELECT x, COUNT(*) AS n FROM a GROUP BY x;\n";

} // namespace

class TestGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme.apply(ThemeChoice::Light);
        Result<std::unique_ptr<api::Engine>> engine = api::Engine::open({});
        QVERIFY(engine.ok());
        m_engine = std::make_unique<models::EngineBridge>(std::move(engine).value());
        m_pipeline = m_engine->createPipeline(QStringLiteral("p"), QString::fromLatin1(kProgram));
        QVERIFY(m_pipeline != nullptr);
    }

    void init()
    {
        m_document = std::make_unique<PipelineDocument>(m_pipeline, m_actions);
        m_document->resize(1000, 800);
        m_document->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_document.get()));
        m_document->check();
        QTRY_COMPARE(m_document->report().relations.size(), size_t(2));
    }

    void cleanup() { m_document.reset(); }

    void nodesHavePlacesThatDoNotOverlap()
    {
        LayoutRequest request;
        request.nodes = {{100, 40}, {100, 40}, {100, 40}};
        request.groups = {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("b")};
        request.edges = {{0, 1}, {0, 2}};
        const LayoutResult layout = layoutGraph(request);
        QCOMPARE(layout.centres.size(), size_t(3));
        QCOMPARE(layout.groups.size(), size_t(2));
        QVERIFY(layout.centres[1].x() > layout.centres[0].x() + 100); // from left to right
        QVERIFY(std::abs(layout.centres[1].y() - layout.centres[2].y()) >= 40);
        for (const QPainterPath& path : layout.paths) {
            QVERIFY(!path.isEmpty());
        }
        for (const QPointF& centre : layout.centres) {
            QVERIFY(layout.bounds.contains(centre));
        }
    }

    void anOperatorLeadsToItsSql()
    {
        m_document->companions()->reveal(Companion::Graph);
        GraphView* view = m_document->companions()->graph()->view();
        QTRY_VERIFY(view->isLaidOut());
        QTest::keyClick(view, Qt::Key_Right); // the first node
        QVERIFY(view->current());
        while (view->graph().nodes[*view->current()].relation != QLatin1String("v")) {
            const std::optional<size_t> before = view->current();
            QTest::keyClick(view, Qt::Key_Right);
            QVERIFY(view->current() != before);
        }
        QTest::keyClick(view, Qt::Key_Return);
        QVERIFY(m_document->editor()->selectedText().startsWith(QLatin1String("CREATE MATERIALIZED VIEW v")));
        QVERIFY(m_document->companions()->graph()->facts()->isVisible());
        QVERIFY(!view->accessibleDescription().isEmpty());
        m_document->companions()->remove(Companion::Graph);
        QVERIFY(!m_document->companions()->isShown(Companion::Graph));
        QTRY_VERIFY(m_document->editor()->hasFocus());
    }

    /// One companion at a time, beside the text where both would be slits below each other.
    void aCompanionHasRoomToBeSeen()
    {
        ProgramCompanions* companions = m_document->companions();
        m_document->resize(800, 255); // a window of 1280x720 with a dock below
        companions->reveal(Companion::Diff);
        companions->reveal(Companion::Graph);
        QTRY_VERIFY(companions->graph()->height() >= 200);
        QVERIFY(companions->graph()->width() >= 380);
        QVERIFY(m_document->editor()->width() >= 380);
        m_document->resize(800, 700);
        QTRY_VERIFY(companions->graph()->height() >= 300);
        QVERIFY(m_document->editor()->width() >= 780);
        companions->toggle(Companion::Diff); // stands behind
        QCOMPARE(companions->currentIndex(), 0);
        companions->toggle(Companion::Diff);
        QVERIFY(!companions->isShown(Companion::Diff));
        companions->toggle(Companion::Graph);
        QVERIFY(!companions->isVisible());
        QTRY_VERIFY(m_document->editor()->height() > 600);
    }

    void withoutRoomTheTextIsATab()
    {
        ProgramCompanions* companions = m_document->companions();
        m_document->resize(395, 255);
        companions->reveal(Companion::Graph);
        QTRY_VERIFY(companions->graph()->height() >= 200);
        QVERIFY(!m_document->editor()->isVisible());
        m_document->revealRelation(QStringLiteral("v"));
        QTRY_VERIFY(m_document->editor()->isVisible());
        QVERIFY(m_document->editor()->selectedText().startsWith(QLatin1String("CREATE MATERIALIZED VIEW v")));
        companions->reveal(Companion::Graph);
        QVERIFY(!m_document->editor()->isVisible());
        companions->remove(Companion::Graph);
        QTRY_VERIFY(m_document->editor()->height() >= 200);
        QVERIFY(m_document->editor()->hasFocus());
    }

    /// The run may have other operators than the plan, one for each worker: that is drawn anew.
    void aRunShowsCounters()
    {
        m_document->companions()->reveal(Companion::Graph);
        GraphView* view = m_document->companions()->graph()->view();
        QTRY_VERIFY(view->isLaidOut());
        QVERIFY(m_pipeline->start());
        QTRY_VERIFY(view->graph().hasCounters);
        QTRY_VERIFY(view->isLaidOut());
        QVERIFY(m_pipeline->stop());
        QTRY_VERIFY(!m_pipeline->isActive());
    }

    void namesLeadToTheirDeclaration()
    {
        SqlEditor* editor = m_document->editor();
        editor->setCursorPosition(1, static_cast<int>(QStringLiteral("CREATE MATERIALIZED VIEW v AS SELECT x").size()));
        QVERIFY(m_document->goToDefinition());
        int line = -1;
        int column = -1;
        editor->getCursorPosition(&line, &column);
        QCOMPARE(line, 0);
        QCOMPARE(editor->selectedText(), QStringLiteral("x"));
        editor->setCursorPosition(1, 0); // CREATE
        QVERIFY(!m_document->goToDefinition());
    }

    void namesTellTheirTypes()
    {
        const auto byteOf = [](const char* word) {
            return static_cast<uint32_t>(std::string_view(kProgram).find(word));
        };
        QCOMPARE(m_document->describeName(byteOf("a (id")),
                 QStringLiteral("table a\n    id BIGINT NOT NULL\n    x INTEGER"));
        QCOMPARE(m_document->describeName(byteOf("id BIGINT")), QStringLiteral("a.id BIGINT NOT NULL"));
        QCOMPARE(m_document->describeName(byteOf("CREATE")), QString());
    }

    void formattingIsOneStepOfUndo()
    {
        const QString before = m_document->text();
        m_document->format();
        QVERIFY(m_document->text().contains(QLatin1String("\nFROM a\nGROUP BY x;")));
        m_document->editor()->undo();
        QCOMPARE(m_document->text(), before);
    }

private:
    ThemeController m_theme;
    ActionRegistry m_actions;
    std::unique_ptr<models::EngineBridge> m_engine;
    models::PipelineBridge* m_pipeline = nullptr;
    std::unique_ptr<PipelineDocument> m_document;
};

QTEST_MAIN(TestGraph)
#include "test_graph.moc"
