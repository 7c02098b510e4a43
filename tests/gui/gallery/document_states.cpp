// SPDX-License-Identifier: GPL-3.0-or-later
// Welcome page, programs, graph, comparison, files of descriptive pipelines.
#include "gui/api/api_switch.h"
#include "gui/descriptive/config_commands.h"
#include "gui/descriptive/config_document.h"
#include "gui/descriptive/config_pane.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_set.h"
#include "gui/editor/find_bar.h"
#include "gui/editor/sql_editor.h"
#include "gui/query/query_cell_widget.h"
#include "gui/shell/shell_commands.h"
#include "gui/window/pipeline_commands.h"
#include "tests/gui/gallery/gallery.h"

#include <QFile>
#include <QListWidget>

namespace millrace::test {

using namespace gui;

namespace {

constexpr const char* kGallery = MILLRACE_SOURCE_DIR "/tests/gui/gallery/";

QWidget* welcome(Gallery& gallery)
{
    gallery.window().shellCommands().showWelcome();
    return &gallery.window();
}

QWidget* stopped(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.make(QStringLiteral("shop"));
    PipelineDocument* program = gallery.window().openPipeline(pipeline);
    return Gallery::waitFor([program] { return !program->report().relations.empty(); }) ? &gallery.window() : nullptr;
}

QWidget* broken(Gallery& gallery)
{
    PipelineDocument* program = gallery.window().openPipeline(gallery.make(QStringLiteral("broken")));
    return Gallery::waitFor([program] { return program->report().hasErrors; }) ? &gallery.window() : nullptr;
}

QWidget* held(Gallery& gallery)
{
    const models::PipelineBridge* pipeline = gallery.run(QStringLiteral("held"));
    const bool isHeld = Gallery::waitFor([pipeline] { return pipeline->state() == PipelineState::Held; });
    return isHeld ? &gallery.window() : nullptr;
}

/// The program cannot run: its state is told above the documents.
QWidget* failed(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.make(QStringLiteral("broken"));
    gallery.window().openPipeline(pipeline);
    pipeline->start();
    const bool hasFailed = Gallery::waitFor([pipeline] { return pipeline->state() == PipelineState::Failed; });
    return hasFailed ? &gallery.window() : nullptr;
}

QWidget* untrusted(Gallery& gallery)
{
    const bool isOpen =
        gallery.window().pipelineCommands().openFile(QLatin1String(kGallery) + QStringLiteral("held.sql"));
    return isOpen ? &gallery.window() : nullptr;
}

QWidget* orphaned(Gallery& gallery)
{
    models::PipelineBridge* pipeline = gallery.make(QStringLiteral("shop"));
    PipelineDocument* program = gallery.window().openPipeline(pipeline);
    program->appendStatement(QStringLiteral("CREATE VIEW vendors AS SELECT name FROM vendor;\n"));
    const bool isRemoved = gallery.engine().engine().remove("shop").ok();
    gallery.engine().reload();
    return isRemoved ? &gallery.window() : nullptr;
}

QWidget* searched(Gallery& gallery)
{
    QWidget* window = stopped(gallery);
    return window != nullptr && gallery.trigger(ActionId::Find) ? window : nullptr;
}

QWidget* graph(Gallery& gallery)
{
    const models::PipelineBridge* pipeline = gallery.runSample();
    return pipeline != nullptr && gallery.trigger(ActionId::PipelineGraph) ? &gallery.window() : nullptr;
}

QWidget* brokenGraph(Gallery& gallery)
{
    QWidget* window = broken(gallery);
    return window != nullptr && gallery.trigger(ActionId::PipelineGraph) ? window : nullptr;
}

QWidget* diff(Gallery& gallery, const QString& added)
{
    PipelineDocument* program = gallery.window().openPipeline(gallery.make(QStringLiteral("shop")));
    if (!added.isEmpty()) {
        program->appendStatement(added);
    }
    QWidget* window = gallery.trigger(ActionId::CompareProgram) ? &gallery.window() : nullptr;
    const bool isChecked = Gallery::waitFor([program] { return !program->report().relations.empty(); });
    return isChecked ? window : nullptr;
}

ConfigDocument* openConfig(Gallery& gallery, const QString& path)
{
    const QString copy = gallery.scratch(QStringLiteral("pipelines.yaml"));
    const bool isOpen = QFile::copy(path, copy) && gallery.window().pipelineCommands().openFile(copy);
    return isOpen ? gallery.window().configCommands().find(copy) : nullptr;
}

QWidget* config(Gallery& gallery)
{
    const ConfigDocument* document =
        openConfig(gallery, QStringLiteral(MILLRACE_SOURCE_DIR "/resources/samples/devices/pipelines.yaml"));
    const bool isRead =
        document != nullptr && Gallery::waitFor([document] { return document->pane()->list()->count() == 3; });
    return isRead ? &gallery.window() : nullptr;
}

QWidget* servedConfig(Gallery& gallery)
{
    QWidget* window = config(gallery);
    ApiSwitch& api = gallery.window().api();
    api.setPort(0);
    api.setWanted(true);
    const bool isOn = Gallery::waitFor([&api] { return api.state() == ApiState::On; });
    auto* document = gallery.window().findChild<ConfigDocument*>();
    document->runSelected();
    const bool hasRows =
        isOn && Gallery::waitFor([document] { return document->rows()->cell().result().rowCount() > 100; });
    return hasRows ? window : nullptr;
}

QWidget* brokenConfig(Gallery& gallery)
{
    const ConfigDocument* document = openConfig(gallery, QLatin1String(kGallery) + QStringLiteral("broken.yaml"));
    const bool isChecked =
        document != nullptr && Gallery::waitFor([document] { return !document->editor()->diagnostics().empty(); });
    return isChecked ? raised(gallery, QStringLiteral("dockProblems")) : nullptr;
}

} // namespace

QList<GalleryState> documentStates()
{
    const auto nothing = [](Gallery& gallery) -> QWidget* { return &gallery.window(); };
    const auto running = [](Gallery& gallery) -> QWidget* {
        return gallery.runSample() == nullptr ? nullptr : &gallery.window();
    };
    const auto changed = [](Gallery& gallery) {
        return diff(gallery, QStringLiteral("CREATE VIEW cheap AS\nSELECT part FROM low_price WHERE price < 100;\n"));
    };
    const auto unchanged = [](Gallery& gallery) { return diff(gallery, QString()); };
    return {
        {QStringLiteral("document-none"), nothing, true},
        {QStringLiteral("document-welcome"), welcome, true},
        {QStringLiteral("program-stopped"), stopped},
        {QStringLiteral("program-running"), running},
        {QStringLiteral("program-error"), broken},
        {QStringLiteral("program-held"), held},
        {QStringLiteral("program-failed"), failed},
        {QStringLiteral("program-untrusted"), untrusted},
        {QStringLiteral("program-orphaned"), orphaned},
        {QStringLiteral("program-find"), searched},
        {QStringLiteral("graph-busy"), graph},
        {QStringLiteral("graph-error"), brokenGraph},
        {QStringLiteral("diff-changed"), changed},
        {QStringLiteral("diff-empty"), unchanged},
        {QStringLiteral("config-idle"), config},
        {QStringLiteral("config-busy"), servedConfig},
        {QStringLiteral("config-error"), brokenConfig},
    };
}

} // namespace millrace::test
