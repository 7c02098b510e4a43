// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the dataflow of a pipeline: operators by relation, edges with what flows or waits.
#pragma once

#include "gui/graph/graph_layouter.h"
#include "models/pipeline/operator_graph.h"

#include <QGraphicsView>

namespace millrace::gui {

/// Arrows go from node to node, Enter opens the SQL of the selected one, + - 0 zoom. A graph of the same shape only
/// changes its numbers. GUI thread only.
class GraphView : public QGraphicsView {
    Q_OBJECT
public:
    explicit GraphView(QWidget* parent = nullptr);
    ~GraphView() override;

    void setGraph(models::OperatorGraph graph);
    const models::OperatorGraph& graph() const { return m_graph; }
    bool isLaidOut() const { return !m_nodes.isEmpty(); }
    /// The selected node, or none.
    std::optional<size_t> current() const { return m_current; }
    void setCurrent(std::optional<size_t> node);
    void zoom(double factor);
    void fit();

Q_SIGNALS:
    void laidOut();
    void currentChanged();
    /// The user wants to see the SQL of a relation.
    void relationActivated(const QString& relation);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class NodeItem;
    class EdgeItem;
    class GroupItem;
    void place(const LayoutResult& layout);
    void moveCurrent(int key);
    std::optional<size_t> nodeAt(const QPoint& position) const;

    models::OperatorGraph m_graph;
    GraphLayouter m_layouter;
    QList<NodeItem*> m_nodes; ///< of the scene, by node; empty until the layout is there
    QList<EdgeItem*> m_edges;
    std::optional<size_t> m_current;
    bool m_isFitted = false; ///< the whole graph is in sight, until the user zooms
};

} // namespace millrace::gui
