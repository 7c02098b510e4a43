// SPDX-License-Identifier: GPL-3.0-or-later
// The token board of a pipeline: every completion token, what is outstanding, and how long they took.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document.h"
#include "models/bridge/engine_bridge.h"
#include "models/pipeline/token_filter.h"
#include "models/pipeline/token_times.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QStackedLayout;
class QTableView;

namespace millrace::gui {

class TimeBars;
class EmptyState;
class TimePoints;

/// Charts follow the tokens at most four times a second, and only while they are visible. GUI thread only.
class TokenDocument : public Document {
    Q_OBJECT
public:
    TokenDocument(models::PipelineBridge* pipeline, models::EngineBridge& engine, const models::TokenWatch& watch,
                  ActionRegistry& actions, QWidget* parent = nullptr);

    QString title() const override
    {
        return tr("Tokens of %1").arg(pipeline() == nullptr ? QString() : pipeline()->name());
    }
    QString iconName() const override { return QStringLiteral("token"); }
    void focusContent() override;
    void setZoom(int zoom) override;

    models::TokenModel& model() { return m_model; }
    QTableView* table() const { return m_table; }
    /// Puts the focus where a token is pasted.
    void focusLookup();
    /// What is known of a token that was pasted, from whatever pipeline of this engine.
    void lookUp(const QString& token);
    QString lookupText() const;

Q_SIGNALS:
    void selectionChanged();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildLookup();
    QWidget* buildCharts();
    QWidget* buildTables(ActionRegistry& actions);
    void refreshLookup();
    QString answerOf(const QString& text);
    void updateEmptyState();
    void scheduleCharts();
    void drawCharts();

    models::EngineBridge& m_engine;
    models::TokenModel m_model;
    models::TokenFilter m_filter;
    models::TokenSummaryModel m_summary;
    QTableView* m_table;
    QTableView* m_summaryTable;
    EmptyState* m_empty;
    QStackedLayout* m_stack; ///< charts and tables, or why there are none
    QLineEdit* m_lookup;
    QLabel* m_answer;
    TimeBars* m_bars;
    TimePoints* m_points;
    QTimer m_redraw;    ///< single shot: charts wait for it while tokens change
    QString m_lookedUp; ///< asked about again while it is in progress; empty = nothing
};

} // namespace millrace::gui
