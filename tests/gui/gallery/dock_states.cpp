// SPDX-License-Identifier: GPL-3.0-or-later
// Each dock with nothing to show, at work, and with something that is wrong.
#include "gui/docks/connector_details_pane.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/views/stream_view.h"
#include "gui/shell/shell_commands.h"
#include "gui/tutorial/tutorial_commands.h"
#include "gui/window/docks.h"
#include "gui/window/stream_commands.h"
#include "models/tutorial/tutorial_session.h"
#include "tests/gui/gallery/gallery.h"

#include <QTest>
#include <QTreeView>

namespace millrace::test {

using namespace gui;

namespace {

/// With no pipeline, with one that is stopped, and with one that runs.
GalleryState without(const char* name, const char* dock)
{
    return {QLatin1String(name), [dock](Gallery& gallery) { return raised(gallery, QLatin1String(dock)); }};
}

GalleryState stopped(const char* name, const char* dock)
{
    return {QLatin1String(name), [dock](Gallery& gallery) {
                gallery.window().openPipeline(gallery.make(QStringLiteral("shop")));
                return raised(gallery, QLatin1String(dock));
            }};
}

QWidget* catalog(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.make(QStringLiteral("shop"));
    gallery.make(QStringLiteral("broken"));
    gallery.window().openPipeline(pipeline);
    QTreeView* tree = gallery.window().docks().catalog()->tree();
    const QModelIndex shop = tree->model()->index(1, 0);
    tree->setCurrentIndex(tree->model()->index(2, 0, shop));
    tree->expand(tree->model()->index(2, 0, shop));
    QCoreApplication::processEvents();
    return gallery.window().docks().catalog();
}

QWidget* faults(Gallery& gallery)
{
    const models::PipelineBridge* pipeline = gallery.run(QStringLiteral("faults"));
    const bool isBusy = pipeline != nullptr && Gallery::waitFor([pipeline] {
                            const std::vector<InputStatus>& inputs = pipeline->status()->inputs;
                            return inputs.size() == 5 && inputs[0].numParseErrors > 0 && inputs[1].fatalError &&
                                   inputs[2].totalRecords > 1000;
                        });
    return isBusy ? &gallery.window() : nullptr;
}

QWidget* inspected(Gallery& gallery)
{
    const models::PipelineBridge* pipeline = gallery.runSample();
    StreamDocument* stream = pipeline == nullptr ? nullptr : gallery.window().streams().active();
    if (stream == nullptr || !Gallery::waitFor([stream] { return stream->model().rowCount() > 8; })) {
        return nullptr;
    }
    InspectorDock* dock = gallery.window().docks().inspector();
    dock->activate();
    stream->view()->setFocus();
    stream->view()->setCurrentIndex(stream->model().index(2, 5));
    stream->view()->selectAll();
    return Gallery::waitFor([dock] { return !dock->sums().isEmpty(); }) ? &gallery.window() : nullptr;
}

QWidget* log(Gallery& gallery)
{
    QWidget* window = faults(gallery);
    if (window == nullptr) {
        return nullptr;
    }
    LogDock* dock = gallery.window().docks().log();
    dock->activate();
    return Gallery::waitFor([dock] { return dock->model().rowCount() > 2; }) ? window : nullptr;
}

QWidget* connectors(Gallery& gallery, const QString& selected)
{
    QWidget* window = faults(gallery);
    if (window == nullptr) {
        return nullptr;
    }
    ConnectorsDock* dock = gallery.window().docks().connectors();
    dock->activate();
    dock->selectConnector(QStringLiteral("sale"), selected);
    const bool hasErrors = selected == QLatin1String("till");
    const auto isThere = [dock, hasErrors] { return !hasErrors || dock->details()->errors().rowCount() > 0; };
    if (hasErrors) {
        dock->showErrors();
    }
    return Gallery::waitFor(isThere) ? window : nullptr;
}

QWidget* problems(Gallery& gallery)
{
    gallery.window().openPipeline(gallery.make(QStringLiteral("broken")));
    QWidget* window = faults(gallery);
    const models::ProblemsModel& listed = gallery.window().docks().problems()->model();
    const auto isListed = [&listed] { return listed.rowCount() > 2; };
    return window != nullptr && Gallery::waitFor(isListed) ? raised(gallery, QStringLiteral("dockProblems")) : nullptr;
}

QWidget* tokens(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.runSample();
    TokensDock* dock = gallery.window().docks().tokens();
    for (const char* connector : {"tutorial-price-s3", "market", "market"}) {
        dock->issue(QStringLiteral("price"), QLatin1String(connector));
    }
    return pipeline != nullptr ? raised(gallery, QStringLiteral("dockTokens")) : nullptr;
}

QWidget* exports(Gallery& gallery, bool fails)
{
    models::PipelineBridge* pipeline = gallery.runSample();
    StreamDocument* stream = pipeline == nullptr ? nullptr : gallery.window().streams().active();
    if (stream == nullptr) {
        return nullptr;
    }
    ExportsDock* dock = gallery.window().docks().exports();
    gallery.window().streamCommands().saveStream(*stream, gallery.scratch(QStringLiteral("preferred_vendor.csv")));
    if (fails) {
        gallery.window().streamCommands().saveStream(*stream, QStringLiteral("/dev/full"));
    }
    QTest::qWait(600);
    return dock->model().rowCount() > 0 ? raised(gallery, QStringLiteral("dockExports")) : nullptr;
}

QWidget* runtime(Gallery& gallery)
{
    QWidget* window = faults(gallery);
    raised(gallery, QStringLiteral("dockRuntime"));
    const models::RuntimeHistory* history = gallery.window().docks().runtime()->history();
    QTest::qWait(4000); // the charts need something to draw
    return window != nullptr && history != nullptr ? window : nullptr;
}

QWidget* tutorialList(Gallery& gallery)
{
    return gallery.trigger(ActionId::Tutorials) ? &gallery.window() : nullptr;
}

models::TutorialSession* begin(Gallery& gallery, const QString& id)
{
    TutorialCommands& tutorials = gallery.window().tutorialCommands();
    return tutorials.start(id) ? tutorials.session() : nullptr;
}

QWidget* tutorialStep(Gallery& gallery)
{
    models::TutorialSession* session = begin(gallery, QStringLiteral("4-connectors"));
    if (session == nullptr) {
        return nullptr;
    }
    session->showHint();
    QTest::qWait(500); // the spotlight goes to its place
    return &gallery.window();
}

QWidget* tutorialDone(Gallery& gallery)
{
    models::TutorialSession* session = begin(gallery, QStringLiteral("1-first-pipeline"));
    const bool isDone = session != nullptr && gallery.trigger(ActionId::TutorialDoIt) &&
                        Gallery::waitFor([session] { return session->isStepDone(); });
    return isDone ? &gallery.window() : nullptr;
}

QWidget* tutorialHindered(Gallery& gallery)
{
    models::TutorialSession* session = begin(gallery, QStringLiteral("1-first-pipeline"));
    if (session == nullptr) {
        return nullptr;
    }
    session->goTo(4);
    return Gallery::waitFor([session] { return !session->hindrance().isEmpty(); }) ? &gallery.window() : nullptr;
}

QWidget* tutorialQuiz(Gallery& gallery)
{
    models::TutorialSession* session = begin(gallery, QStringLiteral("6-export"));
    if (session == nullptr) {
        return nullptr;
    }
    session->goTo(6);
    session->choose(0);
    return Gallery::waitFor([session] { return !session->checks().isEmpty(); }) ? &gallery.window() : nullptr;
}

} // namespace

QList<GalleryState> dockStates()
{
    return {
        without("catalog-empty", "dockCatalog"),
        {QStringLiteral("catalog-two"), catalog, true},
        without("connectors-none", "dockConnectors"),
        stopped("connectors-stopped", "dockConnectors"),
        {QStringLiteral("connectors-busy"),
         [](Gallery& gallery) { return connectors(gallery, QStringLiteral("generator")); }},
        {QStringLiteral("connectors-error"),
         [](Gallery& gallery) { return connectors(gallery, QStringLiteral("till")); }},
        {QStringLiteral("connectors-failed"),
         [](Gallery& gallery) { return connectors(gallery, QStringLiteral("archive")); }},
        {QStringLiteral("connectors-waiting"),
         [](Gallery& gallery) { return connectors(gallery, QStringLiteral("corrections")); }},
        without("tokens-none", "dockTokens"),
        stopped("tokens-stopped", "dockTokens"),
        {QStringLiteral("tokens-dock-busy"), tokens},
        without("problems-none", "dockProblems"),
        {QStringLiteral("problems-error"), problems},
        without("exports-none", "dockExports"),
        {QStringLiteral("exports-busy"), [](Gallery& gallery) { return exports(gallery, false); }},
        {QStringLiteral("exports-error"), [](Gallery& gallery) { return exports(gallery, true); }},
        without("inspector-none", "dockInspector"),
        {QStringLiteral("inspector-row"), inspected},
        without("log-none", "dockLog"),
        {QStringLiteral("log-errors"), log},
        without("runtime-none", "dockRuntime"),
        stopped("runtime-stopped", "dockRuntime"),
        {QStringLiteral("runtime-busy"), runtime},
        {QStringLiteral("tutorial-list"), tutorialList},
        {QStringLiteral("tutorial-step"), tutorialStep},
        {QStringLiteral("tutorial-done"), tutorialDone},
        {QStringLiteral("tutorial-hindered"), tutorialHindered},
        {QStringLiteral("tutorial-quiz"), tutorialQuiz},
    };
}

} // namespace millrace::test
