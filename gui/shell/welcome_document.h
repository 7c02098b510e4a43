// SPDX-License-Identifier: GPL-3.0-or-later
// The first page: what can be begun, and the pipelines that are there.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/bridge/engine_bridge.h"
#include "models/tutorial/tutorial_shelf.h"

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace millrace::gui {

/// Belongs to no pipeline. GUI thread only.
class WelcomeDocument : public Document {
    Q_OBJECT
public:
    WelcomeDocument(models::EngineBridge& engine, models::TutorialShelf& tutorials, ActionRegistry& actions,
                    QWidget* parent = nullptr);

    QString title() const override { return tr("Welcome"); }
    QString iconName() const override { return QStringLiteral("home"); }
    void focusContent() override;

Q_SIGNALS:
    void pipelineWanted(millrace::models::PipelineBridge* pipeline);
    void tutorialWanted(const QString& id);

private:
    void addHeading(const QString& text);
    void addAction(ActionId id, const QString& text);
    void listPipelines();

    models::EngineBridge& m_engine;
    ActionRegistry& m_actions;
    QVBoxLayout* m_column;
    QGridLayout* m_pipelines;
    QLabel* m_none;
};

} // namespace millrace::gui
