// SPDX-License-Identifier: GPL-3.0-or-later
// What the current pipeline does over time: throughput, times, memory, buffers.
#pragma once

#include "gui/docks/dock_panel.h"
#include "gui/docks/no_pipeline.h"
#include "models/runtime/runtime_history.h"

#include <QHash>
#include <QTimer>

class QComboBox;
class QGridLayout;
class QStackedLayout;

namespace millrace::gui {

class EmptyState;
class LineChart;

/// Draws only while it is on screen, as often as the status comes, four times a second. The histories of all pipelines
/// that were shown go on behind it. GUI thread only.
class RuntimeDock : public DockPanel {
    Q_OBJECT
public:
    explicit RuntimeDock(ActionRegistry& actions, QWidget* parent = nullptr);

    /// Without one it says why there is none.
    void setPipeline(models::PipelineBridge* pipeline, NoPipeline why = NoPipeline::NoneOpen);
    /// Null without a pipeline.
    models::RuntimeHistory* history() const { return m_history; }
    const QList<LineChart*>& charts() const { return m_charts; }
    /// 60 s, 10 min, or the whole run.
    void setSpanIndex(int index);

Q_SIGNALS:
    /// The user brushed a range of time; these steps were processed in it.
    void stepsChosen(millrace::models::PipelineBridge* pipeline, quint64 first, quint64 last);
    void stepsReleased(millrace::models::PipelineBridge* pipeline);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildCharts();
    void placeCharts();
    void redraw();
    void redrawChart(int chart);
    void redrawNext();
    void onBrushed(double fromSeconds, double toSeconds);
    double spanSeconds() const;

    void sayNothing();

    ActionRegistry& m_actions;
    NoPipeline m_whyNone = NoPipeline::NoneOpen;
    QComboBox* m_span;
    QStackedLayout* m_stack;
    QGridLayout* m_grid;
    EmptyState* m_empty;
    QList<LineChart*> m_charts;
    int m_numColumns = 0;
    QTimer m_nextChart; ///< single shot; runs only between the charts of a sample
    int m_numDrawn = 0; ///< charts of the newest sample
    QHash<const models::PipelineBridge*, models::RuntimeHistory*> m_histories;
    models::RuntimeHistory* m_history = nullptr; ///< of the current pipeline
};

} // namespace millrace::gui
