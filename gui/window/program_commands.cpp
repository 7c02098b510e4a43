// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/program_commands.h"

#include "gui/descriptive/config_document.h"
#include "gui/documents/pipeline_document.h"
#include "gui/documents/program_companions.h"
#include "gui/editor/sql_editor.h"

namespace millrace::gui {

ProgramCommands::ProgramCommands(ActionRegistry& actions, QObject* parent)
    : QObject(parent)
    , m_actions(actions)
{
    connect(actions.action(ActionId::PipelineGraph), &QAction::triggered, this,
            [this] {
        m_program->companions()->toggle(Companion::Graph);
        updateChecks();
    });
    connect(actions.action(ActionId::CompareProgram), &QAction::triggered, this,
            [this] {
        m_program->companions()->toggle(Companion::Diff);
        updateChecks();
    });
    connect(actions.action(ActionId::GoToDefinition), &QAction::triggered, this, &ProgramCommands::goToDefinition);
    connect(actions.action(ActionId::FormatProgram), &QAction::triggered, this, &ProgramCommands::format);
    connect(actions.action(ActionId::ToggleComment), &QAction::triggered, this, &ProgramCommands::toggleComment);
    setTarget(nullptr, nullptr);
}

void ProgramCommands::setTarget(PipelineDocument* program, ConfigDocument* config)
{
    m_program = program;
    m_config = config;
    const QString none = program == nullptr ? tr("No program is open.") : QString();
    m_actions.setBlocked(ActionId::PipelineGraph, none);
    m_actions.setBlocked(ActionId::CompareProgram, none);
    m_actions.setBlocked(ActionId::GoToDefinition, none);
    m_actions.setBlocked(ActionId::FormatProgram, none);
    m_actions.setBlocked(ActionId::Replace, config == nullptr ? none : QString());
    m_actions.setBlocked(ActionId::ToggleComment, config == nullptr ? none : QString());
    disconnect(m_companionsChanged);
    if (program != nullptr) {
        m_companionsChanged =
            connect(program->companions(), &ProgramCompanions::changed, this, &ProgramCommands::updateChecks);
    }
    updateChecks();
}

/// An action is checked while its tab is there; triggering the one of a tab that stands behind brings it to the front.
void ProgramCommands::updateChecks()
{
    const auto isShown = [this](Companion companion) {
        return m_program != nullptr && m_program->companions()->isShown(companion);
    };
    m_actions.action(ActionId::PipelineGraph)->setChecked(isShown(Companion::Graph));
    m_actions.action(ActionId::CompareProgram)->setChecked(isShown(Companion::Diff));
}

void ProgramCommands::goToDefinition()
{
    if (!m_program->goToDefinition()) {
        Q_EMIT failed(tr("No declaration was found"),
                      tr("Put the caret on the name of a table, a view or a column of this program."));
    }
}

void ProgramCommands::format()
{
    if (m_program->editor()->isReadOnly()) {
        Q_EMIT m_program->editor()->lockedKeyPressed(); // says why at its place
    } else {
        m_program->format();
    }
}

void ProgramCommands::toggleComment()
{
    SqlEditor* editor = m_config != nullptr ? m_config->editor() : m_program->editor();
    if (editor->isReadOnly()) {
        Q_EMIT editor->lockedKeyPressed();
    } else {
        editor->toggleComment();
    }
}

} // namespace millrace::gui
