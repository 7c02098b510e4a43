// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside the text of a program: its graph, and its comparison with the stored program.
#pragma once

#include "models/bridge/pipeline_bridge.h"

#include <QPointer>
#include <QTabWidget>

namespace millrace::gui {

class DiffPane;
class GraphPane;

enum class Companion : uint8_t { Graph, Diff };

/// One tab each, so that whichever is looked at has all the room; each is made when it is first shown. Where there is
/// little room even so, the text is a tab among them. Hidden while there is no companion. GUI thread only.
class ProgramCompanions : public QTabWidget {
    Q_OBJECT
public:
    explicit ProgramCompanions(models::PipelineBridge* pipeline, QWidget* parent = nullptr);

    bool isShown(Companion companion) const;
    int numShown() const;
    /// Brings it to the front and gives it the focus; nothing once the pipeline is gone and it was never made.
    void reveal(Companion companion);
    void remove(Companion companion);
    /// Hides what is in front; shows what is not there or stands behind.
    void toggle(Companion companion);

    /// Makes the text the first tab and leaves the present one in front.
    void takeIn(QWidget* text);
    /// The text is no tab any more and belongs to whoever adds it to a layout; nothing if it is none.
    void giveBack(QWidget* text);

    /// Null until it is first shown.
    GraphPane* graph() const { return m_graph; }
    DiffPane* diff() const { return m_diff; }

Q_SIGNALS:
    /// Another set of tabs is there.
    void changed();
    /// One was closed, and the focus is free.
    void closed();
    void relationActivated(const QString& relation);

private:
    QWidget* widgetOf(Companion companion) const;
    QWidget* make(Companion companion);
    void addTabOf(Companion companion, QWidget* widget);

    QPointer<models::PipelineBridge> m_pipeline;
    GraphPane* m_graph = nullptr;
    DiffPane* m_diff = nullptr;
};

} // namespace millrace::gui
