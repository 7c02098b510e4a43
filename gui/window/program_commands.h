// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions on the text of a program: graph, definition, layout.
#pragma once

#include "gui/actions/action_registry.h"

#include <QObject>
#include <QPointer>

namespace millrace::gui {

class ConfigDocument;
class PipelineDocument;

/// GUI thread only.
class ProgramCommands : public QObject {
    Q_OBJECT
public:
    explicit ProgramCommands(ActionRegistry& actions, QObject* parent = nullptr);

    /// The program that the actions are about, and the file of pipelines that goes before it where any text will do;
    /// null: none is open.
    void setTarget(PipelineDocument* program, ConfigDocument* config);

Q_SIGNALS:
    void failed(const QString& what, const QString& why);

private:
    void updateChecks();
    void goToDefinition();
    void format();
    void toggleComment();

    ActionRegistry& m_actions;
    QPointer<PipelineDocument> m_program;
    QPointer<ConfigDocument> m_config;
    QMetaObject::Connection m_companionsChanged;
};

} // namespace millrace::gui
