// SPDX-License-Identifier: GPL-3.0-or-later
// The document of a pipeline: its program in an editor that is checked while one types.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/pipeline/program_checker.h"

namespace millrace::gui {

class Banner;
class FindBar;
class SqlEditor;

/// Locked while the pipeline runs; then a banner offers "Stop and edit". GUI thread only.
class PipelineDocument : public Document {
    Q_OBJECT
public:
    PipelineDocument(models::PipelineBridge* pipeline, ActionRegistry& actions, QWidget* parent = nullptr);

    QString title() const override;
    QString iconName() const override { return QStringLiteral("pipeline"); }
    void focusContent() override;
    bool mayClose() override;

    SqlEditor* editor() const { return m_editor; }
    FindBar* findBar() const { return m_findBar; }
    QString text() const;
    bool isModified() const;
    /// The newest report is of a program without text.
    bool isEmpty() const { return m_isEmpty; }
    /// Stores the text as the pipeline's program; false when that failed or the pipeline runs.
    bool save();
    /// Compiles now; reportChanged() follows.
    void check();
    const api::CompileReport& report() const { return m_report; }
    /// Text size, in points above or below the usual one.
    void setZoom(int zoom);

Q_SIGNALS:
    void modifiedChanged(bool isModified);
    void reportChanged(const millrace::api::CompileReport& report);

private:
    void reload();
    void onTextChanged();
    void onChecked(const QString& sql, const api::CompileReport& report);
    void updateLock();
    void updateTrust();

    ActionRegistry& m_actions;
    SqlEditor* m_editor;
    FindBar* m_findBar;
    Banner* m_lock;
    Banner* m_outside; ///< the program is not trusted yet
    models::ProgramChecker m_checker;
    api::CompileReport m_report;
    bool m_isEmpty = false;
};

} // namespace millrace::gui
