// SPDX-License-Identifier: GPL-3.0-or-later
// What happened to the current pipeline, line by line.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/no_pipeline.h"
#include "gui/docks/table_dock.h"
#include "models/pipeline/log_model.h"

class QComboBox;
class QLineEdit;

namespace millrace::models {
class PipelineBridge;
}

namespace millrace::gui {

/// Follows the newest line while that is in sight. GUI thread only.
class LogDock : public TableDock {
    Q_OBJECT
public:
    explicit LogDock(ActionRegistry& actions, QWidget* parent = nullptr);

    /// Without one it says why there is none.
    void setPipeline(models::PipelineBridge* pipeline, NoPipeline why = NoPipeline::NoneOpen);
    models::LogModel& model() { return m_model; }
    /// The selected lines on the clipboard.
    void copyLines() const;
    void focusSearch();
    /// Writes what is shown to a file; false when that fails, which failed() tells.
    bool save(const QString& path);

Q_SIGNALS:
    void failed(const QString& what, const QString& why);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTools();
    void find(int direction);
    void askWhere();
    void updateSummary();

    models::LogModel m_model;
    ActionRegistry& m_actions;
    QComboBox* m_level;
    QLineEdit* m_search;
    QString m_name; ///< of the pipeline
    bool m_isAtEnd = true;
};

} // namespace millrace::gui
