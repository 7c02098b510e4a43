// SPDX-License-Identifier: GPL-3.0-or-later
// A file of descriptive pipelines: its text, and beside it the pipelines, their addresses and who listens.
#pragma once

#include "engine/api/pipeline.h"
#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/pipeline/program_checker.h"

#include <QStringList>
#include <QTimer>

#include <memory>

class QLabel;
class QSplitter;
class QTabWidget;
class QVBoxLayout;

namespace millrace::descriptive {
class QueryHost;
}

namespace millrace::gui {

class ConfigPane;
class FindBar;
class QueryCellWidget;
class SqlEditor;

/// Belongs to no pipeline of the catalog. What is wrong is marked while it is typed, as `millrace check` tells it. As
/// long as it is open, the host serves its pipelines as they were saved, and writes what clients add and remove. GUI
/// thread only; the clock must outlive it.
class ConfigDocument : public Document {
    Q_OBJECT
public:
    /// `text` is what the file holds.
    ConfigDocument(QString path, const QString& text, std::shared_ptr<descriptive::QueryHost> host,
                   models::FrameClock& clock, ActionRegistry& actions, QWidget* parent = nullptr);
    ~ConfigDocument() override;

    const QString& path() const { return m_path; }
    QString sessionKey() const override { return objectName() + u'\n' + m_path; }
    QString title() const override;
    QString iconName() const override { return QStringLiteral("stream"); }
    void focusContent() override;
    void setZoom(int zoom) override;
    bool mayClose() override;

    SqlEditor* editor() const { return m_editor; }
    FindBar* findBar() const { return m_findBar; }
    ConfigPane* pane() const { return m_pane; }
    /// The rows of the pipeline that was run last; hidden before.
    QueryCellWidget* rows() const { return m_rows; }
    bool isModified() const override;
    /// False when it could not be written, which failed() tells.
    bool save() override;
    /// Shows what the file says now that others, clients of the API, have changed it; not over unsaved text.
    void takeOver();
    /// Shows the rows of the selected pipeline, as its text is now.
    void runSelected();
    /// Where the local API answers; none while it is off.
    void setAddresses(const QStringList& addresses);

Q_SIGNALS:
    void modifiedChanged(bool isModified);
    void reportChanged(const QString& path, const millrace::api::CompileReport& report);
    /// The stream of the rows began or ended.
    void streamChanged();
    void failed(const QString& what, const QString& why);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Reading;

    void build(QVBoxLayout* layout);
    void updateActions();
    void arrange();
    void showRows();
    void onChecked(const api::CompileReport& report);

    const QString m_path;
    QString m_saved; ///< the text as the file has it, as far as we know
    std::shared_ptr<descriptive::QueryHost> m_host;
    ActionRegistry& m_actions;
    QAction* m_save = nullptr;
    QAction* m_run = nullptr;
    QAction* m_cancel = nullptr;
    SqlEditor* m_editor;
    FindBar* m_findBar;
    ConfigPane* m_pane;
    QueryCellWidget* m_rows;
    QSplitter* m_parts = nullptr;
    QTabWidget* m_below = nullptr; ///< in a narrow tab: pane and rows
    bool m_hasRun = false;
    bool m_isShareOfUser = false; ///< what the parts have was dragged
    std::shared_ptr<Reading> m_reading; ///< what the checker's thread read last
    QTimer m_refresh;                   ///< of who listens, while it is seen
    models::ProgramChecker m_checker;
};

} // namespace millrace::gui
