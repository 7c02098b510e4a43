// SPDX-License-Identifier: GPL-3.0-or-later
// The query notebook of a pipeline: cells of SQL asked of it while it runs.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/bridge/setting_writer.h"
#include "models/query/query_history_model.h"

#include <QTimer>

class QScrollArea;
class QVBoxLayout;

namespace millrace::descriptive {
class QueryHost;
}

namespace millrace::gui {

class Banner;
class QueryCellWidget;

enum class CellKind {
    Query,  ///< asks the pipeline
    Stream, ///< runs streaming SQL, which has streams of its own
};

/// There is always a cell. The texts are stored with the catalog as they are typed, the results are not. GUI thread
/// only; settings, history and the host of streams must outlive it.
class NotebookDocument : public Document {
    Q_OBJECT
public:
    NotebookDocument(models::PipelineBridge* pipeline, models::SettingWriter& settings,
                     models::QueryHistoryModel& history, descriptive::QueryHost& streams, ActionRegistry& actions,
                     QWidget* parent = nullptr);
    ~NotebookDocument() override;

    QString title() const override;
    QString iconName() const override { return QStringLiteral("query"); }
    void focusContent() override;
    void setZoom(int zoom) override;

    /// The cell that actions act on.
    QueryCellWidget* current() const { return m_current; }
    const QList<QueryCellWidget*>& cells() const { return m_cells; }
    QueryCellWidget* addCell(CellKind kind = CellKind::Query, const QString& text = QString());
    /// The last cell where that is a query without a text, else a new one (where there may be no more: the last one).
    QueryCellWidget* freeCell();
    void removeCurrent();
    /// Runs the current cell; afterwards the next one is current, made where there is none.
    void runAndAdvance();
    /// In freeCell().
    void runText(const QString& sql);
    /// Puts an older (+1) or newer (-1) statement of the history into the current cell.
    void recall(int direction);

Q_SIGNALS:
    /// Another cell is current, or it runs, or it has ended.
    void cellChanged();

private:
    QAction* actionFor(ActionId id);
    void restore();
    void store();
    void setCurrent(QueryCellWidget* cell);
    void onFocusChanged(QWidget* now);
    void remember(QueryCellWidget* cell);
    void updateBanner();
    void reveal(QueryCellWidget* cell);

    models::SettingWriter& m_settings;
    models::QueryHistoryModel& m_history;
    descriptive::QueryHost& m_streams;
    ActionRegistry& m_actions;
    Banner* m_banner;
    QScrollArea* m_scroll;
    QVBoxLayout* m_layout;
    QList<QueryCellWidget*> m_cells;
    QueryCellWidget* m_current = nullptr;
    QTimer m_idle;       ///< single shot: text was typed and is not stored yet
    int m_recalled = -1; ///< entry of the history in the current cell
    QString m_draft;     ///< what stood there before
    int m_zoom = 0;
};

} // namespace millrace::gui
