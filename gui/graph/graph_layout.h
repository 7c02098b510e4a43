// SPDX-License-Identifier: GPL-3.0-or-later
// Places for the nodes and edges of a graph, by Graphviz.
#pragma once

#include <QList>
#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <utility>
#include <vector>

namespace millrace::gui {

struct LayoutRequest {
    std::vector<QSizeF> nodes;                    ///< sizes, in pixels
    std::vector<QString> groups;                  ///< beside `nodes`; those of one group stand together
    std::vector<std::pair<size_t, size_t>> edges; ///< from, to
};

struct LayoutResult {
    std::vector<QPointF> centres;    ///< by node
    std::vector<QPainterPath> paths; ///< by edge
    std::vector<std::pair<QString, QRectF>> groups;
    QRectF bounds;
};

/// From left to right. One call at a time in the whole program waits for the others: libgvc is not re-entrant. Takes
/// up to seconds for a thousand nodes: not for the window's thread.
LayoutResult layoutGraph(const LayoutRequest& request);

} // namespace millrace::gui
