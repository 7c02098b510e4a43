// SPDX-License-Identifier: GPL-3.0-or-later
// The graph of a pipeline with what is known of its selected node.
#pragma once

#include "models/bridge/pipeline_bridge.h"

#include <QPointer>
#include <QWidget>

class QSplitter;
class QStackedLayout;

namespace millrace::gui {

class EmptyState;
class FactTable;
class GraphView;

/// Of a run, with counters as often as its status comes; else of the stored program. Nothing is asked for while it is
/// hidden. GUI thread only.
class GraphPane : public QWidget {
    Q_OBJECT
public:
    explicit GraphPane(models::PipelineBridge* pipeline, QWidget* parent = nullptr);

    GraphView* view() const { return m_view; }
    FactTable* facts() const { return m_facts; }

Q_SIGNALS:
    void relationActivated(const QString& relation);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void showPlan();
    void showFacts();

    QPointer<models::PipelineBridge> m_pipeline;
    QSplitter* m_splitter;
    GraphView* m_view;
    FactTable* m_facts;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QString m_planned; ///< the program that the shown plan is of
};

} // namespace millrace::gui
