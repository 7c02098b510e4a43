// SPDX-License-Identifier: GPL-3.0-or-later
// Finding things by typing: the command palette over all actions, quick open over pipelines, relations and documents.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/bridge/engine_bridge.h"
#include "models/shell/pick_list_model.h"
#include "models/tutorial/tutorial_shelf.h"

#include <QObject>

#include <optional>

class QWidget;

namespace millrace::gui {

class DocumentArea;
class EntryCommands;
class QueryCommands;
class StreamSet;

/// What the commands lead to. All must outlive them.
struct ShellParts {
    models::EngineBridge& engine;
    DocumentArea& area;
    StreamSet& streams;
    QueryCommands& queries;
    EntryCommands& entries;
    models::TutorialShelf& tutorials;
};

/// Also opens the sample and the welcome page, and brings a deleted pipeline back. GUI thread only.
class ShellCommands : public QObject {
    Q_OBJECT
public:
    ShellCommands(const ShellParts& parts, ActionRegistry& actions, QWidget* window);

    QList<models::PickItem> paletteItems() const;
    QList<models::PickItem> quickOpenItems() const;
    /// Shows the welcome page, made where there is none.
    void showWelcome();
    void openSample();
    /// Remembers what a pipeline is made of before it is deleted, so that it can be brought back.
    void rememberDeleted(const models::PipelineBridge& pipeline);
    /// It was brought back by other means.
    void forgetDeleted(const QString& name);

Q_SIGNALS:
    void pipelineWanted(millrace::models::PipelineBridge* pipeline);
    void tutorialWanted(const QString& id);
    void failed(const QString& what, const QString& why);

private:
    void openPalette();
    void openQuickOpen();
    void open(const QVariant& payload);
    void restorePipeline();
    void update();

    ShellParts m_parts;
    ActionRegistry& m_actions;
    QWidget* m_window;
    std::optional<api::NewPipeline> m_deleted;
};

} // namespace millrace::gui
