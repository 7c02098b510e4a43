// SPDX-License-Identifier: GPL-3.0-or-later
// Dialogs and wizards, page by page.
#include "gui/api/api_switch.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/stream_set.h"
#include "gui/query/notebook_document.h"
#include "gui/query/query_cell_widget.h"
#include "gui/query/query_commands.h"
#include "gui/shell/connector_wizard.h"
#include "gui/shell/pipeline_wizard.h"
#include "gui/window/access_dialog.h"
#include "gui/window/docks.h"
#include "gui/window/pipeline_commands.h"
#include "tests/gui/gallery/gallery.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QTcpServer>
#include <QTest>

namespace millrace::test {

using namespace gui;

namespace {

/// The dialog of an action, with the shop stopped.
QWidget* opened(Gallery& gallery, ActionId action)
{
    PipelineDocument* program = gallery.window().openPipeline(gallery.make(QStringLiteral("shop")));
    const bool isReady = Gallery::waitFor([program] { return !program->report().relations.empty(); });
    return isReady && gallery.trigger(action) ? gallery.dialog() : nullptr;
}

QWidget* exporting(Gallery& gallery, const QString& path)
{
    if (gallery.runSample() == nullptr || !gallery.trigger(ActionId::SaveStream)) {
        return nullptr;
    }
    if (!path.isNull()) {
        gallery.dialog()->findChild<QLineEdit*>(QStringLiteral("exportPath"))->setText(path);
    }
    return gallery.dialog();
}

QWidget* newPipeline(Gallery& gallery, int page)
{
    if (!gallery.trigger(ActionId::NewPipeline)) {
        return nullptr;
    }
    auto* wizard = gallery.window().findChild<PipelineWizard*>();
    wizard->findChild<QRadioButton*>(QStringLiteral("pipelineOwn"))->setChecked(true);
    for (int i = 0; i < page; ++i) {
        wizard->next();
    }
    return wizard;
}

QWidget* brokenDraft(Gallery& gallery)
{
    QWidget* wizard = newPipeline(gallery, 3);
    if (wizard != nullptr) {
        wizard->findChild<QPlainTextEdit*>(QStringLiteral("draftProgram"))
            ->setPlainText(
                QStringLiteral("CREATE TABLE reading (id BIGINT);\nCREATE VIEW v AS SELECT nix FROM reading;"));
    }
    return wizard;
}

QWidget* newConnector(Gallery& gallery, int page)
{
    gallery.window().openPipeline(gallery.make(QStringLiteral("shop")));
    if (!gallery.trigger(ActionId::AddConnector)) {
        return nullptr;
    }
    auto* wizard = gallery.window().findChild<ConnectorWizard*>();
    for (int i = 0; i < page; ++i) {
        if (auto* path = wizard->findChild<QLineEdit*>(QStringLiteral("connectorField-path"))) {
            path->setText(QStringLiteral("part.json"));
        }
        wizard->next();
        QTest::qWait(400); // the sample is read by a thread
    }
    return wizard;
}

QWidget* history(Gallery& gallery)
{
    const models::PipelineBridge* pipeline = gallery.run(QStringLiteral("shop"));
    NotebookDocument* notebook = gallery.window().queryCommands().openNotebook(gallery.engine().pipelines().first());
    for (const char* sql : {"SELECT * FROM preferred_vendor", "SELECT name FROM vendor WHERE id > 2"}) {
        notebook->runText(QLatin1String(sql));
        Gallery::waitFor([notebook] { return notebook->current()->cell().state() == models::QueryState::Finished; });
    }
    return pipeline != nullptr && gallery.trigger(ActionId::QueryHistory) ? gallery.dialog() : nullptr;
}

QWidget* apiOn(Gallery& gallery)
{
    ApiSwitch& api = gallery.window().api();
    api.setPort(0);
    api.setWanted(true);
    const bool isOn = Gallery::waitFor([&api] { return api.state() == ApiState::On; });
    return isOn && gallery.trigger(ActionId::ShowApi) ? gallery.dialog() : nullptr;
}

QWidget* apiFailed(Gallery& gallery)
{
    QTcpServer other;
    other.listen(QHostAddress::LocalHost);
    ApiSwitch& api = gallery.window().api();
    api.setPort(other.serverPort());
    if (!gallery.trigger(ActionId::ShowApi)) {
        return nullptr;
    }
    api.setWanted(true);
    return Gallery::waitFor([&api] { return api.error().has_value(); }) ? gallery.dialog() : nullptr;
}

QWidget* asking(Gallery& gallery)
{
    gallery.window().pipelineCommands().openFile(
        QStringLiteral(MILLRACE_SOURCE_DIR "/resources/samples/supply-chain/program.sql"));
    return gallery.trigger(ActionId::Run) ? gallery.dialog() : nullptr;
}

GalleryState page(const char* name, QWidget* (*enter)(Gallery&, int), int number, bool isFixed)
{
    return {QLatin1String(name), [enter, number](Gallery& gallery) { return enter(gallery, number); }, isFixed};
}

GalleryState dialog(const char* name, ActionId action, bool isFixed)
{
    return {QLatin1String(name), [action](Gallery& gallery) { return opened(gallery, action); }, isFixed};
}

} // namespace

QList<GalleryState> dialogStates()
{
    return {
        {QStringLiteral("export"), [](Gallery& gallery) { return exporting(gallery, QString()); }},
        {QStringLiteral("export-error"),
         [](Gallery& gallery) { return exporting(gallery, QStringLiteral("/nowhere/to/be/found/prices.csv")); }},
        page("new-pipeline-1", newPipeline, 0, true),
        page("new-pipeline-2", newPipeline, 1, true),
        page("new-pipeline-3", newPipeline, 2, true),
        page("new-pipeline-4", newPipeline, 3, true),
        {QStringLiteral("new-pipeline-error"), brokenDraft, true},
        page("add-connector-1", newConnector, 0, true),
        page("add-connector-2", newConnector, 1, true),
        page("add-connector-3", newConnector, 2, true),
        page("add-connector-4", newConnector, 3, true),
        dialog("api-off", ActionId::ShowApi, true),
        {QStringLiteral("api-on"), apiOn},
        {QStringLiteral("api-error"), apiFailed},
        dialog("palette", ActionId::Palette, false),
        dialog("quick-open", ActionId::QuickOpen, true),
        {QStringLiteral("query-history"), history},
        dialog("shortcuts", ActionId::ShortcutSheet, false),
        dialog("history", ActionId::EditHistory, false),
        dialog("limits", ActionId::Limits, true),
        {QStringLiteral("access"), asking},
    };
}

} // namespace millrace::test
