// SPDX-License-Identifier: GPL-3.0-or-later
// The completion tokens of the current pipeline, newest first.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/table_dock.h"
#include "models/pipeline/token_model.h"

namespace millrace::gui {

/// GUI thread only.
class TokensDock : public TableDock {
    Q_OBJECT
public:
    explicit TokensDock(ActionRegistry& actions, QWidget* parent = nullptr);

    void setPipeline(models::PipelineBridge* pipeline);
    models::TokenModel& model() { return m_model; }
    /// Issues a token and shows its row.
    void issue(const QString& relation, const QString& connector);

private:
    void updateSummary();

    models::TokenModel m_model;
};

} // namespace millrace::gui
