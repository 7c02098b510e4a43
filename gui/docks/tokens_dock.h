// SPDX-License-Identifier: GPL-3.0-or-later
// The completion tokens of the current pipeline, newest first.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/no_pipeline.h"
#include "gui/docks/table_dock.h"
#include "models/pipeline/token_filter.h"

class QComboBox;

namespace millrace::gui {

/// GUI thread only.
class TokensDock : public TableDock {
    Q_OBJECT
public:
    explicit TokensDock(ActionRegistry& actions, QWidget* parent = nullptr);

    /// Without one it says why there is none.
    void setPipeline(models::PipelineBridge* pipeline, NoPipeline why = NoPipeline::NoneOpen);
    models::TokenModel& model() { return m_model; }
    /// Issues a token and shows its row.
    void issue(const QString& relation, const QString& connector);

private:
    void updateSummary();
    void updateEmptyText();

    models::TokenModel m_model;
    models::TokenFilter m_filter;
    QComboBox* m_choice;
    QAction* m_showAll;
    ActionRegistry& m_actions;
    NoPipeline m_whyNone = NoPipeline::NoneOpen;
};

} // namespace millrace::gui
